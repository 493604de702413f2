"""Finds the head of a county's own table, of one level or several, and says which fact a head likely means. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from anlan.desk.cells import Column
from anlan.desk.sheets import BadFile, Cell, Sheet

NUMBER = "#"
"""What the column of running numbers maps to."""

SAME = (
    ("序号", "编号顺序", "序", "no", "行号"),
    ("条款", "条款号", "条目", "文件条款", "对应条款"),
    ("工作任务", "任务", "重点任务", "任务内容", "工作内容", "主要任务", "目标任务"),
    ("具体措施", "措施", "工作措施", "推进措施", "落实措施", "主要措施"),
    ("牵头单位", "牵头部门", "主办单位", "牵头责任单位"),
    ("责任单位", "责任部门", "配合单位", "承办单位", "落实单位", "协办单位", "配合部门"),
    ("责任领导", "分管领导", "包联领导", "牵头领导", "责任人", "负责人"),
    ("联络员", "联系人", "经办人", "具体联系人"),
    ("电话", "联系电话", "联系方式", "手机", "手机号", "手机号码", "电话号码", "办公电话", "固定电话"),
    ("完成时限", "完成时间", "办结时限", "时限", "整改期限", "整改时限", "截止日期", "完成期限", "时间节点", "期限"),
    ("进展", "进展情况", "工作进展", "完成情况", "落实情况", "整改情况", "推进情况"),
    ("佐证", "佐证材料", "证明材料", "印证资料", "附件"),
    ("备注", "说明", "其他"),
    ("姓名", "人员姓名", "名字"),
    ("单位", "单位名称", "所在单位", "工作单位", "部门", "企业名称", "名称"),
    ("职务", "职务职称", "岗位", "职位"),
    ("地点", "地址", "位置", "所在地", "隐患地点", "部位", "具体位置"),
    ("隐患描述", "隐患内容", "存在问题", "问题隐患", "问题描述", "主要问题", "隐患情况"),
    ("隐患等级", "等级", "级别", "隐患级别", "风险等级"),
    ("发现时间", "检查时间", "排查时间", "排查日期", "检查日期", "发现日期", "登记日期"),
    ("整改措施", "处理措施", "治理措施"),
    ("整改责任人", "整改负责人"),
    ("是否整改", "是否完成", "是否销号", "整改完成"),
    ("行业", "行业类别", "所属行业", "行业领域", "行业类型"),
    ("从业人数", "职工人数", "员工人数", "从业人员", "从业人员数", "企业人数"),
    ("统一社会信用代码", "社会信用代码", "信用代码"),
    ("乡镇", "所属乡镇", "属地", "所在乡镇", "行政区划"),
)  # fmt: skip
"""Heads that counties use for one thing."""
FAMILIES: dict[str, int] = {word: n for n, words in enumerate(SAME) for word in words}
WITHIN = 40
LIKELY = 0.5


def plain(cell: Cell) -> str:
    """A head without spaces, marks, notes in brackets and line breaks: "责任\\n领导（签字）" is "责任领导"."""
    text = unicodedata.normalize("NFKC", str(cell if cell is not None else "")).lower()
    bare = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\s*:·.、,/\-_]", "", bare) or re.sub(r"\s", "", text)


@dataclass(frozen=True)
class Head:
    """The head block (rows from 0, both included) and the words above each column, from the top down."""

    first: int
    last: int
    paths: dict[int, tuple[str, ...]]

    def title(self, column: int) -> str:
        return "/".join(self.paths[column])


@dataclass(frozen=True)
class Guess:
    """What a column probably means: a Column's title, or NUMBER, or '' for nothing known; how alike, 0 to 1."""

    title: str
    likeness: float


def alike(one: str, other: str) -> float:
    """How alike two plain heads are: 1 the same, 0.9 two names of one thing, else by the pairs of characters in both."""
    if one == other:
        return 1.0
    if one in FAMILIES and FAMILIES[one] == FAMILIES.get(other):
        return 0.9
    pairs, others = _pairs(one), _pairs(other)
    dice = 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0
    short, long = sorted((one, other), key=len)
    inside = 0.75 if len(short) >= 2 and long.endswith(short) else 0.6 if len(short) >= 4 and _within(short, long) else 0.0
    return max(dice * 0.85, inside)


def _within(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order: 整改时限 in 整改完成时限."""
    rest = iter(long)
    return all(char in rest for char in short)


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} or ({text} if text else set())


def find_head(sheet: Sheet, words: Collection[str] = ()) -> Head:
    """The head block: the row most like heads, with the rows that its merges tie to it."""
    known = {plain(word) for word in words} | set(FAMILIES)
    covers = _covers(sheet)
    scores = [_score(sheet, n, known, covers) for n in range(min(WITHIN, len(sheet.rows)))]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n), default=-1)
    if best < 0 or scores[best] < 2:
        raise BadFile("没有认出表头。请确认表头在前 40 行内，且每列都有名称。")
    first = best
    while first and _is_upper(sheet, first - 1, covers):
        first -= 1
    last = _bottom(sheet, first, best, covers)
    wide = max(map(len, sheet.rows[first : last + 1]))
    paths = {c: path for c in range(wide) if (path := _path(sheet, first, last, c, covers))}
    return Head(first, _past_numbers(sheet, last, paths), paths)


Covers = dict[tuple[int, int], tuple[int, int, int, int]]


def _covers(sheet: Sheet) -> Covers:
    """The merge over each cell near the head."""
    return {(row, column): merge for merge in sheet.merges if merge[0] < WITHIN for row in range(merge[0], merge[2] + 1)
            for column in range(merge[1], merge[3] + 1)}  # fmt: skip


def _texts(sheet: Sheet, row: int, covers: Covers) -> list[tuple[str, int]]:
    """Distinct heads of a row with the number of columns each spans; a figure or a date makes it no head: ("", 0) marks one."""
    found = []
    for column in range(len(sheet.rows[row])):
        top, left, _, right = covers.get((row, column), (row, column, row, column))
        if left != column:
            continue
        value = sheet.at(top, left)
        if value is None:
            continue
        found.append((plain(value), right - left + 1) if isinstance(value, str) else ("", 0))
    return found


def _score(sheet: Sheet, row: int, known: set[str], covers: Covers) -> float:
    texts = _texts(sheet, row, covers)
    heads = [(text, span) for text, span in texts if text and len(text) <= 16]
    if len(heads) < 2:
        return 0.0
    sure = sum(text in known for text, _ in heads)
    return sure * 2 + len(heads) * 0.5 - 3 * (len(texts) - len(heads)) - sum(span > 1 for _, span in heads)


def _is_upper(sheet: Sheet, row: int, covers: Covers) -> bool:
    """Whether this row belongs to the head of the row below: short heads only, tied to it by merges or spread wide."""
    texts = _texts(sheet, row, covers)
    heads = [text for text, _ in texts if text and len(text) <= 16]
    wide = len(sheet.rows[row + 1]) - sheet.rows[row + 1].count(None)
    tied = any(covers.get((row, c), (row, c, row, c))[2] > row for c in range(len(sheet.rows[row])))
    spread = any(span > 1 for _, span in texts) and sum(span for _, span in texts) * 2 >= wide
    return len(heads) >= 2 and len(heads) == len(texts) and (tied or spread)


def _bottom(sheet: Sheet, first: int, best: int, covers: Covers) -> int:
    lows = (covers[row, c][2] for row in range(first, best + 1) for c in range(len(sheet.rows[row])) if (row, c) in covers)
    last = max([best, *lows])
    spread = [covers[last, c] for c in range(len(sheet.rows[last])) if (last, c) in covers]
    heads_over = any(left != right and low == last and sheet.at(top, left) for top, left, low, right in spread)
    if heads_over and last + 1 < len(sheet.rows) and _all_short(sheet, last + 1, covers):
        return last + 1
    return last


def _all_short(sheet: Sheet, row: int, covers: Covers) -> bool:
    texts = _texts(sheet, row, covers)
    return len(texts) >= 2 and all(text and len(text) <= 16 for text, _ in texts)


def _path(sheet: Sheet, first: int, last: int, column: int, covers: Covers) -> tuple[str, ...]:
    words: list[str] = []
    for row in range(first, last + 1):
        top, left, _, _ = covers.get((row, column), (row, column, row, column))
        value = sheet.at(top, left)
        text = re.sub(r"\s+", "", str(value)) if value is not None else ""
        if text and (not words or words[-1] != text):
            words.append(text)
    return tuple(words)


def _past_numbers(sheet: Sheet, last: int, paths: Iterable[int]) -> int:
    """The row 1 2 3 4 … under the heads belongs to them."""
    columns = sorted(paths)
    if last + 1 >= len(sheet.rows) or len(columns) < 3:
        return last
    values = [sheet.at(last + 1, c) for c in columns]
    numbers = [int(v) if isinstance(v, float | int) or (isinstance(v, str) and v.strip().isdigit()) else None for v in values]
    return last + 1 if numbers == list(range(1, len(columns) + 1)) else last


def guesses(head: Head, columns: Sequence[Column]) -> dict[int, Guess]:
    """For each column of the table the likeliest fact; each fact is proposed once, to the column most like it."""
    ranked = sorted(
        ((likeness, -at, column.title) for at, path in head.paths.items() for column in columns if column.comes_in
         and (likeness := _likeness(path, column)) >= LIKELY), reverse=True,
    )  # fmt: skip
    found: dict[int, Guess] = {at: Guess(NUMBER, 1.0) for at, path in head.paths.items() if FAMILIES.get(plain(path[-1])) == 0}
    given: set[str] = set()
    for likeness, at, title in ranked:
        if -at not in found and title not in given:
            found[-at] = Guess(title, round(likeness, 2))
            given.add(title)
    found |= _phones(head, columns, found, given)
    return {at: found.get(at, Guess("", 0.0)) for at in head.paths}


def _phones(head: Head, columns: Sequence[Column], found: dict[int, Guess], given: set[str]) -> dict[int, Guess]:
    """A column 联系电话 beside a person's name is that person's."""
    phones = {column.widget.title: column.title for column in columns if column.part == "phone" and column.title not in given}
    return {
        at: Guess(phones[found[at - 1].title], 0.8) for at, path in head.paths.items() if at not in found and at - 1 in found
        and found[at - 1].title in phones and FAMILIES.get(plain(path[-1])) == FAMILIES["电话"]
    }  # fmt: skip


def _likeness(path: tuple[str, ...], column: Column) -> float:
    """The lowest head counts most; with those above it, it may say more (责任领导 / 电话)."""
    title = plain(column.title)
    leaf, whole = plain(path[-1]), "".join(map(plain, path))
    best = max(alike(leaf, title), alike(whole, title) if len(path) > 1 else 0.0)
    if column.part == "phone" and len(path) > 1 and FAMILIES.get(leaf) == FAMILIES["电话"]:
        best = max(best, 0.95 * alike(plain(path[-2]), plain(column.widget.title)))
    return best
