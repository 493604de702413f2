"""盲板抽堵作业: one plate, one paper, its number on the drawing and on the tag; no fire near (GB 30871-2022 第7章)."""

from decimal import Decimal

from anlan.kernel.facts import choice, number, text
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, done_before, permit


class BlindPlate(Permit):
    action: str = choice("作业", "抽盲板", "堵盲板", group="作业")
    pipe: str = text("设备管道", longest=100, group="作业")
    medium: str = text("介质", longest=60, group="作业")
    pressure: Decimal = number("管道压力", "MPa", at_least="0", group="作业")
    temperature: Decimal = number("介质温度", "℃", at_least="-273", group="作业")
    plate: str = text("盲板编号", longest=40, group="作业", hint="与盲板图、挂牌一致，一块盲板一张票")
    drawing: str = text("盲板图编号", longest=60, group="作业")


def is_relieved(look: Look[BlindPlate]) -> str | None:
    return None if look.facts.pressure == 0 else "管道还有压力，泄压到零并确认后再开始作业。"


BLIND_PLATE = permit(
    kind="blind_plate",
    title="盲板抽堵作业票",
    facts=BlindPlate,
    clause="第7章",
    against=MattersOf("hot_work", states=("作业中",), near=30, overlapping=("starts", "ends")),
    starts=(is_relieved,),
    closes=(done_before("tag", "盲板还没有挂牌，请挂牌拍照后再验收。"),),
    own=(Step("tag", "盲板挂牌", At.WORKING, At.WORKING, GUARDIAN, evidence=Evidence("挂牌照片", 1, PHOTO)),),
)
