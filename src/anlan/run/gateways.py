"""`anlan gateways`: whom the bus knows, with the account and secret that belong into the device."""

import argparse

from anlan.exchange.bus import here, secret_of
from anlan.monitoring.queries import gateways, letters
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", default="", help="只看这个网关")


def run(args: argparse.Namespace) -> int:
    found = {code: generation for code, generation in gateways() if args.code in ("", code)}
    if not found:
        raise Stop(f"没有网关“{args.code}”。" if args.code else "还没有网关，请先在“网关”台账登记。")
    bus = here()
    print(f"MQTT {bus.host}:{bus.mqtt}，QoS 1；主题 readings/网关编号，账号是网关编号。")
    for code, generation in found.items():
        waiting = letters(code).count()
        print(f"{code}\t{secret_of(code, generation)}" + (f"\t{waiting} 件报文没有读懂" if waiting else ""))
    return 0
