"""What the walks promise on paper, kept by the real kernel: exits proposed from the register, lists once imported."""

from datetime import timedelta

import pytest

from anlan.kernel import accounts, actions, clock, proofs, queries, records
from anlan.kernel.loop import Proof
from anlan.kernel.models import Matter, Record
from anlan.kernel.people import Actor, GrantView, Role
from anlan.kernel.places import PlaceRow
from anlan.kernel.refusals import Refused
from anlan.prevention.tests.cast import NOW

COUNTY, TOWN = "140621", "140621100"
BUILDER = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, COUNTY),))
OLD = {
    "tag": "T-1",
    "name": "示例储罐",
    "kind": "油气储罐",
    "since": "1998-01-01",
    "treatment": "限期淘汰退出",
    "basis": "示例目录 6.1",
}


class Scene:
    """A county with one firm and its people."""

    def __init__(self) -> None:
        self.at = NOW
        accounts.set_node(COUNTY, "山阴县（示例）", COUNTY)
        places = [
            ("14", "山西省", 1, ""),
            ("1406", "朔州市", 2, "14"),
            (COUNTY, "山阴县", 3, "1406"),
            (TOWN, "示例镇", 4, COUNTY),
        ]
        accounts.put_places([PlaceRow(*place) for place in places])
        self.firm = self.put("firm", code="91350100M000100Y43", name="示例化工", sector="危险化学品", place=TOWN)
        grants = {"manager": GrantView(Role.SAFETY_MANAGER, COUNTY, unit=self.firm), "officer": GrantView(Role.OFFICER, COUNTY)}
        self.people = {name: self.person(name, grant) for name, grant in grants.items()}

    def put(self, register: str, **facts: object) -> str:
        return records.put_record(register, facts, BUILDER, at=NOW).id

    def person(self, login: str, grant: GrantView) -> str:
        person = accounts.put_person(login, f"示例{login}", accounts.SETUP, at=NOW)
        accounts.give_grant(person, grant, accounts.SETUP, at=NOW)
        return person

    def who(self, name: str) -> Actor:
        return queries.actor(self.people[name], self.at)

    def step(self, matter: str, step: str, by: str, *proof: str, **asked: object) -> str:
        self.at += timedelta(minutes=1)
        kept = tuple(
            Proof(kind, proofs.keep(f"{self.at}{n}".encode(), "示例", kind, self.who(by), self.at))
            for n, kind in enumerate(proof)
        )
        return actions.take_step(matter, step, self.who(by), at=self.at, asked=asked, evidence=kept).state

    def days(self, count: int) -> None:
        for _ in range(count):
            self.at += timedelta(days=1)
            while clock.tick(self.at):
                pass


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.DATA = tmp_path
    return Scene()


def test_an_exit_is_proposed_half_a_year_ahead_and_written_back(scene):
    record = scene.put("old_equipment", firm=scene.firm, exit_by="2026-09-10", **OLD)
    scene.put("old_equipment", firm=scene.firm, exit_by="2029-09-10", **(OLD | {"tag": "T-2"}))
    assert not Matter.objects.filter(kind="equipment_exit").exists()
    scene.days(30)
    found = Matter.objects.get(kind="equipment_exit")
    assert (found.subject, found.holder_role, found.holder_unit) == (record, "safety_manager", scene.firm)
    scene.step(found.id, "plan", "manager", plan="停用", stop_on="2026-04-01")
    scene.step(found.id, "go", "manager", "照片", "照片", gone="2026-04-01", how="已拆除")
    assert scene.step(found.id, "verify", "officer", "照片") == "已退出"
    assert Record.objects.get(id=record).facts["gone"] == "2026-04-01"


def test_a_list_is_checked_only_once_it_was_imported(scene):
    facts = {"title": "核查", "unit": scene.firm, "due": "2026-03-20"}
    with pytest.raises(Refused, match="未导入"):
        actions.open_matter("checklist_run", facts | {"checklist": "0" * 32}, scene.who("officer"), at=scene.at)
    listed = scene.put(
        "checklist",
        topic="fifteen_measures",
        title="示例措施",
        use="措施清单",
        doc_no="1",
        issuer="示例",
        issued="2026-01-05",
        clauses=[{"clause": "1", "content": "甲"}],
        whole=True,
    )
    run = actions.open_matter("checklist_run", facts | {"checklist": listed}, scene.who("officer"), at=scene.at).id
    scene.step(run, "answer", "manager", "照片", clause="1", answer="已落实")
    scene.step(run, "submit", "manager")
    assert scene.step(run, "pass", "officer", opinion="到位") == "已通过"
