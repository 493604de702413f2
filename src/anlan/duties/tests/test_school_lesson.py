"""学校安全教育课: a lesson has pupils and a proof."""

import pytest

from anlan.duties.registers.school_lesson import SCHOOL_LESSON
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.faults import register_faults

SAMPLE = {
    "unit": "u1",
    "on": "2026-03-02",
    "topic": "消防",
    "grade": "三年级 2 班",
    "pupils": "45",
    "teacher": "李老师",
    "proof": ["e1"],
}


def test_is_sound_and_takes_a_lesson():
    assert register_faults(SCHOOL_LESSON) == []
    assert SCHOOL_LESSON.check is not None
    facts = read(SCHOOL_LESSON.facts, SAMPLE)
    assert SCHOOL_LESSON.check(facts) is None
    assert SCHOOL_LESSON.title_of(facts) == "消防（三年级 2 班，2026-03-02）"


def test_a_lesson_without_proof_or_pupils_is_refused():
    assert SCHOOL_LESSON.check is not None
    assert SCHOOL_LESSON.check(read(SCHOOL_LESSON.facts, SAMPLE | {"proof": []})) == "请附教案或上课照片。"
    with pytest.raises(BadFacts, match="听课人数"):
        read(SCHOOL_LESSON.facts, SAMPLE | {"pupils": "0"})
