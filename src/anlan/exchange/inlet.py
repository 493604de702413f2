"""Reading the stream of the bus in its order, from a message on, without acknowledgements: what has come is there at once.

    inlet = await Inlet.open(client, first)
    batch = await inlet.come(0.2)          # what came since the last call; empty after so long a silence

The bus is asked for more before the last is worked off, so it sends while we compute; how much may wait here is bounded.
"""

import asyncio
import json
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as BusFault
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from anlan.exchange.bus import INLET, STREAM

BITE, MOST_BYTES = 500, 16 * 1024**2
LASTS = 30_000_000_000
"""How long an unanswered request for messages stands at the bus, in nanoseconds."""
PLACE_OF_NUMBER, PLACE_OF_TIME = 5, 7


class Inlet:
    """One reader. Raises BusFault where the bus does not know it any longer, OSError where the line is cut."""

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        self.asks = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{name}"
        self.inbox = client.new_inbox()
        self.came: list[Msg] = []
        self.owed, self.wrong = 0, ""
        self.news = asyncio.Event()

    @classmethod
    async def open(cls, client: Client, first: int) -> "Inlet":
        """A reader that begins with message `first`."""
        asked = ConsumerConfig(
            ack_policy=AckPolicy.NONE,
            filter_subject=f"{INLET}>",
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=first,
            inactive_threshold=60,
            mem_storage=True,
        )
        made = await client.jetstream().add_consumer(STREAM, asked)
        inlet = cls(client, made.name)
        await client.subscribe(inlet.inbox, cb=inlet._take, pending_msgs_limit=-1, pending_bytes_limit=-1)
        return inlet

    async def come(self, wait: float) -> list[Msg]:
        """What came, in its order; at most twice a bite."""
        if not self.came:
            await self._ask()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), wait)
        if self.wrong:
            raise BusFault(self.wrong)
        if self.client.is_closed:
            raise OSError("the line is cut")
        batch, self.came = self.came, []
        self.news.clear()
        await self._ask()
        return batch

    async def _ask(self) -> None:
        if self.owed <= 0 and not self.client.is_closed:
            self.owed = BITE
            told = {"batch": BITE, "max_bytes": MOST_BYTES, "expires": LASTS}
            await self.client.publish(self.asks, json.dumps(told).encode(), reply=self.inbox)

    async def _take(self, message: Msg) -> None:
        """A message, or the bus's word that it sends no more for what it was asked."""
        if not message.data and message.headers and (status := message.headers.get("Status")):
            self.owed = 0
            self.wrong = "" if status in ("404", "408", "409") and "Deleted" not in _said(message) else _said(message) or status
        else:
            self.owed -= 1
            self.came.append(message)
        self.news.set()


def _said(message: Msg) -> str:
    return (message.headers or {}).get("Description", "")


def number_of(message: Msg) -> int:
    """Its number in the stream."""
    return int(message.reply.split(".")[PLACE_OF_NUMBER])


def arrived(message: Msg) -> int:
    """When the bus stored it, epoch ms."""
    return int(message.reply.split(".")[PLACE_OF_TIME]) // 1_000_000
