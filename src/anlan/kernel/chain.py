"""The ledger's canonical form and its chain. Pure.

An entry is hashed over its canonical JSON (keys sorted, no spaces, UTF-8, strings, integers, booleans and null only) together
with the hash of the entry before it in the same subject. Personal values stay outside behind a salted digest, so they can be
erased and the chain still holds. A seal is the hash over the heads that changed since the last seal, chained to that seal.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64
PLAIN = (str, int, type(None))
TABLES, LISTS = (dict, Mapping), (list, tuple)
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(body: Mapping[str, Any]) -> str:
    """Canonical JSON text. TypeError on floats: figures are decimal strings."""
    _refuse_floats(body)
    return ENCODER.encode(body)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form; write a decimal string")
    inner = value.values() if isinstance(value, TABLES) else value if isinstance(value, LISTS) else ()
    for one in inner:
        if not isinstance(one, PLAIN):
            _refuse_floats(one)


def link(before: str, body: str) -> str:
    """The hash of an entry: SHA-256 over the hash before it and its canonical body."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def salted(values: Mapping[str, Any]) -> tuple[str, str]:
    """(salt, digest) of personal values; the digest goes into the entry, salt and values stand apart."""
    salt = secrets.token_hex(16)
    return salt, digest(salt, values)


def digest(salt: str, values: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{salt}\n{canonical(values)}".encode()).hexdigest()


def seal(before: str, heads: Iterable[tuple[str, int, str]]) -> str:
    """The seal over (subject, seq, hash) of every subject written since the last seal, in the order of subjects."""
    lines = "\n".join(f"{subject} {seq} {head}" for subject, seq, head in sorted(heads))
    return hashlib.sha256(f"{before}\n{lines}".encode()).hexdigest()


def canonical_list(values: list[str]) -> str:
    """A list of strings as canonical JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
