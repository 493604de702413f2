"""The load of `bin/bench chain`: gateways that speak MQTT over bare sockets, in a process of its own; payloads are prebuilt.

Told by one JSON line on stdin; answers "ready" when every gateway is signed in, begins at the next line, and says at the end what
was sent and acknowledged. Times are patched into the payloads by NumPy, so a million readings cost it some tenths of a second.
"""

import json
import selectors
import socket
import struct
import sys
import time

import numpy as np

TICK, AHEAD = 0.02, 4000
"""Seconds between two turns; messages of a gateway that may wait for their acknowledgement."""
ZERO, DIGITS = ord("0"), 13


def text(said: str) -> bytes:
    return struct.pack(">H", len(said)) + said.encode()


def packet(kind: int, body: bytes) -> bytes:
    length, head = len(body), bytearray([kind])
    while True:
        length, digit = divmod(length, 128)
        head.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(head) + body


class Gateway:
    """One signed-in gateway with its prebuilt packets: a row a message, times and packet ids patched in at each turn."""

    def __init__(self, told: dict, address: tuple[str, int]) -> None:
        self.code, self.sent, self.acked, self.turn, self.rest = told["code"], 0, 0, 0, b""
        self.line = socket.create_connection(address)
        who = text(f"load-{self.code}") + text(self.code) + text(told["secret"])
        self.line.sendall(packet(0x10, text("MQTT") + b"\x04\xc2" + struct.pack(">H", 60) + who))
        answer = self.line.recv(4)
        assert answer == b"\x20\x02\0\0", (self.code, answer)
        self.line.setblocking(False)
        head = text(f"readings/{self.code}") + b"\0\0"
        rows = []
        for readings in told["messages"]:
            body = "[" + ",".join(f'{{"id":"{id}","t":{"0" * DIGITS},"v":{value:.2f}}}' for id, value in readings) + "]"
            rows.append(packet(0x32, head + body.encode()))
        assert len(set(map(len, rows))) == 1
        self.rows, self.per = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1).copy(), len(told["messages"][0])
        first = rows[0]
        begins = [at for at in range(len(first)) if first.startswith(b'"t":', at)]
        self.times = (np.array(begins)[:, None] + 4 + np.arange(DIGITS)).ravel()
        self.mark = first.index(head) + len(head) - 2
        self.waiting = memoryview(b"")

    def say(self, count: int, now: int) -> None:
        """The next `count` messages, all readings at `now` (ms); every message of the gateway comes before one comes again."""
        rows = len(self.rows)
        chosen = (self.turn + np.arange(count)) % rows
        out = self.rows[chosen]
        out[:, self.times] = np.tile(np.frombuffer(str(now).encode(), np.uint8), self.per)
        ids = (self.sent + np.arange(count)) % 65_535 + 1
        out[:, self.mark], out[:, self.mark + 1] = ids >> 8, ids & 255
        self.turn += count
        self.sent += count
        self.waiting = memoryview(bytes(self.waiting) + out.tobytes())
        self.push()

    def push(self) -> None:
        try:
            while self.waiting:
                self.waiting = self.waiting[self.line.send(self.waiting) :]
        except BlockingIOError:
            pass

    def hear(self) -> None:
        try:
            told = self.line.recv(65_536)
        except BlockingIOError:
            return
        assert told, f"{self.code} was cut off"
        told = self.rest + told
        whole = len(told) // 4
        self.acked, self.rest = self.acked + whole, told[whole * 4 :]


def main() -> None:
    told = json.loads(sys.stdin.readline())
    gateways = [Gateway(one, ("127.0.0.1", told["port"])) for one in told["gateways"]]
    ears = selectors.DefaultSelector()
    for one in gateways:
        ears.register(one.line, selectors.EVENT_READ, one)
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.time()
    shares, done, last = np.array([one["rate"] for one in told["gateways"]]), np.zeros(len(gateways)), 0
    worst = 0
    while (now := time.time()) - begun < told["seconds"]:
        due = np.floor((now - begun) * shares)
        at = max(int(now * 1000), last + 1)
        last = at
        for number in np.flatnonzero(due > done):
            one = gateways[number]
            count = min(int(due[number] - done[number]), len(one.rows), AHEAD - (one.sent - one.acked))
            if count > 0 and not one.waiting:
                one.say(count, at)
                done[number] += count
        worst = max(worst, int((due - done).max()))
        hear(ears, max(0.0, TICK - (time.time() - now)))
    over = time.time()
    while any(one.acked < one.sent for one in gateways) and time.time() - over < 60:
        for one in gateways:
            one.push()
        hear(ears, 0.1)
    said = {"sent": sum(one.sent * one.per for one in gateways), "messages": sum(one.sent for one in gateways)}
    said |= {"acked": sum(one.acked for one in gateways), "seconds": over - begun, "behind": worst}
    said |= {"of": {one.code: one.sent * one.per for one in gateways}, "cpu": time.process_time()}
    print(json.dumps(said), flush=True)


def hear(ears: selectors.BaseSelector, wait: float) -> None:
    """Takes what comes until the turn is over."""
    until = time.time() + wait
    while True:
        for key, _ in ears.select(max(0.0, until - time.time())):
            key.data.hear()
            key.data.push()
        if (left := until - time.time()) <= 0:
            return
        time.sleep(min(left, TICK / 4))


if __name__ == "__main__":
    main()
