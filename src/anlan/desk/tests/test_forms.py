"""Forms drawn from facts and read back: nothing is lost on the way, and nothing that anybody sends breaks it."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from anlan.desk.forms import Form, redrawn
from anlan.desk.posted import posted
from anlan.desk.showing import facts_shown
from anlan.desk.tests.browserish import sent_by
from anlan.desk.tests.hard_forms import MINE, PERMIT, REPORT, FirstReport, Mine, Offered, Permit
from anlan.kernel.facts import BadFacts, Facts, choice, read, rows, text, widgets, yes_no

HARD = [PERMIT, REPORT, MINE]


def html_of(form: Form) -> str:
    return render_to_string("desk/form.html", {"form": form})


@pytest.mark.parametrize("facts", HARD, ids=lambda facts: type(facts).__name__)
def test_facts_survive_the_way_through_a_page(facts: Facts) -> None:
    sent = sent_by(html_of(Form(type(facts), facts.dump(), Offered())))
    assert read(type(facts), posted(type(facts), sent, Offered())) == facts


@pytest.mark.parametrize("model", [Permit, FirstReport, Mine])
def test_an_empty_form_says_every_missing_fact_twice(model: type[Facts]) -> None:
    sent = sent_by(html_of(Form(model, {}, Offered())))
    with pytest.raises(BadFacts) as bad:
        read(model, posted(model, sent, Offered()))
    wanted = {name for name, info in model.model_fields.items() if info.is_required()}
    assert wanted <= set(bad.value.wrong)
    page = html_of(redrawn(model, sent, Offered(), bad.value.wrong))
    for said in bad.value.wrong.values():
        assert page.count(said) == 2


@pytest.mark.parametrize("facts", HARD, ids=lambda facts: type(facts).__name__)
def test_what_was_typed_stays_when_something_is_wrong(facts: Facts) -> None:
    sent = sent_by(html_of(Form(type(facts), facts.dump(), Offered()))).copy()
    name = next(name for name, widget in widgets(type(facts)).items() if widget.kind == "number")
    sent[name] = "很多"
    with pytest.raises(BadFacts) as bad:
        read(type(facts), posted(type(facts), sent, Offered()))
    assert list(bad.value.wrong) == [name]
    again = sent_by(html_of(redrawn(type(facts), sent, Offered(), bad.value.wrong)))
    assert sorted(again.lists()) == sorted(sent.lists())


def test_rows_are_added_and_dropped_without_scripts() -> None:
    sent = sent_by(html_of(Form(Permit, PERMIT.dump(), Offered()))).copy()
    sent["add"] = "gas_tests"
    more = redrawn(Permit, sent, Offered())
    assert [len(f.rows) for f in more.fields if f.widget.kind == "rows"] == [3]
    sent["add"], sent["drop"] = "", "gas_tests.0"
    less = posted(Permit, sent_by(html_of(redrawn(Permit, sent, Offered()))), Offered())
    assert [row["spot"] for row in less["gas_tests"]] == ["排净口"]


def test_a_wrong_cell_of_a_row_is_named_by_its_row() -> None:
    sent = sent_by(html_of(Form(Permit, PERMIT.dump(), Offered()))).copy()
    sent["gas_tests.1.lel"] = "120"
    with pytest.raises(BadFacts) as bad:
        read(Permit, posted(Permit, sent, Offered()))
    assert list(bad.value.wrong) == ["gas_tests.1.lel"]
    assert bad.value.wrong["gas_tests.1.lel"].startswith("第 2 行可燃气体请填")
    form = redrawn(Permit, sent, Offered(), bad.value.wrong)
    assert form.summary == [("f-gas_tests-1-lel", bad.value.wrong["gas_tests.1.lel"])]
    assert next(group.wrong for group in form.groups if "气体" in group.title) == 1


class Watched(Facts):
    kind: str = choice("来源", "举报", "检查")
    secret: bool | None = yes_no("要求保密", optional=True, shown_when=("kind", ("举报",)))
    phone: str | None = text("回访电话", optional=True, shown_when=("secret", ("否",)))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("kind=举报&secret=false&phone=1", {"kind": "举报", "secret": False, "phone": "1"}),
        ("kind=举报&secret=true&phone=1", {"kind": "举报", "secret": True}),
        ("kind=检查&secret=true", {"kind": "检查"}),
    ],
)
def test_a_hidden_fact_is_not_sent(sent: str, kept: dict[str, object]) -> None:
    assert posted(Watched, QueryDict(sent), Offered()) == kept


def test_a_picker_takes_the_one_thing_that_is_called_so() -> None:
    assert posted(Permit, QueryDict("certificate.q=焊工证 042"), Offered()) == {"certificate": "c42"}
    assert posted(Permit, QueryDict("certificate.q=焊工证"), Offered()) == {}
    page = html_of(redrawn(Permit, QueryDict("certificate.q=焊工证 04&find=certificate"), Offered()))
    assert page.count('name="certificate" value="c4') == 10


def test_full_width_figures_and_chinese_commas_are_figures() -> None:
    query = QueryDict("point.lon=１１２．８１&point.lat=39.5&loss=1，200&place=140621")
    assert posted(FirstReport, query, Offered()) == {"point": [1128100000, 395000000], "loss": "1200", "place": "140621"}


NAMES = [
    f"{name}{tail}"
    for model in (Permit, FirstReport, Mine)
    for name in widgets(model)
    for tail in ("", ".q", ".lon", ".lat", ".name", ".at", ".0.lel", ".7.at", ".new")
]


@given(st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=12), st.text(max_size=30)), max_size=25))
def test_nothing_sent_can_break_the_reading_or_the_redrawing(pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    for model in (Permit, FirstReport, Mine):
        wrong = {}
        try:
            read(model, posted(model, query, Offered()))
        except BadFacts as bad:
            wrong = bad.wrong
        assert "<script" not in html_of(redrawn(model, query, Offered(), wrong))


def test_html_in_a_value_stays_text() -> None:
    page = html_of(Form(Permit, {"crew": '"><script>x</script>', "gas_tests": [{"spot": "<b>"}]}, Offered()))
    assert "<script>" not in page
    assert "<b>" not in page


class Line(Facts):
    what: str = text("内容")
    opinion: str = choice("意见", "同意", "修改", default="同意")


class Lines(Facts):
    lines: tuple[Line, ...] = rows("各行")


def test_a_row_begins_with_what_its_model_has_by_default() -> None:
    sent = sent_by(html_of(Form(Lines, {"lines": [{"what": "甲"}, {"what": "乙", "opinion": "修改"}]}, Offered())))
    assert [sent[f"lines.{n}.opinion"] for n in (0, 1)] == ["同意", "修改"]


@pytest.mark.parametrize(("many", "folded", "seen"), [(20, "", 20), (21, "共 21 行", 21), (301, "共 301 行", 0)])
def test_many_rows_are_folded_and_very_many_only_counted(many: int, folded: str, seen: int) -> None:
    one = facts_shown(Lines, {"lines": [{"what": f"第 {n} 件"} for n in range(many)]}, Offered())[0]
    assert (one.text, len(one.rows)) == (folded, seen)
    page = render_to_string("desk/facts.html", {"facts": [one]})
    assert page.count("<details>") == bool(folded and seen)
    assert page.count("件</td>") == seen
