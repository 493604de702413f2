"""Packs a table of places (columns code and name) as the product ships it: sorted by code, gzipped, the same bytes every time.

Use: python tools/pack_places.py TABLE.tsv src/anlan/kernel/data/places-140000.tsv.gz
"""

import gzip
import sys
from pathlib import Path

from anlan.kernel.places import read_places


def pack(table: bytes) -> bytes:
    """Level and parent are left out: the code tells them."""
    lines = ["code\tname", *(f"{row.code}\t{row.name}" for row in read_places(table))]
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pack(Path(sys.argv[1]).read_bytes()))
