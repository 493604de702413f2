"""Page 11 of the manual: other work, each kind really done a part of its way."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Page
from tools.browse import Story

SOON = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=20)
PDF: FilePayload = {"name": "立项材料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 example"}


def other_work(story: Story) -> None:
    """11: a whistle, an instruction, a problem, a rule of meetings, a patron's visit, works, the packs."""
    whistle(story)
    instruction(story)
    problem(story)
    meetings(story)
    patron(story)
    works(story)
    page = story.of("jingban")
    page.goto("/duties/packs")
    story.shot(page, "11-packs", height=760)


def send(page: Page) -> None:
    page.click("#form .btn--main")
    page.wait_for_load_state()


def whistle(story: Story) -> None:
    """The township's whistle goes to two bureaus; one of them stands by it."""
    id = story.matter("jingban", "沟渠坍塌", "whistle")
    page = story.press("jingban", id, "派单")
    for name in ("水利局", "住建局"):
        page.locator("[name='units.q']").press_sequentially(name)
        page.locator("[data-found] label").first.click()
    story.shot(page, "11-whistle", height=420)
    send(page)
    call = story.matter("shuili", "沟渠坍塌", "whistle_call")
    story.of("shuili", "phone").goto(f"/m/{call}")
    story.shot(story.of("shuili", "phone"), "11-call-phone")


def instruction(story: Story) -> None:
    id = story.matter("jingban", "岱岳商贸城", "instruction")
    page = story.press("jingban", id, "交办")
    page.select_option("[name=unit]", label="山阴县消防救援大队（示例）")
    send(page)
    page = story.press("xiaofang", id, "报部署情况")
    page.locator("#form textarea").first.fill("已约谈商贸城物业，限三日内清理通道，每日复查。")
    send(page)
    story.shot(page, "11-instruction", height=760)


def problem(story: Story) -> None:
    """A leader decides on a phone."""
    id = story.matter("lingdao", "气体检测仪", "problem")
    page = story.press("lingdao", id, "研究决定", "phone")
    page.fill("[name=answer]", "为 12 个乡镇各配便携式气体检测仪 2 台。")
    page.fill("[name=minutes]", "县政府常务会议纪要（示例）")
    page.fill("[name=due]", str(SOON))
    story.shot(page, "11-decide-phone")
    send(page)


def meetings(story: Story) -> None:
    page = story.of("jingban")
    page.goto("/new/meeting_rule")
    page.fill("[name=title]", "县安委会季度会商（示例）")
    page.select_option("[name=kind]", label="季度会商")
    page.check("[name=every][value=每季度]")
    page.fill("[name=basis]", "县安委会工作规则（示例）")
    story.shot(page, "11-meeting-rule", height=640)
    send(page)
    id = page.url.rpartition("/")[2]
    story.press("qianfa", id, "开始执行")
    story.matter("jingban", "县安委会季度会商", "meeting")


def patron(story: Story) -> None:
    """The point's own patron goes there with a phone."""
    page = story.of("jingban")
    page.goto("/new/patron_visit")
    page.fill("[name=title]", "桑干河示例段左岸（示例）")
    page.select_option("[name=subject]", label="桑干河示例段左岸")
    page.select_option("[name=kind]", label="防汛抗旱责任人")
    mine = page.locator("[name=patron] option", has_text="示例县领导").first.get_attribute("value")
    assert mine is not None
    page.select_option("[name=patron]", mine)
    page.fill("[name=due]", str(SOON))
    send(page)
    id = story.matter("lingdao", "桑干河示例段左岸", "patron_visit")
    page = story.press("lingdao", id, "登记走访", "phone")
    page.locator("#form textarea").first.fill("堤顶道路畅通，备防石足额，值守人员在岗。")
    story.shot(page, "11-visit-phone")


def works(story: Story) -> None:
    """Works are proposed and approved; every sum has its source."""
    id = story.matter("shuili", "护岸加固", "project")
    page = story.press("shuili", id, "报批")
    page.locator("input[type=file][name='proof.file']").set_input_files([PDF])
    send(page)
    page = story.press("shuili", id, "登记批复")
    page.fill("[name=approval]", "示例发改〔2026〕8号")
    page.locator("input[type=file][name='proof.file']").set_input_files([PDF])
    send(page)
    page = story.press("shuili", id, "登记资金")
    story.shot(page, "11-works", height=520)
