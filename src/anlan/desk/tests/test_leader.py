"""领导一屏: counts, changes within a week and lines are what the rows say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from anlan.desk import leader
from anlan.desk.tests import scene
from anlan.kernel import queries

NOW = timezone.now()


@pytest.mark.parametrize(("by", "said"), [(3, "▲3"), (-2, "▼2"), (0, "")])
def test_a_change_is_told_by_a_mark(by, said):
    assert leader.changed(by) == said


def test_changes_are_those_of_the_last_week_at_the_place_or_below():
    day = timedelta(days=1)
    opened = [(NOW - day, "140621100"), (NOW - day, "140621100201"), (NOW - 8 * day, "140621100"), (NOW, "140621101")]
    closed = [(NOW - 2 * day, "140621100")]
    assert leader.changes("140621100", opened, closed, [(NOW, "140621101")], NOW) == ("▲1", "")
    assert leader.changes("140621101", opened, closed, [(NOW, "140621101")], NOW) == ("▲1", "▲1")


def test_the_page_counts_overdue_against_its_target(county, sign_in):
    late = queries.matters(scene.acting("leader"), place=scene.TOWN, overdue_at=timezone.now()).count()
    page = sign_in("leader").get("/leader").content.decode()
    assert f'href="/matters?place={scene.TOWN}&amp;over=1">{late}</a>' in page
    assert "目标 0，近 7 天新逾期" in page
    assert 'class="target"' in page


def test_rows_at_hand_and_the_database_count_the_same(county):
    by, now = scene.acting("leader"), timezone.now()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    opened, closed = (leader.marks(by, scene.COUNTY, now, column) for column in ("opened", "closed"))
    going = leader.open_marks(by, scene.COUNTY)
    for town in queries.places_under(scene.COUNTY):
        asked = leader.counts(by, town.code, now, month)
        assert leader.counted(town.code, going, opened, closed, now, month) == asked
    assert leader.counts(by, scene.TOWN, now, month)[0] != "0"


def test_the_page_asks_the_database_a_few_times_whatever_the_number_of_towns(county, sign_in, django_assert_max_num_queries):
    chief = sign_in("leader")
    chief.get("/leader")
    with django_assert_max_num_queries(40):
        chief.get("/leader")
