"""Every Chinese sentence a user can read, with its place: docs/sentences.md, and the slips that a reader would stumble over.

    python -m tools.sentences            writes the page
    python -m tools.sentences --slips    prints what breaks the rules of writing; exit 1 if anything does

Python is read as syntax, so docstrings, patterns and the words that the text engines look for stay out; YAML by its values.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "sentences.md"
HAN = re.compile(r"[\u4e00-\u9fff]")
WHOLE = re.compile(r"[。！？]|，.*[\u4e00-\u9fff]{4}")
TAG = re.compile(r"{%.*?%}|{#.*?#}|<!--.*?-->|<(script|style)\b.*?</\1>", re.S)
SHOWN = re.compile(r'(?:title|placeholder|aria-label|alt|content|data-[a-z-]+)="([^"<>]*)"')
PATTERN = re.compile(r"\([^)]*\||\(\?|\\|[()]\?|\)\||\|[^|]*\||\[[^\]]*\][+*?]")
UNSEEN = {"tests", "node_modules", "migrations", "static"}
GROUPS = {
    "kernel": "内核",
    "desk": "桌面（待办、事项、台账、地图、账号）",
    "registry": "公用台账",
    "duties": "责任",
    "prevention": "预防",
    "oversight": "监管",
    "monitoring": "监测",
    "response": "应急",
    "insight": "指标",
    "exchange": "对接",
    "standards": "标准",
    "engines": "文件拆解",
    "run": "命令行",
    "settings": "设置",
}
SLIPS = {
    "半角标点": re.compile(r"[\u4e00-\u9fff](?<!经度)(?<!是)[,;:?!](?![A-Za-z0-9])|[\u4e00-\u9fff]\.(?=\s|$|[\u4e00-\u9fff])"),
    "半角括号": re.compile(r"[\u4e00-\u9fff]\((?=[\u4e00-\u9fff])"),
    "缺少空格": re.compile(r"第\{\}[行条项件]|有\{\}[\u4e00-\u9fff]"),
    "重复标点": re.compile(r"。。|，，|、、|，。|。，|：：|；。"),
    "标点前有空格": re.compile(r"[\u4e00-\u9fff] +[，。；：、？！）”》]"),
    "重复的字": re.compile(r"的的|了了|请请|没有没有|还还|不不"),
    "旧称或别字": re.compile(r"帐号|帐户|登陆|其它|阀值|做为|既使|必需要|(?<!接)口令|安监局|安全生产监督管理局|国土局|环保局|你"),
    "内部用语": re.compile(r"API key|\b(?:null|None)\b|异常码|exception|报错|非法"),
}


@dataclass(frozen=True, order=True)
class Sentence:
    """One text as it stands in the source; {} stands for what is filled in."""

    path: str
    line: int
    text: str

    @property
    def is_whole(self) -> bool:
        """A sentence; otherwise a title or a word."""
        return bool(WHOLE.search(self.text))


def collect() -> list[Sentence]:
    """All of them, in the order of files and lines."""
    source = ROOT / "src" / "anlan"
    files = [path for path in source.rglob("*") if path.is_file() and path.suffix in READERS and not UNSEEN & set(path.parts)]
    files += [path for path in (ROOT / "bin").iterdir() if path.is_file()]
    return sorted([*in_lines(ROOT / "README.zh.md"), *(one for path in files for one in READERS[path.suffix](path))])


def in_python(path: Path) -> Iterator[Sentence]:
    tree = ast.parse(path.read_text("utf-8"))
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    engine = "engines" in path.parts
    for node in ast.walk(tree):
        text = _said(node) if id(node) not in quiet | inside else ""
        if HAN.search(text) and not PATTERN.search(text) and (not engine or text.endswith("。")):
            yield Sentence(_name(path), node.lineno, _flat(text))  # type: ignore[attr-defined]


def in_page(path: Path) -> Iterator[Sentence]:
    """The text between tags, and the attributes that are shown or spoken."""
    text = TAG.sub(lambda found: ("<>" if "block" in found[0] else "") + "\n" * found[0].count("\n"), path.read_text("utf-8"))
    for found in re.finditer(r"(?<=>)[^<>]+|" + SHOWN.pattern + r"|\A[^<>]+", text):
        said = _flat(re.sub(r"{{.*?}}", "{}", found[1] or found[0]))
        if HAN.search(said) and '="' not in said:
            yield Sentence(_name(path), text.count("\n", 0, found.start()) + 1, said)


def in_script(path: Path) -> Iterator[Sentence]:
    """The quoted texts of JavaScript and of the shell."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for found in re.finditer(r'"([^"]*)"|`([^`]*)`', line if line.lstrip()[:1] not in ("/", "#", "*") else ""):
            said = re.sub(r"\$?{.*?}|\$\w+", "{}", found[1] or found[2] or "")
            if HAN.search(said):
                yield Sentence(_name(path), number, _flat(said))


def in_values(path: Path) -> Iterator[Sentence]:
    """Campaign and standards files: every value that is text."""
    left = [yaml.compose(path.read_text("utf-8"))]
    while left:
        node = left.pop()
        if isinstance(node, yaml.MappingNode):
            left += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            left += node.value
        elif isinstance(node, yaml.ScalarNode) and HAN.search(node.value):
            yield Sentence(_name(path), node.start_mark.line + 1, _flat(node.value))


def in_lines(path: Path) -> Iterator[Sentence]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if HAN.search(line):
            yield Sentence(_name(path), number, _flat(line))


READERS = {".py": in_python, ".html": in_page, ".js": in_script, ".yaml": in_values, "": in_script}


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def _flat(text: str) -> str:
    return " ".join(text.split())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def slips(sentences: list[Sentence]) -> list[str]:
    """What breaks the rules of writing, a line each: place, rule, text."""
    prose = [one for one in sentences if not one.path.startswith("src/anlan/standards/")]
    return [f"{one.path}:{one.line} {rule}：{one.text}" for one in prose for rule, sign in SLIPS.items() if sign.search(one.text)]


def page(sentences: list[Sentence]) -> str:
    """The page: whole sentences first, then titles and words, by room and file."""
    made = f"共 {len(sentences)} 条，由 `python -m tools.sentences` 生成，不要手改；行首是行号，{{}} 处填入具体内容。"
    lines = ["# 用户看到的每一句话", "", made]
    for room, of_room in groupby(sorted(sentences, key=_room), key=_room):
        lines += ["", f"## {GROUPS.get(room, '说明和脚本')}"]
        for path, of_file in groupby(of_room, key=lambda one: one.path):
            lines += ["", f"### {path}", "", *_of_file(list(of_file))]
    return "\n".join(lines) + "\n"


def _of_file(sentences: list[Sentence]) -> list[str]:
    whole = [f"- {one.line} {one.text}" for one in sentences if one.is_whole]
    words = "；".join(f"{one.line} {one.text}" for one in sentences if not one.is_whole)
    return whole + ([f"- 词：{words}"] if words else [])


def _room(sentence: Sentence) -> str:
    parts = sentence.path.split("/")
    return parts[2] if parts[:2] == ["src", "anlan"] else "~"


def main(words: list[str]) -> int:
    sentences = collect()
    if "--slips" in words:
        found = slips(sentences)
        print("\n".join(found) or "没有发现问题。")
        return 1 if found else 0
    PAGE.write_text(page(sentences), "utf-8")
    print(f"{len(sentences)} sentences in {_name(PAGE)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
