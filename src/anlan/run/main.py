"""The `anlan` command: finds the module of the subcommand, and starts Django only for those that need it."""

import argparse
import importlib
import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A subcommand: its module (arguments(parser), run(args) -> exit code), one line of help, whether it needs Django."""

    module: str
    help: str
    django: bool = True


COMMANDS = {
    "up": Command("up", "启动全部服务（网页、实时推送、时钟、消息总线、数据接收），Ctrl-C 停止"),
    "doctor": Command("doctor", "逐项检查系统各部分是否正常，并说明怎么办"),
    "migrate": Command("migrate", "建立或升级数据库"),
    "sample": Command("sample", "装入示例县的数据（只用于本机试用）"),
    "clock": Command("clock", "运行时钟：到期提醒、逾期升级、定期事项、封印账本"),
    "bus": Command("bus", "运行消息总线（NATS，含 MQTT 接入）"),
    "intake": Command("intake", "接收监测数据：存历史、判规则、报警"),
    "readings": Command("readings", "读数：import 从 CSV、Parquet 文件导入历史"),
    "streams": Command("streams", "规则：replay 用规则重放历史文件，写出事件", django=False),
    "gateways": Command("gateways", "列出网关的接入账号和密钥"),
    "directive": Command("directive", "文件拆解：parse、clean、gap", django=False),
    "ledger": Command("ledger", "账本：verify 核对、seal 封印、export-seals 导出封印"),
    "import": Command("bring_in", "导入文件或台账"),
    "export": Command("give_out", "导出台账"),
    "nodes": Command("nodes", "上下级节点：名片、登记、联网或用 U 盘交换"),
    "backup": Command("backup", "备份数据库和佐证材料"),
    "restore": Command("restore", "从备份恢复到空的数据目录或空的数据库"),
    "carry": Command("carry", "法规变了：把在办事项转为新版"),
    "erase": Command("erase", "删除已办结、已停用的个人信息，账本仍可核验"),
    "exercise": Command("exercise", "演练：另起一个只供演练的节点"),
    "loops": Command("loops", "列出各种事项及其缺陷、流程图、权限表"),
}


class Stop(Exception):
    """A command cannot go on; the text is the sentence for the person at the terminal."""


def main(words: list[str] | None = None) -> int:
    """Runs one subcommand; returns its exit code."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help") or words[0] not in COMMANDS:
        return _usage(words)
    command = COMMANDS[words[0]]
    os.umask(0o077)
    if command.django:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.embedded")
        import django

        django.setup()
    module = importlib.import_module(f"anlan.run.{command.module}")
    parser = argparse.ArgumentParser(prog=f"anlan {words[0]}", description=command.help)
    module.arguments(parser)
    try:
        return int(module.run(parser.parse_args(words[1:])))
    except Stop as why:
        print(why, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _usage(words: list[str]) -> int:
    asked = bool(words) and words[0] in ("-h", "--help")
    lines = [
        "用法：anlan 命令 [参数]；每个命令可加 --help。",
        *(f"  {name:<10} {command.help}" for name, command in COMMANDS.items()),
    ]
    if words and not asked:
        lines.insert(0, f"没有“{words[0]}”这个命令。")
    print("\n".join(lines), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2
