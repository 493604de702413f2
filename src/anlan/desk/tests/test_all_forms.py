"""Every kind of the house has a form that draws, and that names what is missing when it is sent empty."""

import pytest
from django.template.loader import render_to_string

from anlan.desk.forms import Form, redrawn
from anlan.desk.posted import posted
from anlan.desk.tests.browserish import sent_by
from anlan.desk.tests.hard_forms import Offered
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import BadFacts, Facts, NoFacts, read

MODELS = {
    **{loop.kind: loop.facts for loop in catalogue().loops()},
    **{f"{loop.kind}.{step.name}": step.asks for loop in catalogue().loops() for step in loop.steps if step.asks is not NoFacts},
    **{f"r/{register.kind}": register.facts for register in catalogue().registers()},
}


@pytest.mark.parametrize("name", MODELS)
def test_the_form_draws_and_says_what_is_missing(name: str) -> None:
    model: type[Facts] = MODELS[name]
    sent = sent_by(render_to_string("desk/form.html", {"form": Form(model, {}, Offered())}))
    wrong: dict[str, str] = {}
    try:
        read(model, posted(model, sent, Offered()))
    except BadFacts as bad:
        wrong = bad.wrong
    required = {fact for fact, info in model.model_fields.items() if info.is_required()}
    assert required <= set(wrong) or not required, name
    page = render_to_string("desk/form.html", {"form": redrawn(model, sent, Offered(), wrong)})
    assert all(page.count(said) >= 2 for said in wrong.values()), name
