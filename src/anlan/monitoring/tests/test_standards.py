"""The figures that monitoring judges by: dated, sourced, honest about how sure they are; a county tightens and never loosens."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from anlan.standards.county import Override, Refused, tightened
from anlan.standards.loader import shipped

DAY = date(2026, 11, 22)
FIGURES = ("coal_monitoring", "coal_mine_air", "gas_detection", "tailings", "open_pit_slope", "driver_limits", "lift", "gb18218")
LISTS = ("dust_access", "metal_smelting_points", "tunnel_video_events", "jt808_alarms", "gb26875")
SETTLED = ("alarm_clock", "sensor_integrity")


def county(id: str, value: object) -> Override:
    return Override(id, value, "山阴县", "示例〔2026〕12号", date(2026, 6, 1))


@pytest.mark.parametrize("topic", [*FIGURES, *LISTS, *SETTLED])
def test_only_the_notice_itself_claims_to_have_been_read(topic):
    standard = shipped().standard(topic, DAY)
    assert standard.is_imported
    read = {figure.source for figure in standard.figures if figure.confidence == "confirmed"}
    assert read <= {"晋政发〔2026〕1号"}


def test_methane_has_three_figures_a_place_and_a_weak_one_says_so():
    alarm, cut, restore = (shipped().look_up(f"coal_monitoring.methane.face.{part}", DAY) for part in ("alarm", "cut", "restore"))
    assert (alarm.text, cut.text, restore.text) == ("1 %CH4", "1.5 %CH4", "1 %CH4")
    assert (alarm.confidence, restore.confidence) == ("reported", "unverified")
    assert (alarm.allows(Decimal("0.99")), alarm.allows(Decimal(1))) == (True, False)


@pytest.mark.parametrize(("id", "tighter", "looser"), [
    ("coal_monitoring.methane.face.alarm", "0.8", "1.2"),
    ("coal_mine_air.wind.face_coal.least", "0.3", "0.2"),
    ("gas_detection.oxygen.low", "20", "19"),
    ("driver_limits.rest", "30", "15"),
    ("driver_limits.day_continuous", "3", "5"),
    ("tailings.freeboard.3", "0.8", "0.6"),
])  # fmt: skip
def test_a_county_may_tighten_and_never_loosens(id, tighter, looser):
    law = tightened(shipped(), [county(id, tighter)])
    assert law.look_up(id, DAY).set_by == "山阴县"
    with pytest.raises(Refused, match="只能从严"):
        tightened(shipped(), [county(id, looser)])


def test_what_no_source_gives_is_the_countys_to_set():
    longest = shipped().look_up("sensor_integrity.work_longest", DAY)
    assert (longest.value, longest.text, longest.county_may) == (None, "未设定", "set")
    own = tightened(shipped(), [county("alarm_clock.department", 20)]).look_up("alarm_clock.department", DAY)
    assert (own.value, own.confidence) == (timedelta(minutes=20), "confirmed")
    assert all(figure.county_may == "set" for topic in SETTLED for figure in shipped().standard(topic, DAY).figures)
