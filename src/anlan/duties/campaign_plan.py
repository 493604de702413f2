"""From a campaign's file to the facts of one year's run: the page or command that opens `campaign_run` asks here. Pure."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from anlan.kernel.campaign import Campaign, UnitView, campaigns_in, lay_out


class DoesNotRun(ValueError):
    """The campaign does not run in that year, or there is none of that kind; the text is the sentence."""


@cache
def campaigns() -> dict[str, Campaign]:
    """The duties room's campaigns by kind."""
    return {one.kind: one for one in campaigns_in("anlan.duties.campaigns")}


def view(id: str, facts: Mapping[str, Any]) -> UnitView:
    """What a campaign looks at in a record of register `unit`."""
    members = tuple(facts.get("members_of", ()))
    return UnitView(id, str(facts.get("kind", "")), members, bool(facts.get("safety_duty")))


def campaign_facts(kind: str, year: int, units: Iterable[UnitView], host: str) -> dict[str, Any]:
    """The facts of `campaign_run` for that year, every task of every unit a row. Raises DoesNotRun."""
    campaign = campaigns().get(kind)
    if campaign is None:
        raise DoesNotRun(f"没有“{kind}”这一种活动，请从列表中选。")
    days = campaign.span.in_year(year)
    if days is None:
        raise DoesNotRun(f"{campaign.title}从 {campaign.span.begins} 到 {campaign.span.ends}，{year} 年不开展。")
    asked = lay_out(campaign, year, units, host)
    rows = [
        {"no": one.no, "kind": one.kind, "title": one.title, "task": one.task, "unit": one.unit, "due": str(one.due)}
        | ({"form": one.facts["kind"]} if "kind" in one.facts else {})
        for one in asked
    ]
    head = {"title": f"{year} 年{campaign.title}", "campaign": kind, "year": year, "unit": host}
    target = {} if campaign.target.value is None else {"target": campaign.target.value}
    return head | {"begins": str(days[0]), "ends": str(days[1]), "rows": rows} | target
