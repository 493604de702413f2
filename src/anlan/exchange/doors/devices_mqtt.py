"""设备接入（MQTT）: gateways publish readings with QoS 1 to `readings/<网关编号>`; the bus acknowledges what it has stored."""

import socket

from anlan.exchange.bus import here, server
from anlan.exchange.door import Door

SETTINGS = ("ANLAN_MQTT_HOST", "ANLAN_MQTT_PORT", "ANLAN_BUS_PORT", "ANLAN_BUS_SYNC", "ANLAN_BUS_GB")


def is_open() -> bool:
    """Whether the bus is installed; whom it lets in is the register of gateways."""
    return server().exists()


def check() -> str | None:
    """The sentence that says what is wrong, or None."""
    if not is_open():
        return "没有找到 nats-server，设备接不进来：请重新运行 bin/venv core 安装运行环境。"
    bus = here()
    for port, name in ((bus.port, "消息总线"), (bus.mqtt, "MQTT 接入")):
        with socket.socket() as asked:
            asked.settimeout(2)
            if asked.connect_ex(("127.0.0.1", port)):
                return f"{name}没有在端口 {port} 上运行，请启动 anlan up 或 anlan bus。"
    return None


DOOR = Door("devices_mqtt", "设备接入（MQTT）", "in", SETTINGS, is_open, check)
