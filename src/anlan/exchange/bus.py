"""The bus (NATS with its MQTT listener): its settings, its users, and the one stream in which every reading waits for the intake.

Devices publish to the MQTT topic `readings/<网关编号>` with QoS 1. The server keeps such messages in the stream `$MQTT_msgs` and
sends PUBACK after it has stored them. We make that stream before the server does, bounded and refusing what is new when full: a
device is then not acknowledged and keeps its message; nothing acknowledged is ever dropped (docs/why/intake.md).
"""

import hashlib
import hmac
import json
import os
import re
import sys
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nats
from django.conf import settings
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

STREAM, SUBJECTS = "$MQTT_msgs", "$MQTT.msgs.>"
INLET = "$MQTT.msgs.readings."
LEAST_GB, USUAL_GB = 0.05, 20.0
WATCHER = "anlan.watch"
"""The user that may ask the server who is signed in, and nothing else; no gateway can be called so."""
LONGEST_BODY = 1024 * 1024
GATEWAY = re.compile(r"[0-9A-Za-z_-]{1,60}")
"""A gateway's code is one word of a subject: no dot, no wildcard, no blank."""


@dataclass(frozen=True)
class Bus:
    """Where the bus listens and keeps its messages. `sync` is how often it forces them to the disk: "2m", "1s", "always"; `most`
    how many bytes of messages wait in it before it takes no more."""

    folder: Path
    host: str
    port: int
    mqtt: int
    sync: str
    most: int = int(USUAL_GB * 1024**3)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def settings_text(self, gateways: Mapping[str, str], listens: bool = True) -> str:
        """The server's configuration (JSON is valid there): the house's own user, and one a gateway that may speak for itself."""
        house = {"user": "anlan", "password": secret_of("", 0), "allowed_connection_types": ["STANDARD"]}
        devices = [
            {
                "user": code,
                "password": secret,
                "permissions": {"publish": [f"readings.{code}"], "subscribe": {"deny": [">"]}},
                "allowed_connection_types": ["MQTT"],
            }
            for code, secret in sorted(gateways.items())
        ]
        mqtt = {"mqtt": {"listen": f"{self.host}:{self.mqtt}", "ack_wait": "1m", "max_ack_pending": 65535}}
        return json.dumps(
            {
                "listen": f"127.0.0.1:{self.port}",
                "server_name": "anlan",
                "log_file": str(self.folder / "bus.log"),
                "logfile_size_limit": 10_000_000,
                "max_payload": LONGEST_BODY,
                "jetstream": {"store_dir": str(self.folder / "store"), "sync_interval": self.sync},
                "accounts": {"$SYS": {"users": [{"user": WATCHER, "password": secret_of(WATCHER, 0)}]}},
                "authorization": {"users": [house, *devices]},
                **(mqtt if listens else {}),
            },
            indent=1,
        )


def here() -> Bus:
    """The bus of this data folder, as the environment sets it."""
    return Bus(
        folder=Path(settings.DATA) / "bus",
        host=os.environ.get("ANLAN_MQTT_HOST", "127.0.0.1"),
        port=int(os.environ.get("ANLAN_BUS_PORT", "4222")),
        mqtt=int(os.environ.get("ANLAN_MQTT_PORT", "1883")),
        sync=os.environ.get("ANLAN_BUS_SYNC", "1s"),
        most=int(max(LEAST_GB, float(os.environ.get("ANLAN_BUS_GB") or USUAL_GB)) * 1024**3),
    )


def server() -> Path:
    """The server's program, as its wheel installs it beside python."""
    return Path(sys.executable).with_name("nats-server")


def secret_of(gateway: str, generation: int) -> str:
    """A gateway's secret, made of the node's own and never stored; another generation is another secret."""
    told = hmac.new(settings.SECRET_KEY.encode(), f"gateway:{gateway}:{generation}".encode(), hashlib.sha256).digest()
    return b32encode(told)[:32].decode().lower()


async def connected(bus: Bus) -> Client:
    """The house's own line to the bus. Raises OSError or nats.errors.Error at once if it does not answer."""

    async def silent(_: Exception) -> None:
        """What goes wrong is said by whoever called."""

    how = {"user": "anlan", "password": secret_of("", 0), "error_cb": silent, "connect_timeout": 2, "allow_reconnect": False}
    return await nats.connect(bus.url, **how)


async def prepare(bus: JetStreamContext, most: int) -> None:
    """Makes the stream if it is not there yet, and sets how many bytes may wait in it."""
    wanted = StreamConfig(
        name=STREAM,
        subjects=[SUBJECTS],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        max_bytes=most,
        discard=DiscardPolicy.NEW,
    )
    try:
        now = (await bus.stream_info(STREAM)).config
    except NotFoundError:
        await bus.add_stream(wanted)
        return
    if now.max_bytes != most:
        now.max_bytes = most
        await bus.update_stream(now)
