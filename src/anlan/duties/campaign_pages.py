"""专项活动: choose a campaign, a year and the host; that year's tasks are laid out as the rows of one run."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, say
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.steps import attempt, client_id, draw_form, marks
from anlan.duties import queries as room
from anlan.duties.campaign_plan import DoesNotRun, campaign_facts, campaigns, view
from anlan.duties.loops.campaign_run import CAMPAIGN_RUN
from anlan.kernel import actions, queries
from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, number, read, text, unit
from anlan.kernel.refusals import NotThere, Refused

BY_TITLE = {one.title: kind for kind, one in campaigns().items()}


class Chosen(Facts):
    campaign: str = choice("活动", *BY_TITLE)
    year: int = number("年度", at_least="2000", at_most="2100")
    unit: str = unit("牵头单位")
    notice: str | None = text("当年通知文号", optional=True)
    theme: str | None = text("当年主题", optional=True)


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """布置专项活动: the rows come from the campaign's file and the register of units."""
    names = Offers(request.actor, request.now)

    def write(sent: QueryDict) -> HttpResponse:
        chosen = read(Chosen, posted(Chosen, sent, names))
        id = actions.open_matter(
            "campaign_run", laid_out(request, chosen), request.actor, at=request.now, id=client_id(request)
        ).id
        say(request, "已按活动生成任务安排，请核对日期和单位后送审。", client_id(request))
        return HttpResponseRedirect(f"/m/{id}")

    blank = Form(Chosen, {"year": local(request.now).year}, names)
    answer = attempt(request, Chosen, names, write) if request.method == "POST" else blank
    shown = {"loop": CAMPAIGN_RUN, "form": answer, "submit": "生成任务安排", **marks(request, "new.campaign_run.1")}
    return draw_form(request, answer, shown)


def laid_out(request: DeskRequest, chosen: Chosen) -> dict[str, object]:
    """The facts of the run. Raises Refused for a year in which the campaign does not run."""
    units = [view(one.id, one.facts) for one in queries.records("unit", request.actor)[: room.MOST_UNITS]]
    try:
        facts = campaign_facts(BY_TITLE[chosen.campaign], chosen.year, units, chosen.unit)
    except DoesNotRun as sentence:
        raise Refused(str(sentence)) from None
    said = {"notice": chosen.notice, "theme": chosen.theme}
    return facts | {name: value for name, value in said.items() if value}


@require_GET
def run(request: DeskRequest, id: str) -> HttpResponse:
    """活动进度: each row of the plan beside the matter it became."""
    found = queries.matter(id, request.actor)
    if found.kind != CAMPAIGN_RUN.kind:
        raise NotThere(queries.NOT_YOURS)
    rows: list[dict[str, Any]] = found.facts.get("rows") or []
    made = {(one.unit, one.title, one.kind): one for one in queries.matters(request.actor).filter(parent=id)}
    names = queries.units_named(row["unit"] for row in rows)
    lines = [(row, names.get(row["unit"], ""), made.get((row["unit"], row["title"], row["kind"]))) for row in rows]
    done = sum(one.closed is not None for one in made.values())
    return render(request, "duties/campaign.html", {"matter": found, "lines": lines, "made": len(made), "done": done})
