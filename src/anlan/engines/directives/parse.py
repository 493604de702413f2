"""The entry of the directive compiler: cleaned text in, head, clause tree and obligations out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from anlan.engines.directives import acts, roles, subjects
from anlan.engines.directives.annex import annexes
from anlan.engines.directives.directive import (
    Cadence,
    Clause,
    Directive,
    Head,
    NotADirective,
    Obligation,
    Offset,
    Units,
)
from anlan.engines.directives.grammar import Grammar, grammar
from anlan.engines.directives.head import body_window, read_head
from anlan.engines.directives.headings import Headings, headings, label
from anlan.engines.directives.lexicon import DEFAULT, Lexicon
from anlan.engines.directives.measures import Deadline, cadence, counted_noun, deadline, quantity, yearly_campaign
from anlan.engines.directives.notes import notes
from anlan.engines.directives.phrases import sentences
from anlan.engines.directives.record import Record
from anlan.engines.directives.records import sentence_records
from anlan.engines.directives.tables import Row, tables
from anlan.engines.directives.tree import clause_tree
from anlan.engines.directives.units import brackets, read_units, split_subject


def parse(text: str, year: int | None = None, lexicon: Lexicon = DEFAULT) -> Directive:
    """Reads one document. `year` overrides the year that month-and-day deadlines are read in.

    Raises NotADirective with a Chinese sentence when the text is empty or has no numbering.
    """
    if not text.strip():
        raise NotADirective("文件里没有文字；如果是扫描件，请先做文字识别，或粘贴正文后再导入。")
    _refuse_what_is_no_prose(text)
    wide = widen(text)
    body = body_window(wide)
    annexed = list(annexes(wide, body[1]))
    clauses = (*_answered(wide, clause_tree(wide, *body)), *(clause for clause, _ in annexed))
    rows = {clause.path: row for clause, row in annexed if row}
    head = read_head(wide, body, clauses[0].offset[0], year)
    found = _numbered(wide, clauses, rows, head, headings(wide, clauses, body[0]), grammar(lexicon))
    return Directive(head, clauses, tuple(replace(one, span=text[one.offset[0] : one.offset[1]]) for one in found), text)


_LONGEST_TEXT = 150_000
_RUNS = ((re.compile(r"[^，,：:。；;！!？?\n]+"), 1_000), (re.compile(r"[^。；;！!？?\n]+"), 5_000))  # phrases, sentences


def _refuse_what_is_no_prose(text: str) -> None:
    """A book, or characters without a stop (a broken scan, a data file), is refused before any pattern runs over it."""
    if len(text) > _LONGEST_TEXT:
        most = _LONGEST_TEXT // 10_000
        raise NotADirective(f"文件有 {len(text) // 10_000} 万字，超过一次可读的 {most} 万字；请按章节分成几个文件再导入。")
    for pattern, longest in _RUNS:
        run = next((run for run in pattern.finditer(text) if run.end() - run.start() > longest), None)
        if run:
            line = text.count("\n", 0, run.start()) + 1
            raise NotADirective(f"第 {line} 行有连续 {len(run[0])} 字没有断句，不像公文正文；请补上标点或换行后再导入。")


_LONGEST_LIST = 400
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


def widen(text: str) -> str:
    """ASCII punctuation beside Chinese as its full-width twin; every character keeps its place."""
    return re.sub(r"(?<=[^\x00-\x7f])[,;:?!()]|[,;:?!()](?=[^\x00-\x7f])", lambda match: match[0].translate(_WIDE), text)


def _answered(text: str, clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    """Clauses with their units: those of the last bracket of their own text, else those in the parent's heading."""
    own = {clause.path: [units for _, units in brackets(text, *clause.body)] for clause in clauses}
    headings = dict(_below_all(text, clauses, own))
    for clause in clauses:
        titled = _HEADED.search(clause.title)
        named = (
            (titled and read_units(titled["inner"])) or headings.get(clause.path) or headings.get(clause.parent or "", Units())
        )
        headings[clause.path] = named
        yield replace(clause, units=own[clause.path][-1] if own[clause.path] else named)


def _below_all(text: str, clauses: tuple[Clause, ...], own: dict[str, list[Units]]) -> Iterator[tuple[str, Units]]:
    """A bracket on a line of its own below the last of several items that have none speaks for their parent."""
    below: dict[str | None, list[Clause]] = {}
    for clause in clauses:
        below.setdefault(clause.parent, []).append(clause)
    for parent in clauses:
        items = below.get(parent.path, [])
        found = own[items[-1].path] if len(items) > 1 else []
        if len(found) != 1 or found[0].offset is None or any(own[item.path] for item in [parent, *items[:-1]]):
            continue
        if text[: found[0].offset[0]].rstrip(" \u3000").endswith("\n"):
            yield parent.path, found[0]


_HEADED = re.compile(r"[（(](?P<inner>[^（()）]*(?:牵头|负责|配合|落实))[）)]$")
_STAGE = re.compile(r"[（(](?P<due>[^（()）]*\d[^（()）]*(?:月|日|底|末|前))[）)]$")  # 单位自查（11月15日前）
_PREFACE = re.compile(
    r"指导思想|基本原则|工作原则|总体要求|总体思路|(?:总体|工作|主要|行动|年度)目标|编制(?:目的|依据)|适用范围|(?:检查|排查|整治|实施|督查|考核)(?:范围|对象)$"
)


_SITUATION = re.compile(
    r"(?:当前|目前|近期|近年来|今年以来|入[春夏秋冬汛]以来|随着)[^。；]*，"
)  # above the items: why they are ordered
_CONTENTS = re.compile(r"(?:程序|流程|步骤|内容|范围|对象)(?:主要|具体)?(?:包括|包含|为)$")  # 办理程序包括：…
_ITEM = re.compile(r"(?P<count>[一二三四五六七八九十])(?:是要?|要)$")
_ANYBODY = re.compile(
    r"专[人员]|(?:专门|专职|专业|指定)(?:人员|机构|力量)|第三方(?:机构)?"
)  # 由专人负责监控 answers for that alone


def _is_preface(clause: Clause, titles: dict[str, str]) -> bool:
    """目标, 原则 and the like oblige nobody (rule G7); a number in them still binds."""
    steps = clause.path.split("/")
    return any(_PREFACE.search(titles.get("/".join(steps[:depth]), "")) for depth in range(1, len(steps) + 1))


@dataclass(slots=True)
class _Voice:
    """The grammatical subject in force: of this sentence, of an earlier one of the clause, of 各单位要做到： above its items."""

    text: str
    rules: Grammar
    now: str | None = None
    before: str | None = None
    root: str | None = None  # the subject in front of 一是…，二是…: what one item says of itself ends with it
    opened: dict[str, str | None] = field(default_factory=dict)
    due: Deadline | None = None  # the date of the phrase before, while the sentence lasts
    condition: str | None = None  # the condition at the head of the phrase before, while the sentence lasts

    def turns(self, above: str | None, sentence: Offset, body: str | None, *, paragraph: bool) -> None:
        """A new sentence; a new paragraph is out of reach for the subject of the one before, not for its heading's body."""
        self.now, self.due, self.condition = None, None, None
        if paragraph:
            self.root = None
            labelled = label(self.text, *sentence)
            self.before = self.text[slice(*labelled)] if labelled else self.opened.get(above or "") or body
        if item := _ITEM.search(self.text, max(0, sentence[0] - 5), sentence[0]):
            self.root = self.before if item["count"] == "一" else self.root
            self.before = self.root or self.before

    def keeps(self, record: Record, duty: Obligation, year: int | None) -> None:
        """于5月底前建成机房，配齐人员; 发现的隐患登记入账，逐项消除: date and condition hold for the phrases behind them."""
        own = deadline(duty.span, year)
        dated = own is not None and own.iso is not None and not own.text.endswith("月")
        self.due = None if record.triggers or duty.cadence else own if dated else self.due
        led = duty.trigger is not None and not record.triggers and re.match(rf"对?{re.escape(duty.trigger)}", duty.span)
        heads = led and (not duty.span.startswith("对") or re.match(r"[^，]{0,8}(?:发现|查出)", duty.trigger or ""))
        self.condition = duty.trigger if heads else self.condition

    def hears(self, record: Record) -> tuple[str | None, str | None]:
        """(subject of the sentence, subject of an earlier one) that hold for this record."""
        own = subjects.subject(self.text, record, self.rules)
        own = None if own and (self.now and own.startswith("每") or subjects.is_thing(own)) else own
        on = roles.carries_on(self.text, record, self.rules)
        if own and _ANYBODY.fullmatch(own):
            return self.now, self.before
        self.now = own or (self.now if on else None)
        self.before = own or self.before
        return self.now, self.before if on and roles.reaches(self.before, self.text, record, self.rules) else None

    def opens(self, clause: Clause, start: int, end: int) -> None:
        if self.text.endswith("：", 0, end):
            self.opened[clause.path] = self.before or subjects.announced(self.text[start:end], self.rules)


def _numbered(
    text: str, clauses: tuple[Clause, ...], rows: dict[str, Row], head: Head, above_all: Headings, rules: Grammar
) -> Iterator[Obligation]:
    count = 0
    titles = {clause.path: clause.title for clause in clauses}
    parents = {clause.parent for clause in clauses}
    voice = _Voice(text, rules)
    for clause in clauses:
        preface = _is_preface(clause, titles)
        above = clause.path in parents
        staged = _STAGE.search(clause.title)
        for start, end, units, limit in _stretches(text, clause, rows.get(clause.path)):
            limit = limit or (staged["due"] if staged else "")
            said = start
            for number, sentence in enumerate(sentences(text, start, end)):
                new = said == start or "\n" in text[said : sentence[0]]
                voice.turns(clause.parent, sentence, above_all.bodies.get(clause.path), paragraph=new)
                said = sentence[1]
                aside = (
                    preface
                    or number == 0
                    and _CONTENTS.search(clause.title)
                    or above
                    and _SITUATION.match(text, *sentence) is not None
                )
                consequence = above_all.consequences.get(clause.parent or "")
                for record in _case(sentence, consequence) if consequence else sentence_records(text, sentence, rules):
                    if aside and quantity(text[record.span[0] : record.span[1]], "") is None:
                        continue
                    count += 1
                    group = f"{clause.path}#{number}.{record.listed}" if record.listed is not None else None
                    held = (voice.due, voice.condition) if roles.goes_on(text, record, rules) else (None, None)
                    given = (above_all.levels.get(clause.path), above_all.above.get(clause.path))
                    told = Told(f"{head.year or 0}-{count:03d}", *voice.hears(record), group, limit, *held, *given)
                    duty = _obligation(text, clause, record, units, head, told, rules)
                    voice.keeps(record, duty, head.year)
                    yield duty
            voice.opens(clause, start, end)


def _case(sentence: Offset, consequence: Offset) -> list[Record]:
    """（一）未建立台账的； below 有下列情形之一的，责令停产：: the item is the condition, the duty stands above."""
    return [Record(sentence, sentence, sentence, [sentence], shared=consequence)]


def _stretches(text: str, clause: Clause, own: Row | None) -> Iterator[tuple[int, int, Units, str]]:
    """The clause's own text cut at its brackets and notes, each piece with the units and the time limit that close it."""
    if own:
        yield from ((*task, own.units, own.due) for task in own.tasks)
        return
    start = clause.body[0]
    for table in tables(text, *clause.body):
        yield from _prose(text, clause, start, table.offset[0])
        for row in table.rows:
            yield from ((*task, row.units if row.units.units else clause.units, row.due) for task in row.tasks)
        start = table.offset[1]
    yield from _prose(text, clause, start, clause.body[1])


def _prose(text: str, clause: Clause, start: int, end: int) -> Iterator[tuple[int, int, Units, str]]:
    found, said = list(brackets(text, start, end)), list(notes(text, start, end))
    gaps = sorted([offset for offset, _ in found] + [note.offset for note in said if note.alone])
    for first, last in [*gaps, (end, end)]:
        units = next((units for offset, units in found if offset[0] >= first), found[-1][1] if found else clause.units)
        limit = next((note.due for note in said if note.due and note.offset[1] >= first), "")
        if first > start:
            yield start, first, units, limit
        start = max(start, last)


@dataclass(frozen=True, slots=True)
class Told:
    """What a record is told by its neighbours: its number, the subject in force, its list."""

    id: str
    subject: str | None
    earlier: str | None  # the subject of an earlier sentence of the clause
    group: str | None
    limit: str  # what a 完成时限 line says
    carried: Deadline | None  # the date of the duty before in the same sentence
    condition: str | None  # the condition of the duty before in the same sentence
    level: str | None  # the response level whose heading stands above
    body: str | None  # the body whose heading stands above


def _obligation(text: str, clause: Clause, record: Record, units: Units, head: Head, told: Told, rules: Grammar) -> Obligation:
    action, what = acts.act(text, record, rules)
    own, around = text[record.core[0] : record.core[1]], text[record.span[0] : record.span[1]]
    shared = text[record.shared[0] : record.shared[1]] if record.shared else ""
    tail = text[slice(*record.tail)] if record.tail else ""
    due = (
        deadline(own, head.year)
        or deadline(around, head.year)
        or deadline(shared, head.year)
        or told.carried
        or deadline(told.limit, head.year)
    )
    answers = None if units.units else told.subject or told.earlier
    scope = "句中主语" if told.subject else "承前主语"
    return Obligation(
        id=told.id,
        clause=clause.path,
        clause_title=clause.title,
        text=text[record.sentence[0] : record.sentence[1] + 1].rstrip("\n"),
        span=around,
        offset=record.span,
        action=action,
        object=what,
        responsible=tuple(split_subject(answers)) if answers else units.units,
        lead=units.lead,
        responsible_scope=scope if answers else units.scope,
        responsible_text=units.text,
        actor=roles.actor(text, record, told.subject, units.scope, rules) or (None if answers or units.units else told.body),
        cadence=_cadence(text, record, (own, around, shared, told.limit)),
        deadline=due.text if due else None,
        deadline_iso=due.iso if due else None,
        quantity=next(filter(None, (quantity(window, counted_noun(what)) for window in (own, around, tail))), None),
        trigger=roles.trigger(text, record, rules) or told.condition or told.level,
        kind=acts.kind(text, record, clause.title, rules),
        group=told.group,
    )


def _cadence(text: str, record: Record, windows: tuple[str, ...]) -> Cadence | None:
    """From the phrase, its means, the shared verb; a yearly document makes its list yearly; 及时… at the head holds on."""
    found = next(filter(None, map(cadence, windows)), None) or yearly_campaign(windows[0])
    if found or record.whole is None:
        return found
    head = text[record.whole[0] : min(record.whole[1], record.whole[0] + _LONGEST_LIST)]
    whole = cadence(head)
    shared = whole and (whole.period == "year" or record.listed is None and head.lstrip("要并").startswith(whole.text))
    return whole if shared else None
