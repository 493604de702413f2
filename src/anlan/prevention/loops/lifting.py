"""吊装作业: graded by mass, the heavy ones with a scheme, nobody below, stopped by wind (GB 30871-2022 第9章)."""

from decimal import Decimal

from anlan.kernel.facts import choice, file, number, record
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf, RecordOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, certified, done_before, permit, wind_below

GRADES = ("一级", "二级", "三级")


class Lifting(Permit):
    mass: Decimal = number("吊物质量", "吨", at_least="0", at_most="5000", group="作业")
    grade: str = choice("级别", *GRADES, group="作业")
    scheme: tuple[str, ...] = file("吊装方案", optional=True, group="作业", hint="一、二级必须有")
    wind: int | None = number("风力", "级", at_least="0", at_most="17", optional=True, group="作业")
    operator: str = record("certificate", "起重作业人员证件", group="人员")


def its_grade_fits_its_mass(look: Look[Lifting]) -> str | None:
    heavy, middle = (look.standard(f"gb30871.lifting.grade_{n}").allows(look.facts.mass) for n in (1, 2))
    wanted = GRADES[0] if heavy else GRADES[1] if middle else GRADES[2]
    return None if look.facts.grade == wanted else f"质量 {look.facts.mass} 吨应按{wanted}办理，请改正级别。"


def scheme_is_there(look: Look[Lifting]) -> str | None:
    return "一、二级吊装作业没有吊装方案，请补上再审批。" if look.facts.grade != GRADES[2] and not look.facts.scheme else None


LIFTING = permit(
    kind="lifting",
    title="吊装作业票",
    facts=Lifting,
    clause="第9章",
    against=MattersOf("height_work", states=("作业中",), near=20, overlapping=("starts", "ends")),
    opens=(its_grade_fits_its_mass,),
    allows=(scheme_is_there,),
    starts=(
        done_before("trial", "还没有检查吊具并试吊，请先试吊。"),
        certified("起重"),
        wind_below("gb30871.lifting.wind_stop", "吊装"),
    ),
    reads={"certificate": RecordOf("certificate", of="operator")},
    own=(Step("trial", "检查吊具并试吊", At.ALLOWED, At.ALLOWED, GUARDIAN, evidence=Evidence("试吊照片", 1, PHOTO)),),
)
