"""采空区“三带”测定: the zones follow one another and rest on measured points and an imported standard."""

import pytest

from anlan.kernel.facts import BadFacts, read
from anlan.kernel.faults import register_faults
from anlan.monitoring.registers.goaf_survey import GOAF_SURVEY

POINTS = [{"behind": "10", "oxygen": "19", "temperature": "22"}, {"behind": "80", "oxygen": "8", "temperature": "31"}]
SAMPLE = {
    "face": "5201",
    "firm": "f1",
    "on": "2026-03-01",
    "standard": "c1",
    "measured": POINTS,
    "cooling_to": "25",
    "oxidising_to": "70",
    "report": ["e1"],
}


def test_is_sound_and_takes_a_survey():
    assert register_faults(GOAF_SURVEY) == []
    assert GOAF_SURVEY.check is not None
    assert GOAF_SURVEY.check(read(GOAF_SURVEY.facts, SAMPLE)) is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"measured": POINTS[:1]}, "两个测点"),
        ({"oxidising_to": "20"}, "散热带之后"),
        ({"cooling_to": "85", "oxidising_to": "90"}, "补测"),
        ({"report": []}, "测定报告"),
    ],
)
def test_zones_rest_on_points(changed, says):
    assert GOAF_SURVEY.check is not None
    assert says in (GOAF_SURVEY.check(read(GOAF_SURVEY.facts, SAMPLE | changed)) or "")


def test_without_a_standard_there_are_no_zones():
    with pytest.raises(BadFacts, match="依据标准"):
        read(GOAF_SURVEY.facts, SAMPLE | {"standard": ""})
