"""Reads a notice marked by hand in place: ⟦span§q=>=1次;c=每月;d=6月底前/2027-06-30;t=…;a=actor;r=subject;g=group⟧."""

import re
from typing import Any

_MARK = re.compile(r"⟦([^⟦⟧§]*)(?:§([^⟦⟧]*))?⟧")
_QUANTITY = re.compile(r"(>=|<=|=|>|<)?(\d+(?:\.\d+)?)(.*)")
PERIODS = {
    "每季度": "quarter",
    "每月": "month",
    "每年": "year",
    "年度": "year",
    "每周": "week",
    "每日": "day",
    "每半年": "half",
    "每天": "day",
    "每旬": "ten_days",
    "每半月": "half_month",
    "每两个月": "month",
    "每2小时": "hour",
}
PERIODS |= {"定期": "periodic", "及时": "event", "动态": "continuous", "常态化": "continuous", "24小时": "continuous"}
PERIODS |= {"立即": "event", "随时": "event", "每30分钟": "hour"}
PERIODS |= {"适时": "event", "重大节假日前": "event", "全天候": "continuous", "滚动": "continuous"}


def read(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its marks with offsets; clauses are not marked, the scorer places spans by offset."""
    plain, marks, last = "", [], 0
    for match in _MARK.finditer(marked):
        plain += marked[last : match.start()]
        start = len(plain)
        plain += match[1]
        last = match.end()
        keys = dict(part.split("=", 1) for part in (match[2] or "").split(";") if part)
        marks.append({"span": match[1], "offset": [start, len(plain)], **_fields(keys)})
    if not any(mark["responsible"] for mark in marks):  # units stand in brackets there, which the marks leave alone
        marks = [{key: value for key, value in mark.items() if key != "responsible"} for mark in marks]
    return plain + marked[last:], marks


def _fields(keys: dict[str, str]) -> dict[str, Any]:
    quantity = _QUANTITY.fullmatch(keys["q"]) if "q" in keys else None
    deadline, _, iso = keys.get("d", "").partition("/")
    return {
        "quantity": {"comparator": quantity[1] or "=", "value": float(quantity[2]), "unit": quantity[3]} if quantity else None,
        "cadence": {"text": keys["c"], "period": PERIODS[keys["c"]]} if "c" in keys else None,
        "deadline": deadline or None,
        "deadline_iso": iso or None,
        "trigger": keys.get("t"),
        "actor": keys.get("a"),
        "group": keys.get("g"),
        "responsible": re.split(r"、(?![^（]*）)", keys["r"]) if "r" in keys else [],
    }
