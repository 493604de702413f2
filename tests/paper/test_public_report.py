"""Walks a whistle-blower's report: told by anybody, seen by few, answered to a code, and never naming who told."""

import pytest
from tests.paper.loops.public_report import PUBLIC_REPORT, At, PublicReport
from tests.paper.world import CLERK, FAR_OFFICER, FIRM, HEAD, NOON, OFFICER, TOWN

from anlan.kernel.facts import widgets
from anlan.kernel.people import NOBODY, Actor, GrantView, Role, Secrecy, Standing, Through, may_see
from anlan.kernel.testing import Walk, someone

HANDLER = someone(Role.OFFICER, name="核查人（示例）")
TOLD = {
    "title": "夜间违法开采",
    "place": TOWN,
    "about": "北沟废弃矿井",
    "sort": "违法生产经营建设",
    "story": "每晚十点后有灯光和爆破声",
}
REPORTER = {"name": "张某（示例）", "phone": "13800001111"}


def told(**facts: object) -> Walk:
    return Walk(PUBLIC_REPORT, facts=TOLD | facts, by=NOBODY, at=NOON, place=TOWN)


def checked(**facts: object) -> Walk:
    report = told(**facts)
    report.take("accept", by=CLERK, handler=HANDLER.person)
    return report


def answered(**facts: object) -> Walk:
    report = checked(**facts)
    report.take("answer", by=HANDLER, is_true="属实", finding="发现盗采点一处", evidence="文件")
    return report


def test_anybody_may_tell_without_a_name():
    report = told()
    assert (report.state, report.holder, report.facts.reporter) == (At.TOLD, "clerk", None)


def test_whoever_told_comes_back_with_a_code():
    report = answered()
    assert report.holder == "clerk"
    code = report.coder("opener")
    report.take("again", by=code, reason="只查了白天")
    assert (report.state, report.holder) == (At.CHECKED, f"person:{HANDLER.person}")


def test_a_question_to_somebody_without_a_name_waits_for_the_code():
    report = checked()
    report.take("ask", by=HANDLER, reason="请说明具体位置")
    assert report.holder == "part.opener"
    report.take("tell_more", by=report.coder("opener"), more="在水库上游两公里", photos=["p1"])
    assert report.facts.story.endswith("【补充】在水库上游两公里")
    assert (report.state, report.facts.photos) == (At.CHECKED, ("p1",))


def test_a_code_opens_one_matter_and_its_listed_steps_only():
    report, another = answered(), answered()
    assert report.why_not("again", by=another.coder("opener"), reason="别人的码") == "“对答复有异议”须由发起人办理。"
    assert report.why_not("close", by=report.coder("opener")) == "“办结”须由安委办经办人办理。"
    bare = Actor(through=Through.CODE, code_for=report.look.id, code_part="opener")
    assert report.why_not("again", by=bare, reason="码上没有这一步") == "查询码不能用于“对答复有异议”，请联系承办单位办理。"
    assert report.why_not("again", by=NOBODY, reason="没有码") == "“对答复有异议”须由发起人办理。"


def test_silence_does_not_hold_up_the_check():
    report = checked()
    report.take("ask", by=HANDLER, reason="请说明具体位置")
    report.wait("11 days")
    assert (report.state, report.holder) == (At.CHECKED, f"person:{HANDLER.person}")


def test_only_whoever_was_named_checks():
    report = checked()
    found = {"is_true": "不属实", "finding": "现场无开采痕迹"}
    assert report.why_not("answer", by=OFFICER, evidence="文件", **found) == "“答复举报人”须由核查人办理。"
    assert report.why_not("answer", by=HANDLER, **found) == "请附核查材料（至少 1 件），再“答复举报人”。"


@pytest.mark.parametrize("slip", ["据张某（示例）反映", "电话 13800001111 来电"])
def test_the_finding_does_not_give_away_who_told(slip):
    report = checked(reporter=REPORTER)
    why_not = report.why_not("answer", by=HANDLER, is_true="属实", finding=f"{slip}，发现盗采点", evidence="文件")
    assert why_not == "核查情况中出现了举报人的姓名或电话，请删去后再报。"


def test_what_goes_on_to_other_rooms_never_names_who_told():
    report = answered(reporter=REPORTER)
    report.take("close", by=CLERK)
    assert [kind for kind, _ in report.opened] == ["external_finding", "reward"]
    assert not any(said in str(facts) for _, facts in report.opened for said in REPORTER.values())
    assert widgets(PublicReport)["reporter"].personal, "kept outside the hash, erasable"
    assert not any("reporter" in paper.blocks for paper in PUBLIC_REPORT.prints)


def test_what_was_not_true_opens_nothing():
    report = checked()
    report.take("answer", by=HANDLER, is_true="不属实", finding="现场无开采痕迹", evidence="文件")
    report.take("close", by=CLERK)
    assert report.opened == []


def test_it_is_seen_by_those_who_must_only():
    report = checked()
    assert PUBLIC_REPORT.secrecy is Secrecy.NAMED
    where = Standing(report.look.place, "", FIRM, str(PUBLIC_REPORT.secrecy), report.holder, persons=frozenset({HANDLER.person}))
    admin = Actor(person="a", grants=(GrantView(Role.SYSTEM_ADMIN, "14"),))
    assert may_see(HANDLER, where)
    assert [
        name for name, by in (("officer", OFFICER), ("firm", HEAD), ("far", FAR_OFFICER), ("admin", admin)) if may_see(by, where)
    ] == []


def test_sixty_days_run_from_the_telling():
    report = told()
    report.wait("50 days")
    report.take("accept", by=CLERK, handler=HANDLER.person)
    report.told.clear()
    report.wait("11 days")
    assert ("当前承办人", "已到期限，请尽快办理。") in report.told
