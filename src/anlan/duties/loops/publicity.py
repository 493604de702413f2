"""宣传计划: safety in the party committee's publicity plan, item by item, each done one with what was published."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, number, rows, text, unit
from anlan.kernel.loop import Look, Loop, Print, Put, Reason, Step
from anlan.kernel.people import Role

CHANNELS = ("电视台", "广播", "报刊", "政府网站", "微信公众号", "微博", "抖音", "村村响", "户外屏", "现场活动", "其他")


class Item(Facts):
    no: str = text("序号", longest=20)
    what: str = text("内容", longest=300)
    channel: str = choice("渠道", *CHANNELS)
    times: int = number("次数", "次", at_least="1", default=1)
    done: int = number("已完成", "次", at_least="0", default=0)
    why: str | None = text("未完成原因", longest=300, optional=True)


class Publicity(Facts):
    title: str = text("计划名称")
    unit: str = unit("编制单位")
    year: int = number("年度", at_least="2000", at_most="2100")
    items: tuple[Item, ...] = rows("宣传内容", optional=True)
    due: date = day("年度总结期限")


class Approval(Facts):
    meeting: str = text("审定的党委（党组）会议")


class Published(Facts):
    no: str = text("序号", longest=20)
    title: str = text("发布标题")
    on: date = day("发布日期", prefilled_from="today")
    link: str = text("链接或刊播时间", longest=500)


class Explained(Facts):
    no: str = text("序号", longest=20)
    why: str = text("未完成原因", longest=300)


class Summary(Facts):
    summary: str = long_text("年度总结", longest=8000)


def has_items(look: Look[Publicity]) -> str | None:
    return None if look.facts.items else "计划里还没有宣传内容，请逐条填写。"


def is_an_item(look: Look[Publicity]) -> str | None:
    return None if look.asked.no in [item.no for item in look.facts.items] else "计划里没有这一条，请核对序号。"


def all_done_or_explained(look: Look[Publicity]) -> str | None:
    left = [item.no for item in look.facts.items if item.done < item.times and not item.why]
    return f"第 {'、'.join(left)} 条没有完成，也没有说明原因，请补上再总结。" if left else None


def counted(look: Look[Publicity]) -> dict[str, Any]:
    return changed(look, lambda item: {"done": item.done + 1})


def explained(look: Look[Publicity]) -> dict[str, Any]:
    return changed(look, lambda item: {"why": look.asked.why})


def changed(look: Look[Publicity], change: Any) -> dict[str, Any]:
    items = (item.model_copy(update=change(item)) if item.no == look.asked.no else item for item in look.facts.items)
    return {"items": [item.dump() for item in items]}


def as_publication(look: Look[Publicity]) -> dict[str, Any]:
    channel = next(item.channel for item in look.facts.items if item.no == look.asked.no)
    kind = "专题专栏" if channel in ("电视台", "广播", "报刊") else "知识普及"
    said = {"title": look.asked.title, "unit": look.unit, "channel": channel, "kind": kind}
    return said | {"on": str(look.asked.on), "link": look.asked.link}


PUBLICITY = Loop(
    kind="publicity",
    version=1,
    title="宣传计划",
    facts=Publicity,
    opens_in="编制中",
    may_open=(Role.LIAISON, Role.CLERK),
    closes_in=("已完成", "已撤销"),
    may_edit=(Role.LIAISON, Role.CLERK),
    edits_in=("编制中",),
    steps=(
        Step("submit", "送党委（党组）审定", "编制中", "待审定", (Role.LIAISON, Role.CLERK), has_items, holds=Role.UNIT_HEAD),
        Step("return", "退回修改", "待审定", "编制中", Role.UNIT_HEAD, asks=Reason, holds=Role.LIAISON),
        Step("approve", "登记审定", "待审定", "执行中", Role.UNIT_HEAD, asks=Approval, holds=Role.LIAISON),
        Step(
            "publish",
            "登记发布",
            "执行中",
            "执行中",
            Role.LIAISON,
            is_an_item,
            asks=Published,
            sets=counted,
            puts=Put("publication", as_publication),
        ),
        Step("explain", "说明未完成", "执行中", "执行中", Role.LIAISON, is_an_item, asks=Explained, sets=explained),
        Step("sum_up", "年度总结", "执行中", "已完成", Role.LIAISON, all_done_or_explained, asks=Summary),
        Step("revoke", "撤销", ("编制中", "待审定"), "已撤销", Role.UNIT_HEAD, asks=Reason),
    ),
    deadlines=(
        told("编制中", "30 days", "publicity.draft", Role.LIAISON, "宣传计划还没有送审"),
        told("待审定", "10 workdays", "publicity.approve", Role.UNIT_HEAD, "宣传计划还没有审定"),
        on_the_day("执行中", (Role.LIAISON, Role.CLERK), "宣传计划还没有年度总结"),
    ),
    prints=(Print("宣传计划", "table", ("title", "year", "items")),),
    keeps=KEEPS,
    about="登记发布时自动记入宣传发布台账。",
    menu="宣传",
)
