"""发布记录: what was published where and when, as proof of publicity duties."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, number, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

CHANNELS = ("电视台", "广播", "报刊", "政府网站", "微信公众号", "微博", "抖音", "村村响", "户外屏", "现场活动", "其他")


class Publication(Facts):
    title: str = text("标题")
    unit: str = unit_of("发布单位")
    channel: str = choice("渠道", *CHANNELS)
    kind: str = choice("类别", "专题专栏", "曝光台", "警示教育", "“五进”活动", "知识普及", "工作动态", default="知识普及")
    venue: str | None = choice("“五进”场所", "企业", "农村", "社区", "学校", "家庭", shown_when=("kind", ("“五进”活动",)))
    on: date = day("发布日期")
    link: str | None = text("链接", longest=500, optional=True)
    files: tuple[str, ...] = file("截图或稿件", optional=True)
    people: int | None = number("受众", "人次", at_least="0", optional=True)


def can_be_found_again(facts: Publication) -> str | None:
    return None if facts.link or facts.files else "请填链接或附截图，事后才能核实。"


PUBLICATION = Register(
    kind="publication",
    version=1,
    title="宣传发布",
    facts=Publication,
    may_put=(Role.CLERK, Role.LIAISON, Role.TOWNSHIP_OFFICER),
    keeps=Keeps(10, "宣传工作的凭据"),
    check=can_be_found_again,
    secrecy=Secrecy.PUBLIC,
    lists=("on", "title", "unit", "channel", "kind", "people"),
    filters=("channel", "kind", "venue"),
    menu="宣传",
)
