"""签收: one paper, one unit, one signature of receipt, with what reading it is to lead to."""

from datetime import date

from anlan.duties.measures import ANSWERABLE, KEEPS, UNIT, told
from anlan.kernel.facts import Contact, Facts, choice, contact, day, file, long_text, text, unit
from anlan.kernel.loop import Deadline, Loop, Notify, On, Print, Reason, Step
from anlan.kernel.people import Part, Role

SIGNS = (*ANSWERABLE, Part("liaison"))


class Receipt(Facts):
    title: str = text("文件标题")
    unit: str = unit("签收单位")
    doc_no: str | None = text("文号", optional=True)
    kind: str = choice("文种", "任务分解", "通报", "警示教育", "文件", default="文件")
    original: tuple[str, ...] = file("原件", optional=True)
    liaison: Contact | None = contact("联络员", optional=True)
    due: date | None = day("签收期限", optional=True)


class Signed(Facts):
    signer: str = text("签收人", longest=40)
    note: str | None = long_text("备注", longest=1000, optional=True)


RECEIPT = Loop(
    kind="receipt",
    version=1,
    title="签收",
    facts=Receipt,
    opens_in="待签收",
    may_open=Role.CLERK,
    closes_in=("已签收", "已注销"),
    reads=UNIT,
    steps=(
        Step("sign", "签收", "待签收", "已签收", SIGNS, asks=Signed),
        Step("refuse", "退回（不属本单位）", "待签收", "待核实", SIGNS, asks=Reason, holds=Role.CLERK),
        Step("send_again", "重新送达", "待核实", "待签收", Role.CLERK, asks=Reason),
        Step("cancel", "注销", "待核实", "已注销", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        told("待签收", "1 workday", "receipt.sign", (*ANSWERABLE, Role.CLERK), "文件还没有签收"),
        Deadline("待签收", On("due"), Notify(Role.CLERK, "签收期限已到，请催签")),
        told("待核实", "1 workday", "receipt.check", Role.CLERK, "退回的文件还没有核实"),
    ),
    prints=(Print("签收单", "receipt", ("title", "doc_no", "unit", "kind")),),
    keeps=KEEPS,
    about="一个单位一份；退回的由安委办核实后重新送达或注销。",
    codes={"liaison": ("sign", "refuse")},
)
