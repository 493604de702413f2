"""The pictures of the manual: the jobs of docs/manual done in a browser, in a sample county that lives as long as the script.

    PYTHONPATH=src python -m tools.manual_shots             all pictures, into docs/manual/img/
    PYTHONPATH=src python -m tools.manual_shots --only 04   only those whose names begin so; the rest is done all the same

Every picture is made on the way of a story that really happens, so a page that no longer works stops the script.
"""

import argparse
import os
import shutil
import sys
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
from playwright.sync_api import FilePayload, Page, sync_playwright
from tools.browse import PICTURES, Story, county
from tools.manual_monitoring import monitoring
from tools.manual_nodes import nodes
from tools.manual_prevention import prevention
from tools.manual_work import other_work

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-unsafe-swiftshader", "--lang=zh-CN"]
BAD_FIRMS = [
    ["统一社会信用代码", "企业名称", "行业", "属地", "从业人数"],
    ["91140621MA0X10001Q", "示例一号商贸有限公司", "商贸", "岱岳镇", "12"],
    ["91140621MA0X1000", "示例二号商贸有限公司", "商贸", "岱岳镇", "十来个"],
]
OWN_TABLE = [
    ["示例县重点企业安全监管台账（示例）"],
    ["序号", "单位名称", "信用代码", "行业类别", "所在乡镇", "职工人数", "安全负责人", "备注"],
    ["1", "示例三号商贸有限公司", "91140621MA0X10001Q", "商贸", "岱岳镇", "12", "", ""],
]
UPPER = """示例市安全生产委员会关于做好2026年汛期安全防范工作的通知（示例）
各县（区）安全生产委员会：
一、压实防汛责任
（一）明确责任人。5月20日前公布水库、淤地坝和山洪灾害危险区责任人名单，每月更新1次。（市水利局负责）
（二）开展会商。汛期每周至少组织2次会商研判，及时发布预警信息。（市应急局、市气象局负责）
二、排查风险隐患
（三）检查地下空间。6月10日前完成地下车库、下穿式立交桥排查，建立台账。（市住建局负责）
（四）检查工地。6月15日前完成在建工地深基坑、临时板房检查，覆盖率100%。（市住建局负责）
示例市安全生产委员会
2026年4月10日
"""


def short_notice() -> str:
    """An invented notice to two bureaus, with days that lie ahead."""
    first, second = TODAY + timedelta(days=30), TODAY + timedelta(days=20)
    return f"""示例县安全生产委员会关于做好岁末年初安全防范工作的通知（示例）
县直有关单位：
一、抓好重点任务
（一）检查在建工地。{first.month}月{first.day}日前完成在建工地临时用电和动火作业检查。（县住建局负责）
（二）检查水利设施。{second.month}月{second.day}日前完成淤地坝和小型水库值守检查。（县水利局负责）
示例县安全生产委员会
{TODAY.year}年{TODAY.month}月{TODAY.day}日
"""


def first_sight(story: Story) -> None:
    page = story.blank()
    page.goto("/login")
    story.shot(page, "00-login", height=620)
    story.of("jingban").goto("/")
    story.shot(story.of("jingban"), "00-inbox", height=420)
    story.of("jingban", "phone").goto("/")
    story.shot(story.of("jingban", "phone"), "00-phone")
    page = story.of("jingban")
    page.locator("header details.drop--right summary").click()
    story.shot(page, "00-menu", height=420)


def take_in(story: Story) -> None:
    """01: the sample's notice is read and grouped; another short one goes all the way to its duties."""
    page = story.of("jingban")
    page.goto("/duties/directives/new")
    story.shot(page, "01-new", height=620)
    id = story.matter("jingban", "示例县安全生产委员会关于做好2026年汛期", "directive")
    page.goto(f"/duties/directives/{id}")
    story.shot(page, "01-bench")
    table_of(story, id)
    story.shot(page, "01-table", height=640)
    mend_rows(story, id)
    page.goto(f"/m/{id}")
    story.shot(page, "01-matter", height=760)
    story.press("jingban", id, "归口完成，征求意见")
    page.fill("[name=consult_due]", str(TODAY + timedelta(days=5)))
    story.shot(page, "01-consult", height=420)


def mend_rows(story: Story, id: str) -> None:
    """Rows for the townships without an item of their list stop a table: the county's own bureaus answer for them."""
    page = story.of("jingban")
    page.goto(f"/duties/directives/{id}/table?pick=townships#pick")
    picked = page.locator("tr:has(input[name=pick]:checked)")
    for row in [one for one in picked.all() if "局" in one.inner_text()]:
        row.locator("input[name=pick]").uncheck()
    if picked.count():
        page.fill("#lead", "县应急局")
        page.click("button[value=lead]")
        page.wait_for_load_state()
        page.goto(f"/duties/directives/{id}/table?pick=townships#pick")
    page.click("button[value=county_only]")
    page.wait_for_load_state()


def paste(story: Story, text: str) -> str:
    """A notice taken in from its text; its id."""
    page = story.of("jingban")
    page.goto("/duties/directives/new")
    page.fill("#pasted", text)
    page.click("form .btn--main")
    page.wait_for_url("**/duties/directives/*")
    return page.url.partition("?")[0].rpartition("/")[2]


def table_of(story: Story, id: str) -> None:
    """Every obligation is read against the text, then the table is made."""
    page = story.of("jingban")
    page.goto(f"/duties/directives/{id}")
    for verb in ("clause", "confirm"):
        while page.locator(f"button[name=do][value={verb}]:visible").count():
            if page.locator(".tag--unsure").count() == 0:
                break
            page.locator(f"button[name=do][value={verb}]").first.click()
            page.wait_for_load_state()
    story.press("jingban", id, "校对完成")
    page.goto(f"/duties/directives/{id}/table")
    page.locator("main button:has-text('归口')").last.click()
    page.wait_for_load_state()


def issue(story: Story) -> str:
    """03: two pairs of eyes, the signer, a number; the id of the notice that was issued."""
    id = paste(story, short_notice())
    table_of(story, id)
    page = story.press("jingban", id, "归口完成，征求意见")
    page.fill("[name=consult_due]", str(TODAY + timedelta(days=3)))
    page.click("#form .btn--main")
    for who in ("zhujian", "shuili"):
        reply = story.matter(who, "岁末年初", "consult_reply")
        if who == "zhujian":
            story.of(who).goto(f"/m/{reply}")
            story.shot(story.of(who), "02-reply", height=700)
        story.press(who, reply, "全部同意")
    for title in ("意见收齐", "形成送审稿", "送审"):
        story.press("jingban", id, title)
    story.press("fuhe", id, "审核通过")
    page = story.of("qianfa")
    page.goto("/")
    story.shot(page, "03-inbox", height=360)
    page.goto(f"/m/{id}")
    story.shot(page, "03-issue", height=760)
    story.press("qianfa", id, "签发")
    attach(story, story.press("jingban", id, "印发"), "印发件.pdf")
    return id


def attach(story: Story, page: Page, name: str) -> None:
    """A file as evidence, and the step is taken."""
    page.locator("input[type=file][name='proof.file']").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4 example"}
    )
    page.click("#form .btn--main")
    page.wait_for_load_state()


def sign_and_do(story: Story, id: str) -> None:
    """02: the liaison signs for the notice, starts the duty, says how it goes, reports it done with proof."""
    receipt = story.matter("zhujian", "岁末年初", "receipt")
    page = story.press("zhujian", receipt, "签收", "phone")
    story.shot(page, "02-sign-phone", height=560)
    page.fill("[name=signer]", "示例签收人")
    page.click("#form .btn--main")
    page = story.of("jingban")
    page.goto(f"/m/{id}")
    story.shot(page, "03-receipts", height=760)
    story.press("jingban", id, "交办任务")
    duty = story.matter("zhujian", "检查在建工地", "duty")
    story.of("zhujian").goto("/")
    story.shot(story.of("zhujian"), "02-inbox", height=420)
    page = story.press("zhujian", duty, "启动")
    page.fill("[name=line]", "已制定检查方案，分两组开展检查。")
    page.click("#form .btn--main")
    page.wait_for_load_state()
    story.shot(page, "02-duty")
    page = story.press("zhujian", duty, "填报进展", "phone")
    page.fill("[name=line]", "已检查工地 6 家，发现问题 4 条，已整改 3 条。")
    story.shot(page, "02-progress-phone", height=560)
    page.click("#form .btn--main")
    page.wait_for_load_state()
    page = story.press("zhujian", duty, "办结任务条目")
    page.locator("[name=obligations]").first.check()
    page.click("#form .btn--main")
    page.wait_for_load_state()
    page = story.press("zhujian", duty, "报完成")
    story.shot(page, "02-done", height=760)


def supervise(story: Story) -> None:
    """03: a formal measure is drafted by a person."""
    page = story.of("jingban")
    page.goto("/new")
    story.shot(page, "03-new")
    page.goto("/new/supervision_order")
    story.shot(page, "03-order", height=820)


def registers(story: Story) -> None:
    """04: list, template, import with errors, a county's own table."""
    page = story.of("jingban")
    page.goto("/r/firm")
    story.shot(page, "04-list", height=700)
    page.goto("/r/firm/import")
    story.shot(page, "04-import", height=380)
    page.set_input_files("input[type=file]", sheet("企业.xlsx", BAD_FIRMS))
    page.click("button:has-text('检查并导入')")
    page.wait_for_load_state()
    story.shot(page, "04-errors", height=640)
    page.goto("/r/firm/import")
    page.set_input_files("input[type=file]", sheet("县里的表.xlsx", OWN_TABLE))
    page.click("button:has-text('登记为县里的表样')")
    page.wait_for_load_state()
    story.shot(page, "04-layout")


def sheet(name: str, rows: list[list[str]]) -> FilePayload:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return {
        "name": name,
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": kept.getvalue(),
    }


def people(story: Story) -> None:
    """05: three administrators, each sees only what is theirs."""
    page = story.of("xitong")
    page.goto("/people")
    story.shot(page, "05-people", height=560)
    page.goto("/people/new")
    story.shot(page, "05-account", height=620)
    page = story.of("quanxian")
    page.goto("/people?q=示例住建联络")
    page.locator("main a", has_text="示例住建联络").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url}/grant")
    story.shot(page, "05-grant", height=760)
    page = story.of("shenji")
    page.goto("/ledger")
    story.shot(page, "07-ledger", height=480)
    page = story.of("jingban")
    page.goto("/away")
    story.shot(page, "05-away", height=480)


def look_around(story: Story) -> None:
    """06: the map with a layer of firms, the search, the leader's screen."""
    page = story.of("jingban")
    page.goto("/map")
    page.wait_for_timeout(2500)
    page.get_by_label("企业", exact=True).check()
    page.wait_for_timeout(1500)
    story.shot(page, "06-map")
    page.goto("/search?q=岱岳")
    story.shot(page, "06-search", height=520)
    page = story.of("lingdao")
    page.goto("/leader")
    page.wait_for_timeout(4000)
    story.shot(page, "06-leader")


def in_the_field(story: Story) -> None:
    """10 and the end of 04: a phone without a network, the dark duty room, a plate, the law's figures."""
    page = story.press("gongxin", story.matter("gongxin", "合川陶瓷", "external_finding"), "报整改措施", "phone")
    page.context.set_offline(True)
    page.locator("#form textarea").first.fill("现场没有信号：报警装置已采购，三日内安装。")
    page.fill("[name=answerable]", "示例责任人")
    page.click("#form .btn--main")
    page.get_by_text("已存在这部手机里").wait_for()
    page.evaluate("scrollTo(0, 0)")
    story.shot(page, "10-offline-phone", height=560)
    page.context.set_offline(False)
    page.get_by_text("已补发 1 条").wait_for()
    page = story.of("zhiban")
    page.context.add_cookies([{"name": "anlan-theme", "value": "dark", "url": story.url}])
    page.goto("/matters")
    story.shot(page, "10-dark", height=560)
    page = story.of("jingban")
    page.goto("/law/gb30871")
    story.shot(page, "04-law", height=520)
    plate(story)


def plate(story: Story) -> None:
    page = story.of("jingban")
    page.goto("/r/patron_point")
    page.locator("main a", has_text="桑干河示例段左岸").first.click()
    page.wait_for_load_state()
    told = story.blank("phone")
    told.goto("/plate/" + page.url.rpartition("/")[2])
    story.shot(told, "04-plate-phone", height=480)


def compare(story: Story) -> None:
    """08: the city's notice beside the county's."""
    upper = paste(story, UPPER)
    lower = story.matter("jingban", "示例县安全生产委员会关于做好2026年汛期", "directive")
    page = story.of("jingban")
    page.goto(f"/duties/gap?upper={upper}&lower={lower}")
    story.shot(page, "08-gap")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--url", default="", help="a sample county that runs already")
    args = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playing:
        env = {**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
        browser = playing.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS, env=env)
        if args.url:
            tell(Story(browser, args.url, args.only))
        else:
            with county() as url:
                tell(Story(browser, url, args.only))
        browser.close()
    total = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    print(f"{len(list(PICTURES.glob('*.png')))} pictures, {total // 1000} kB")
    return 0


def tell(story: Story) -> None:
    """In an order in which each finds what it needs."""
    first_sight(story)
    registers(story)
    people(story)
    nodes(story)
    compare(story)
    in_the_field(story)
    take_in(story)
    sign_and_do(story, issue(story))
    supervise(story)
    other_work(story)
    look_around(story)
    monitoring(story)
    prevention(story)


if __name__ == "__main__":
    sys.exit(main())
