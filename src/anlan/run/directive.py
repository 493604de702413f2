"""`anlan directive`: the compiler at the command line, without Django. Exit 2 and one sentence for what is no document."""

import argparse
import json
import sys
from pathlib import Path

from anlan.engines.directives import documents
from anlan.engines.directives.clean import Cleaned, clean, repairs_tsv
from anlan.engines.directives.directive import Directive, NotADirective
from anlan.engines.directives.gap import gap
from anlan.engines.directives.parse import parse


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="parse | clean | gap")
    parsing = verbs.add_parser("parse", help="拆解出每一项任务")
    parsing.add_argument("file", type=Path)
    parsing.add_argument("--jsonl", action="store_true", help="每项任务一行 JSON")
    parsing.add_argument("--year", type=int, help="文件所说的年度（不写则从文号或日期推断）")
    cleaning = verbs.add_parser("clean", help="整理乱码、分页、繁体和拼音")
    cleaning.add_argument("file", type=Path)
    cleaning.add_argument("--repairs", action="store_true", help="改为列出每处修复（TSV）")
    comparing = verbs.add_parser("gap", help="上级文件有而下级文件没有的条款，和走样的数字")
    comparing.add_argument("upper", type=Path)
    comparing.add_argument("lower", type=Path)


def run(args: argparse.Namespace) -> int:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        print("\n".join({"parse": _parse, "clean": _clean, "gap": _gap}[args.verb](args)))
    except (documents.NotADocument, NotADirective) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except OSError as wrong:
        print(
            f"文件“{wrong.filename}”打不开：{'没有这个文件' if isinstance(wrong, FileNotFoundError) else wrong.strerror}。",
            file=sys.stderr,
        )
        return 2
    return 0


def _cleaned(path: Path) -> Cleaned:
    return clean(documents.read(path.read_bytes(), path.name))


def _directive(path: Path, year: int | None = None) -> Directive:
    return parse(_cleaned(path).text, year)


def _parse(args: argparse.Namespace) -> list[str]:
    found = _directive(args.file, args.year).obligations
    if args.jsonl:
        return [json.dumps(one.as_dict(), ensure_ascii=False) for one in found]
    return [f"{one.id}\t{one.clause}\t{'、'.join(one.responsible)}\t{one.span}" for one in found]


def _clean(args: argparse.Namespace) -> list[str]:
    cleaned = _cleaned(args.file)
    return [(repairs_tsv(cleaned) if args.repairs else cleaned.text).rstrip("\n")]


def _gap(args: argparse.Namespace) -> list[str]:
    return [found.sentence for found in gap(_directive(args.upper), _directive(args.lower))]
