"""设备接入（HTTP）: POST /exchange/readings with Basic auth (网关编号, its secret). 202 once the bus has stored the body.

The same stream, the same intake and the same letters as MQTT; a request that says `Idempotency-Key` may be sent again.
"""

import asyncio
import hmac
import threading
from base64 import b64decode
from binascii import Error as NotBase64
from concurrent.futures import TimeoutError as TooLate
from functools import cache

from nats.aio.client import Client
from nats.errors import Error as BusFault

from anlan.exchange.bus import INLET, LONGEST_BODY, connected, here, secret_of
from anlan.exchange.door import Door
from anlan.exchange.doors import devices_mqtt
from anlan.monitoring.queries import gateways

PATIENCE = 10.0


def gateway_of(authorization: str) -> str:
    """The code of the gateway that signs in; "" for nobody."""
    kind, _, told = authorization.partition(" ")
    try:
        code, _, secret = b64decode(told, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return ""
    known = dict(gateways()).get(code)
    right = known is not None and hmac.compare_digest(secret_of(code, known).encode(), secret.encode())
    return code if kind == "Basic" and right else ""


class Line:
    """One lasting line of this process to the bus, on a loop of its own; a broken one is laid anew at the next call."""

    def __init__(self) -> None:
        self.loop, self.lock = asyncio.new_event_loop(), asyncio.Lock()
        self.client: Client | None = None
        threading.Thread(target=self.loop.run_forever, name="bus", daemon=True).start()

    def store(self, gateway: str, body: bytes, key: str) -> None:
        """Returns when the bus has stored the body. OSError if it does not."""
        try:
            asyncio.run_coroutine_threadsafe(self._store(gateway, body, key), self.loop).result(PATIENCE)
        except (BusFault, TooLate, TimeoutError) as wrong:
            raise OSError(str(wrong) or type(wrong).__name__) from None

    async def _store(self, gateway: str, body: bytes, key: str) -> None:
        async with self.lock:
            if self.client is None or not self.client.is_connected:
                self.client = await connected(here())
        await self.client.jetstream().publish(INLET + gateway, body, headers={"Nats-Msg-Id": f"{gateway}:{key}"} if key else None)


line = cache(Line)


def wrong_with(body: bytes) -> str | None:
    """Why a body cannot be put on the bus."""
    if not body:
        return "报文是空的。"
    return f"报文超过 {LONGEST_BODY // 1024} KB，请分批上报。" if len(body) > LONGEST_BODY else None


DOOR = Door("devices_http", "设备接入（HTTP）", "in", (), devices_mqtt.is_open, devices_mqtt.check)
