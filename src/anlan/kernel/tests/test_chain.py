"""The chain: one form for one body, and every change shows."""

import hashlib
import json

import pytest

from anlan.kernel.chain import GENESIS, canonical, digest, link, salted, seal


def test_the_order_of_keys_is_no_difference():
    assert canonical({"b": 1, "a": {"d": None, "c": "山"}}) == '{"a":{"c":"山","d":null},"b":1}'


@pytest.mark.parametrize("body", [{"a": 0.1}, {"a": [{"b": 1.0}]}, {"a": (1, 2.5)}, {"a": float("nan")}])
def test_floats_have_no_form(body):
    with pytest.raises(TypeError, match="decimal string"):
        canonical(body)


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError):
        canonical({"a": object()})


def test_a_link_is_what_it_says():
    body = canonical({"step": "close"})
    assert link(GENESIS, body) == hashlib.sha256(("0" * 64 + "\n" + body).encode()).hexdigest()


def test_every_change_shows_to_the_end_of_the_chain():
    bodies = [canonical({"n": n}) for n in range(4)]

    def head(these: list[str]) -> str:
        before = GENESIS
        for body in these:
            before = link(before, body)
        return before

    changed = [bodies[0], canonical({"n": 9}), *bodies[2:]]
    swapped = [bodies[1], bodies[0], *bodies[2:]]
    assert len({head(bodies), head(changed), head(swapped), head(bodies[:3]), head(bodies[1:])}) == 5


def test_personal_values_stand_apart_and_are_guarded_by_salt():
    salt, kept = salted({"phone": "13900000000"})
    again, other = salted({"phone": "13900000000"})
    assert salt != again
    assert kept != other, "equal values do not show"
    assert digest(salt, {"phone": "13900000000"}) == kept
    assert digest(salt, {"phone": "13900000001"}) != kept


def test_a_seal_is_over_every_head_in_any_order():
    heads = [("m2", 3, "h2"), ("m1", 7, "h1")]
    assert seal(GENESIS, heads) == seal(GENESIS, reversed(heads))
    assert (
        len({seal(GENESIS, heads), seal(GENESIS, heads[:1]), seal("f" * 64, heads), seal(GENESIS, [("m2", 4, "h2"), heads[1]])})
        == 4
    )


def test_canonical_reads_back():
    body = {"name": "张\u3000三", "quote": '"', "line": "\n", "n": -3, "yes": True}
    assert json.loads(canonical(body)) == body
