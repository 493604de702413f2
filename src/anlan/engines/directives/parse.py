"""The entry of the directive compiler: cleaned text in, head, clause tree and obligations out."""

from collections.abc import Iterator

from anlan.engines.directives.directive import Clause, Directive, Head, NotADirective, Obligation, Offset, Units
from anlan.engines.directives.grammar import Grammar, grammar
from anlan.engines.directives.head import body_window, read_head
from anlan.engines.directives.lexicon import DEFAULT, Lexicon
from anlan.engines.directives.phrases import sentences
from anlan.engines.directives.records import Record, sentence_records
from anlan.engines.directives.tree import clause_tree
from anlan.engines.directives.units import brackets


def parse(text: str, year: int | None = None, lexicon: Lexicon = DEFAULT) -> Directive:
    """Reads one document. `year` overrides the year that month-and-day deadlines are read in.

    Raises NotADirective with a Chinese sentence when the text is empty or has no numbering.
    """
    if not text.strip():
        raise NotADirective("文件里没有文字；如果是扫描件，请先做文字识别，或粘贴正文后再导入。")
    body = body_window(text)
    clauses = clause_tree(text, *body)
    head = read_head(text, body, clauses[0].offset[0], year)
    rules = grammar(lexicon)
    return Directive(head, clauses, tuple(_numbered(text, clauses, head, rules)), text)


def _numbered(text: str, clauses: tuple[Clause, ...], head: Head, rules: Grammar) -> Iterator[Obligation]:
    count = 0
    for clause in clauses:
        for start, end, units in _stretches(text, clause):
            for sentence in sentences(text, start, end):
                for record in sentence_records(text, sentence, rules):
                    count += 1
                    yield _obligation(text, clause, record, units, head, count)


def _stretches(text: str, clause: Clause) -> Iterator[tuple[int, int, Units]]:
    """The clause's own text cut at its responsibility brackets, each piece with the bracket that closes it."""
    start = clause.body[0]
    found: list[tuple[Offset, Units]] = sorted(brackets(text, *clause.body), key=lambda pair: pair[0])
    for (first, last), units in found:
        yield start, first, units
        start = last
    yield start, clause.body[1], found[-1][1] if found else clause.units


def _obligation(text: str, clause: Clause, record: Record, units: Units, head: Head, count: int) -> Obligation:
    first, last = record.sentence
    return Obligation(
        id=f"{head.year or 0}-{count:03d}",
        clause=clause.path,
        clause_title=clause.title,
        text=text[first : last + 1].rstrip("\n"),
        span=text[record.span[0] : record.span[1]],
        offset=record.span,
        action="",
        object="",
        responsible=units.units,
        lead=units.lead,
        responsible_scope=units.scope,
        responsible_text=units.text,
    )
