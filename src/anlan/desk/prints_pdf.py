"""Sets a Paper as PDF with typst. The text goes in as data, so nothing in it can act as markup."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
import typst

from anlan.desk import fonts
from anlan.desk.prints import (
    LABEL,
    NARROW,
    PADDING,
    Block,
    Field,
    Grid,
    Paper,
    Text,
    dated,
    fold,
    foot_of,
    longest,
    mark_of,
    mark_size,
    measures,
    notes_of,
    pairs,
    runs,
    title_lines,
    widths_of,
)  # fmt: skip
from anlan.desk.values import chinese_date

LINE = {"red_head": 31.0, "form": 50.0, "receipt": 50.0, "table": 79.0}
"""How many characters of a grid's size stand in a line of each layout."""


def pdf(paper: Paper, font_folders: tuple[Path, ...] = ()) -> bytes:
    """The paper as PDF; the same paper gives the same bytes."""
    at_hand = fonts.at_hand(font_folders)
    root = resources.files("anlan.desk") / "papers"
    with resources.as_file(root) as folder:
        made = typst.compile(
            str(folder / f"{paper.layout}.typ"), root=str(folder), font_paths=at_hand, format="pdf", timestamp=_stamp(paper),
            sys_inputs={"paper": json.dumps(_data(paper, fonts.chosen(at_hand.families())), ensure_ascii=False)},
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _stamp(paper: Paper) -> int:
    day = paper.date or date(2012, 7, 1)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _data(paper: Paper, faces: dict[str, list[str]]) -> dict[str, Any]:
    m = measures(paper.date or date.max)
    width = m["letter_line_width"] if paper.letter else m["core_width"]
    ends = "：" if paper.addressees else ""
    return {
        "m": {**m.of, "line": m.line, "tracking": m.tracking, "margin_right": m.margin_right,
              "margin_bottom": m.margin_bottom(paper.letter)},
        "fonts": faces, "title": paper.title, "titles": title_lines(paper.title, 34 if paper.layout == "table" else 20),
        "issuer": paper.issuer, "mark": mark_of(paper), "mark_size": mark_size(paper, width), "number": paper.number,
        "signer": paper.signer, "date": dated(paper), "to": "、".join(paper.addressees) + ends, "letter": paper.letter,
        "secrecy": paper.secrecy, "urgency": paper.urgency, "notes": notes_of(paper), "contact": bracketed(paper.contact),
        "copies": f"抄送：{'，'.join(paper.copies)}。" if paper.copies else "",
        "printed": "" if paper.letter else paper.printed_by,
        "printed_on": f"{chinese_date(paper.printed_on)}印发" if paper.printed_on else "",
        "note": paper.note, "foot": foot_of(paper), "qr": qr_svg(paper.link),
        "blocks": blocks_of(paper.blocks, LINE[paper.layout]),
    }  # fmt: skip


def bracketed(note: str) -> str:
    """附注 stands in round brackets."""
    return f"（{note.strip('（）()')}）" if note else ""


def blocks_of(blocks: Sequence[Block], line: float) -> list[dict[str, Any]]:
    """Blocks as the templates want them: fields that follow one another become one table; `line` is in characters."""
    data: list[dict[str, Any]] = []
    for kind, group in groupby(blocks, type):
        if kind is Field:
            rows = pairs(replace(one, label=fold(one.label, LABEL)) for one in group if isinstance(one, Field))
            data.append({"kind": "lines", "rows": [[asdict(one) for one in row] for row in rows]})
            continue
        data += [_block(one, line) for one in group]
    return data


def _block(block: Block, line: float) -> dict[str, Any]:
    if isinstance(block, Grid):
        widths = widths_of(block, line)
        narrow = [longest(block, n) <= NARROW for n in range(len(block.heads))]
        heads = [fold(head, width - PADDING) for head, width in zip(block.heads, widths, strict=True)]
        return {"kind": "grid", **asdict(block), "heads": heads, "widths": widths, "narrow": narrow}
    assert isinstance(block, Text)
    parts = runs(block.text)
    return {"kind": "text", "runs": parts, "heading": len(parts) == 1 and parts[0][1] != "fang"}


def qr_svg(link: str) -> str:
    """A code for `link`, as SVG text; '' for none."""
    if not link:
        return ""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
