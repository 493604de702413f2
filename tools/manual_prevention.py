"""20 of the manual's pictures: somebody reports from a phone, the clerk takes it in, a firm judges and enters what it found."""

from tools.browse import Story

TOLD = {
    "title": "夜间盗采（示例）",
    "about": "北沟废弃矿井",
    "story": "每晚十点以后有灯光和爆破声，有货车往外拉煤。",
}


def prevention(story: Story) -> None:
    phone = story.blank("phone")
    phone.goto("/prevention/report")
    for name, words in TOLD.items():
        phone.fill(f"[name={name}]", words)
    phone.check("[name=sort][value=违法生产经营建设]")
    phone.select_option("select[name=place]", "140621103")
    story.shot(phone, "20-report-phone")
    phone.click("#form .btn--main")
    phone.locator("#code").wait_for()
    story.shot(phone, "20-code-phone")
    clerk = story.of("jingban")
    clerk.goto("/prevention/reports")
    story.shot(clerk, "20-reports", height=420)
    manager = story.of("anquan")
    manager.goto("/prevention/judge?topic=major_coal&coal_02=1&coal_07=0")
    story.shot(manager, "20-judge", height=700)
    manager.locator("main a.btn[href^='/new/hazard']").first.click()
    manager.wait_for_load_state()
    manager.select_option("[name=source]", "企业自查")
    manager.fill("[name=due]", "2027-01-31")
    manager.click("#form .btn--main")
    manager.wait_for_load_state()
    story.shot(manager, "20-hazard", height=700)
    officer = story.of("jianguan")
    officer.goto("/prevention/")
    story.shot(officer, "20-home", height=420)
