"""A sentence finds its clause among all criteria, by rare words before common ones."""

import pytest

from anlan.kernel.people import SECTORS
from anlan.prevention.candidates import Index, terms
from anlan.standards.loader import shipped

ALL = [criterion for one in shipped().all if one.topic.startswith("major_") and one.sector for criterion in one.criteria]
INDEX = Index(ALL)


@pytest.mark.parametrize(
    "said, id",
    [
        ("储罐区没有装可燃气体检测报警器，电气也不防爆", "major_chemical.chem_12"),
        ("井下只有一个安全出口", "major_noncoal.ncu_01"),
        ("塔吊安全装置失效还在用", "major_construction.con_15"),
        ("煤矿瓦斯超限了还在作业", "major_coal.coal_02"),
        ("尾矿库干滩长度不够", "major_noncoal.nct_08"),
        ("焊工没有证", "major_chemical.chem_02"),
    ],
)
def test_the_clause_is_among_the_first_five(said, id):
    assert id in [one.id for one, _ in INDEX.ranked(said)]


def test_every_topic_is_of_a_known_trade():
    assert {one.sector for one in shipped().all if one.topic.startswith("major_")} - {""} <= set(SECTORS)


def test_what_shares_nothing_finds_nothing():
    assert INDEX.ranked("xyz") == []
    assert INDEX.ranked("") == []
    assert terms("甲乙，丙") == ["甲乙"]
