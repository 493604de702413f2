"""The gap check names what was left out or weakened, and nothing else."""

from anlan.engines.directives.directive import Directive
from anlan.engines.directives.gap import Gap, gap
from anlan.engines.directives.parse import parse

UPPER = """一、责任落实
（一）领导责任。党政主要负责人每季度至少召开2次专题会议，研究解决至少10项安全难题。
（二）隐患治理。重大隐患整改时限不超过15天，推进尾矿库闭库销号。
（三）应急保障。10月底前建成区域物资储备库，避难场所覆盖率达到100%。
（四）宣传培训。组织企业负责人开展轮训，制作地质灾害避险短视频。
"""


def lower(**changes: str) -> Directive:
    text = UPPER
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return parse(text, year=2027)


def kinds(found: tuple[Gap, ...]) -> list[str]:
    return [one.kind for one in found]


UP = parse(UPPER, year=2027)


def test_the_same_text_has_no_gap() -> None:
    assert gap(UP, UP) == ()


def test_a_dropped_duty_is_missing_with_its_nearest() -> None:
    (found,) = gap(UP, lower(**{"，推进尾矿库闭库销号": ""}))
    assert found.kind == "missing"
    assert found.upper.span == "推进尾矿库闭库销号"
    assert found.similarity < 0.3
    assert "没有对应" in found.sentence


def test_other_words_for_the_same_duty_are_found() -> None:
    changed = lower(制作地质灾害避险短视频="拍摄一批地质灾害避险科普短视频", 推进尾矿库闭库销号="加快尾矿库闭库治理和销号工作")
    assert gap(UP, changed) == ()


def test_a_lost_and_a_smaller_number() -> None:
    assert kinds(gap(UP, lower(至少10项安全难题="一批安全难题"))) == ["number_lost"]
    (found,) = gap(UP, lower(至少召开2次="至少召开1次"))
    assert found.kind == "number_weakened"
    assert "≥2次" in found.sentence
    assert "≥1次" in found.sentence


def test_a_longer_limit_is_weaker_and_a_shorter_is_not() -> None:
    assert kinds(gap(UP, lower(不超过15天="不超过30天"))) == ["number_weakened"]
    assert gap(UP, lower(不超过15天="不超过7天")) == ()


def test_a_total_spread_over_lower_levels_is_only_to_be_checked() -> None:
    assert kinds(gap(UP, lower(至少10项="至少4项"))) == ["number_share"]


def test_rarer_and_later() -> None:
    assert kinds(gap(UP, lower(每季度至少="每年至少"))) == ["cadence_weakened"]
    assert kinds(gap(UP, lower(**{"10月底前": "12月底前"}))) == ["deadline_later", "deadline_later"]  # the date holds for both
    assert gap(UP, lower(**{"10月底前": "9月底前"})) == ()


def test_grounds_name_shared_terms() -> None:
    (found,) = gap(UP, lower(至少召开2次="至少召开1次"))
    assert found.candidate is not None
    assert found.similarity > 0.8
    assert found.shared
