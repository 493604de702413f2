"""A node's own key and its card: one line of text that the other side's administrator enters, compared by telephone.

The private key is made once and lies in the data folder for its owner only, or comes from the environment; it never leaves.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from anlan.kernel import across
from anlan.kernel.refusals import Refused

SETTING = "ANLAN_NODE_KEY"
FILE = "node.key"
MARK = "anlan-node"


@dataclass(frozen=True)
class Card:
    """What a node tells of itself."""

    id: str
    place: str
    key: str
    title: str

    def line(self) -> str:
        return " ".join((MARK, self.id, self.place, self.key, self.title))


def own_key() -> Ed25519PrivateKey:
    """This node's private key. Refused if the one in the environment is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(os.environ.get(SETTING) or _kept()))
    except ValueError:
        raise Refused(f"本节点的密钥读不出来，请检查 {SETTING} 或数据目录里的 {FILE}：应为 64 位十六进制数。") from None


def _kept() -> str:
    path = Path(settings.DATA) / FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return path.read_text().strip()


def own_card() -> Card:
    """This node's card."""
    id, title, place = across.my_node()
    return Card(id, place, own_key().public_key().public_bytes_raw().hex(), title)


def read_card(line: str) -> Card:
    """The card in a line of text. Refused if it is none."""
    parts = line.strip().split(" ", 4)
    if len(parts) != 5 or parts[0] != MARK:
        raise Refused(f"这不是节点名片：名片是以 {MARK} 开头的一整行，请让对方重新复制。")
    return Card(parts[1], parts[2], parts[3].lower(), parts[4].strip())


def fingerprint(key: str) -> str:
    """The first and last digits of a public key, as two people compare them by telephone."""
    return f"{key[:4]} {key[4:8]} … {key[-8:-4]} {key[-4:]}" if key else ""


def is_signed(data: bytes, signature: str, key: str) -> bool:
    """Whether the holder of this public key signed these very bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
