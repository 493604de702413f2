"""What the bus turned away without a word to the device (MQTT 3.1.1 knows none): told by its log, kept as letters of the gateway.

A message to a topic that is not the gateway's is acknowledged and dropped; one that is too long or a wrong secret cuts the line.
The log names the connection only; the server says who signed in on it (`CONNZ`, by a user of the system account).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nats

from anlan.exchange.bus import INLET, LONGEST_BODY, WATCHER, Bus, secret_of

MOST_BYTES, MOST_LINES = 4 * 1024**2, 10_000
LINE = re.compile(rb'\[ERR\] \S+ - mid:(?P<line>\d+)(?: - "[^"]*")? - (?P<what>.+)')
TOPIC = re.compile(r'Publish Violation - Subject "(?P<subject>[^"]*)"')
LENGTH = re.compile(r"maximum payload exceeded: (?P<length>\d+) vs \d+")
SECRET = re.compile(r'authentication error - User "(?P<user>[^"]*)"')
TOPICS = INLET.removeprefix("$MQTT.msgs.").replace(".", "/")
ALL_STATES, MOST_CONNECTIONS, PATIENCE = 2, 10_000, 2.0


@dataclass(frozen=True)
class Stray:
    """What was turned away: on which connection or of which user, and why, with what to do."""

    line: int
    user: str
    why: str


class Log:
    """The server's log from its present end on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place, self.file = self._now()

    def _now(self) -> tuple[int, int]:
        found = self.path.stat() if self.path.exists() else None
        return (found.st_size, found.st_ino) if found else (0, 0)

    def more(self) -> Counter[Stray]:
        """What was turned away since the last call, and how often. Of a flood the newest lines are read."""
        size, file = self._now()
        if file != self.file or size < self.place:
            self.place, self.file = 0, file
        if size == self.place:
            return Counter()
        with self.path.open("rb") as log:
            log.seek(max(self.place, size - MOST_BYTES))
            text = log.read(size - log.tell())
        self.place = size
        return strays(text.splitlines()[-MOST_LINES:])


def strays(lines: Iterable[bytes]) -> Counter[Stray]:
    """The lines of a log that tell of something turned away."""
    return Counter(one for line in lines if (match := LINE.search(line)) and (one := _stray(match)))


def _stray(match: "re.Match[bytes]") -> Stray | None:
    number, what = int(match["line"]), match["what"].decode(errors="replace")
    if found := TOPIC.match(what):
        topic = found["subject"].replace(".", "/")[:100]
        return Stray(
            number, "", f"报文发到了主题“{topic}”，总线没有收下。请把设备的上报主题改为 {TOPICS}加本网关编号，再重新上报。"
        )
    if found := LENGTH.match(what):
        told = f"报文有 {int(found['length']) // 1024} KB，超过 {LONGEST_BODY // 1024} KB"
        return Stray(number, "", f"{told}，总线没有收下并断开了连接。请让设备分批上报。")
    if found := SECRET.match(what):
        return Stray(number, found["user"], "接入密钥不对，连接被拒绝。请用 anlan gateways 核对密钥和密钥版本。")
    return None


async def signed_in(bus: Bus) -> dict[int, str]:
    """Which user signed in on which connection, of those that stand and the last that were closed."""

    async def silent(_: Exception) -> None:
        """What goes wrong is raised below."""

    how = {"user": WATCHER, "password": secret_of(WATCHER, 0), "allow_reconnect": False, "connect_timeout": 2, "error_cb": silent}
    client = await nats.connect(bus.url, **how)
    try:
        asked = json.dumps({"auth": True, "state": ALL_STATES, "limit": MOST_CONNECTIONS}).encode()
        answer = await client.request("$SYS.REQ.SERVER.PING.CONNZ", asked, timeout=PATIENCE)
    finally:
        await client.close()
    return {one["cid"]: one.get("authorized_user", "") for one in json.loads(answer.data)["data"]["connections"]}


def of_gateways(found: Mapping[Stray, int], users: Mapping[int, str], known: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often what was turned away of each gateway that stands in the register; strangers are the log's matter."""
    told: Counter[tuple[str, str]] = Counter()
    for stray, times in found.items():
        told[stray.user or users.get(stray.line, ""), stray.why] += times
    names = set(known)
    return Counter({one: times for one, times in told.items() if one[0] in names})
