"""企业: production and business units under supervision, one record a firm for all rooms."""

from anlan.kernel.facts import Contact, Facts, choice, contact, number, place, point, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import SECTORS, Role, Secrecy
from anlan.kernel.register import Register


class Firm(Facts):
    code: str = text("统一社会信用代码", pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$", hint="18 位")
    name: str = text("企业名称", longest=100)
    sector: str = choice("行业", *SECTORS)
    place: str = place("属地")
    address: str | None = text("地址", optional=True)
    point: tuple[int, int] | None = point("位置", optional=True)
    running: str = choice("生产状态", "正常生产", "停产停业", "在建", "长期停产", "已关闭", default="正常生产")
    workers: int | None = number("从业人数", "人", at_least="0", optional=True)
    head: Contact | None = contact("主要负责人", optional=True)
    safety_head: Contact | None = contact("安全负责人", optional=True)
    unit: str | None = unit_of("行业监管部门", optional=True)


def code_is_whole(facts: Firm) -> str | None:
    """The check character of GB 32100-2015: weights 3**i mod 31 over the first 17 places."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(facts.code[:17]))
    return None if alphabet[-total % 31] == facts.code[17] else "统一社会信用代码的校验位不对，请对照营业执照重填。"


FIRM = Register(
    kind="firm",
    version=1,
    title="企业",
    facts=Firm,
    key="code",
    may_put=(Role.CLERK, Role.OFFICER, Role.TOWNSHIP_OFFICER),
    may_end=(Role.CLERK, Role.OFFICER),
    keeps=Keeps(30, "注销后仍要查得到监管经过"),
    check=code_is_whole,
    secrecy=Secrecy.PUBLIC,
    lists=("name", "sector", "place", "running", "head"),
    filters=("sector", "running"),
    source="信用代码校验：GB 32100-2015",
    menu="企业",
)
