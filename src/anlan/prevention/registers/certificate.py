"""证书: who may do dangerous work, until when. A need asks whether it was valid at the hour in question."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, person, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Certificate(Facts):
    number: str = text("证书编号", longest=40)
    holder: str = text("持证人", longest=40, personal=True)
    person: str | None = person("对应账号", optional=True)
    unit: str = unit("单位")
    sort: str = choice("证书种类", "特种作业操作证", "特种设备作业人员证", "主要负责人和安全管理人员考核合格证", "执法证件")
    scope: str = text("准操项目", optional=True)
    issued: date = day("发证日期")
    valid_until: date = day("有效期至")
    picture: tuple[str, ...] = file("证书扫描件", optional=True)


def dates_in_order(facts: Certificate) -> str | None:
    return "有效期早于发证日期，请核对证书。" if facts.valid_until < facts.issued else None


CERTIFICATE = Register(
    kind="certificate",
    version=1,
    title="证书",
    facts=Certificate,
    key="number",
    called=lambda facts: f"{facts.sort} {facts.number}",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    owner="unit",
    check=dates_in_order,
    valid_from="issued",
    valid_until="valid_until",
    expires="90 days",
    lists=("number", "sort", "scope", "unit", "valid_until"),
    filters=("sort", "unit"),
    keeps=Keeps(10, "作业和执法当日是否持证，事故调查要查"),
    menu="证书",
)
