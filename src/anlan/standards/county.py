"""County figures: a county may tighten a figure of the law, or set one that the law leaves to it; never loosen one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from anlan.standards.loader import Figure, Standard, Standards, as_text, read_value


class Refused(ValueError):
    """A county figure that may not be; its text is the sentence why, and what to do."""


@dataclass(frozen=True)
class Override:
    """What a county decided: the figure's id, its value in the figure's own unit, by which document, from when to when."""

    id: str
    value: object
    county: str
    source: str
    valid_from: date
    valid_to: date | None = None


def tightened(standards: Standards, overrides: Iterable[Override]) -> Standards:
    """The standards with the county's figures in front. Raises Refused for one that is looser, unknown or not to be changed.

    Where the law later becomes stricter than the county, `look_up` goes back to the law by itself."""
    figures = tuple(county_figure(standards, override) for override in overrides)
    return standards.and_also(Standard("county", "县里的规定", "", None, None, figures))


def county_figure(standards: Standards, override: Override) -> Figure:
    """The figure that the override stands for, checked against the law in force on the day it begins."""
    versions = (figure for figure in standards.versions(override.id) if not figure.set_by)
    law = next((figure for figure in versions if figure.in_force(override.valid_from)), None)
    if law is None:
        raise Refused(f"标准中没有“{override.id}”，不能另行规定，请核对名称和生效日期。")
    if not override.source:
        raise Refused(f"“{law.title}”另行规定须写明依据文件，请补上文号。")
    if override.valid_to and override.valid_to < override.valid_from:
        raise Refused(f"“{law.title}”的失效日期早于生效日期，请改正。")
    return _checked(law, override)


def _checked(law: Figure, override: Override) -> Figure:
    try:
        raw = Decimal(str(override.value)) if isinstance(law.value, Decimal) else override.value
        value = read_value(raw, law.unit)
    except (ValueError, InvalidOperation):
        raise Refused(f"“{law.title}”填写的“{override.value}”不是以{law.unit or '数字'}计的数值，请改正。") from None
    if value is None:
        raise Refused(f"“{law.title}”没有填写数值，请填写或撤回。")
    own = replace(
        law, value=value, text=as_text(value, law.unit), source=override.source, clause="", confidence="confirmed", note="",
        valid_from=override.valid_from, valid_to=override.valid_to, set_by=override.county,
    )  # fmt: skip
    if law.county_may == "no":
        raise Refused(f"“{law.title}”由{law.source}规定为 {law.text}，县里不能调整。")
    if not own.may_replace(law):
        bound = f"不{'大' if law.direction == 'lower' else '小'}于 {law.text}"
        raise Refused(f"“{law.title}”只能从严：{law.source}规定为 {law.text}，{own.text}比它宽，请填{bound}的数值。")
    return own
