"""How a county's file writes things: its dates, its yes and no, its lists, its running numbers. Pure."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anlan.desk.cells import NO, YES
from anlan.desk.values import chinese_date


def in_the_manner(sample: Any, value: Any) -> Any:
    """The value as the file writes such things: its way of dates, of yes and no, of listing."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(sample, str) or sample.startswith("="):
        return value
    if isinstance(value, date):
        return _like_date(sample, value)
    if value in ("是", "否"):
        pair = next((pair for pair in zip(YES, NO, strict=False) if sample in pair), ("是", "否"))
        return pair[0] if value == "是" else pair[1]
    if isinstance(value, str) and "、" in value and "、" not in sample and (mark := re.search(r"[，,;；\n]", sample)):
        return value.replace("、", mark[0])
    return value


def _like_date(sample: str, day: date) -> str:
    clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    if "年" in sample:
        return chinese_date(day) + clock
    mark = next((mark for mark in "./-" if mark in sample), "-")
    padded = re.search(r"\D0\d", sample) or mark == "-"
    return (f"{day:%Y{mark}%m{mark}%d}" if padded else f"{day.year}{mark}{day.month}{mark}{day.day}") + clock
