"""What both databases can keep: text without NUL and without half a surrogate pair."""

import re
from collections.abc import Mapping
from typing import Any

UNKEPT = re.compile("[\\0\\ud800-\\udfff]")


def can_be_kept(value: Any) -> bool:
    """Whether a value as a form or the API sent it, with all it holds, may go into a database."""
    if isinstance(value, str):
        return not UNKEPT.search(value)
    within = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return all(map(can_be_kept, within))
