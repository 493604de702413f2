"""What every site under watch states: its key, its name, whose it is and where. Pure."""

from anlan.kernel.facts import Facts, place, point, text, unit


class Site(Facts):
    """First facts of a site's register; `unit` is the firm, `sector` as in the register of firms."""

    code: str = text("编号", longest=60)
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    sector: str | None = text("行业", longest=40, optional=True, hint="与企业台账的行业一致")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
