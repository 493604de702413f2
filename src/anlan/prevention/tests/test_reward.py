"""举报奖励: the sum at each bound of the rule, checked by another, paid, collected in time or lapsed."""

from decimal import Decimal

import pytest

from anlan.prevention.loops.reward import REWARD, At
from anlan.prevention.tests.cast import CLERK, SIGNER, opened

FACTS = {"title": "示例奖励", "place": "140621", "sort": "违法生产经营建设", "is_true": "属实"}


def assessed(penalty="100000", **facts):
    walk = opened(REWARD, FACTS | facts, by=CLERK)
    walk.take("assess", CLERK, "文件", decided_by="示例罚〔2026〕1号", penalty=penalty)
    return walk


@pytest.mark.parametrize(
    "penalty, insider, amount",
    [
        ("19999", False, 3000),
        ("20000", False, 3000),
        ("100000", False, 15000),
        ("100000", True, 18000),
        ("2000000", False, 300000),
        ("9000000", True, 300000),
    ],
)
def test_the_sum_on_a_penalty(penalty, insider, amount):
    assert assessed(penalty, insider=insider).facts.amount == Decimal(amount)


@pytest.mark.parametrize("grade, people, amount", [("一般", 1, 30000), ("较大", 3, 120000), ("特别重大", 9, 300000)])
def test_the_sum_on_hidden_dead(grade, people, amount):
    walk = opened(REWARD, FACTS | {"sort": "瞒报谎报事故"}, by=CLERK)
    assert "请填查实人数" in (walk.why_not("assess", CLERK, "文件", decided_by="示例", penalty="1") or "")
    walk.take("assess", CLERK, "文件", decided_by="示例", people=people, grade=grade)
    assert walk.facts.amount == Decimal(amount)


def test_only_what_the_rule_rewards_and_only_after_a_decision():
    walk = opened(REWARD, FACTS, by=CLERK)
    assert "请填处罚决定" in (walk.why_not("assess", CLERK, "文件", decided_by="示例") or "")
    other = opened(REWARD, FACTS | {"sort": "一般隐患"}, by=CLERK)
    assert "不在举报奖励办法的奖励范围" in (other.why_not("assess", CLERK, "文件", decided_by="示例", penalty="1") or "")
    other.take("none", CLERK, reason="不在范围")
    assert other.state == At.NONE


def test_it_is_paid_by_many_hands_and_collected():
    walk = assessed()
    walk.take("return", SIGNER, reason="补附决定书")
    walk.take("assess", CLERK, "文件", decided_by="示例罚〔2026〕1号", penalty="100000")
    walk.take("review", SIGNER)
    walk.take("tell", CLERK)
    assert "拨付凭证" in (walk.why_not("pay", CLERK) or "")
    walk.take("pay", CLERK, "文件")
    walk.take("collect", CLERK, "签名")
    assert walk.state == At.PAID


def test_what_nobody_collects_lapses():
    walk = assessed()
    walk.take("review", SIGNER)
    walk.take("tell", CLERK)
    walk.take("pay", CLERK, "文件")
    walk.wait("61 days")
    assert walk.state == At.LAPSED
