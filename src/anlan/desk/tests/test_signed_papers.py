"""A paper that the county lets a leader sign goes out from the office that drafted it, under the leader's name."""

from datetime import timedelta

from anlan.desk.offers import Offers
from anlan.desk.papers_out import stamp
from anlan.kernel import accounts, actions, queries, records
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Print
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, County

SHAPE = Print("函", "red_head")


def test_the_office_issues_what_the_leader_signs(db: None) -> None:
    with with_kinds(*KINDS):
        county = County()
        facts = {"key": "test_letter.signer", "title": "测试函：签发", "value": "党政领导", "source": "示县办〔2026〕3号"}
        records.put_record("county_setting", facts, accounts.SETUP, at=NOON)
        later = NOON + timedelta(hours=1)
        given = {"title": "函", "place": COUNTY, "unit": county.bureau}
        id = actions.open_matter("test_letter", given, county.clerk, at=later).id
        for step, by in (("submit", county.clerk), ("review", county.clerk2), ("issue", county.leader)):
            actions.take_step(id, step, by, at=later)
        loop, look = queries.look_at(queries.matter(id, county.clerk), county.clerk, later)
        drawn = stamp(SHAPE, look, loop, "", Offers(county.clerk, later))
    assert (drawn.signer, drawn.issuer) == ("示例leader", "示例县安委办")
    assert look.number.startswith("示安委办函")
