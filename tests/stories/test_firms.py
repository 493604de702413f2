"""A firm gets a paper: its own people find it in their list, sign, answer and see it closed; another firm sees nothing."""

import pytest
from tests.stories.acts import Now, SignIn, opened, paper, take, unit

from anlan.kernel.models import Record

pytestmark = pytest.mark.django_db
ORDER = {"title": "采空区监测整改（示例）", "ground": "监测点停报三天", "demand": "恢复监测并报告原因", "due": "2025-04-30"}


def firm(words: str) -> str:
    return Record.objects.get(kind="firm", title__contains=words).id


def test_a_firms_people_sign_for_an_order_and_answer_it(sign_in: SignIn, now: Now) -> None:
    clerk = sign_in("jingban")
    id = opened(clerk, "supervision_order", ORDER | {"unit": firm("晨石煤业")})
    take(clerk, id, "adopt")
    take(clerk, id, "submit")
    assert ORDER["title"] not in sign_in("anquan").get("/").content.decode()
    take(sign_in("fuhe"), id, "review")
    assert take(sign_in("qianfa"), id, "issue") == "待签收"
    manager = sign_in("anquan")
    assert ORDER["title"] in manager.get("/").content.decode()
    assert "签收" in sign_in("kuangzhang").get(f"/m/{id}").content.decode()
    assert sign_in("shenpi").get(f"/m/{id}").status_code == 404
    assert take(manager, id, "receive") == "待反馈"
    assert ORDER["title"] in manager.get("/").content.decode()
    reply = {"result": "传感器已更换，恢复上报"}
    assert take(manager, id, "reply", reply, **{"proof.file": paper("更换记录.pdf")}) == "待认定"
    assert take(clerk, id, "find", finding="已落实", why="读数已恢复") == "待解除"
    assert take(sign_in("qianfa"), id, "lift") == "已解除"


def test_a_finding_from_above_is_mended_by_the_firm_that_it_names(sign_in: SignIn, now: Now) -> None:
    clerk = sign_in("jingban")
    said = {"title": "罐区围堰破损", "source": "市级督查检查", "notice": "示例反馈〔2025〕1号", "item": "3", "content": "破损",
            "unit": firm("晨石煤业"), "due": "2025-05-30"}  # fmt: skip
    id = opened(clerk, "external_finding", said)
    manager = sign_in("anquan")
    assert "罐区围堰破损" in manager.get("/").content.decode()
    assert take(manager, id, "plan", plan="重做围堰", answerable="示例安全经理") == "整改中"
    now.turn(days=60, every=10)
    assert "反馈问题到期还没有整改完成" in sign_in("anquan").get("/bell").content.decode()


def test_a_firms_own_duty_is_its_own_people_s_and_a_departments_lesson_its_liaisons(sign_in: SignIn, now: Now) -> None:
    clerk = sign_in("jingban")
    duty = {"title": "企业自查一次", "task": "开展一次自查", "scope": "负责", "part": "负责",
            "unit": firm("晨石煤业"), "cadence": "无", "standing": "false", "due": "2025-05-30"}  # fmt: skip
    id = opened(clerk, "duty", duty)
    assert "企业自查一次" in sign_in("anquan").get("/").content.decode()
    assert take(sign_in("anquan"), id, "start", line="已布置") == "正在推进"
    lesson = {
        "title": "警示片观看（示例）",
        "unit": unit("县交通局"),
        "audience": "单位",
        "lesson": "吸取教训",
        "due": "2025-05-30",
    }
    opened(clerk, "warning_viewing", lesson)
    assert "警示片观看（示例）" in sign_in("jiaotong").get("/").content.decode()
    firms = lesson | {"title": "警示片观看（企业）", "unit": firm("晨石煤业"), "audience": "企业"}
    opened(clerk, "warning_viewing", firms)
    assert "警示片观看（企业）" in sign_in("anquan").get("/").content.decode()
    paper_id = opened(clerk, "receipt", {"title": "通知签收（示例）", "unit": firm("晨石煤业"), "kind": "文件"})
    assert take(sign_in("anquan"), paper_id, "sign", signer="示例安全经理") == "已签收"
