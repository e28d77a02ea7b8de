"""Needs without an answer are told out of all searches; nothing says who, few are not told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.tests.factories import Zone, make_offer, make_place
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.actions import unmet
from maillage.apps.orientation.actions.unmet import count_search, note_unmet, purge_unmet
from maillage.apps.orientation.models import SearchDay, SearchSeen, UnmetNeed
from maillage.apps.orientation.queries.unmet import unmet_figures
from maillage.core.standard import Service
from maillage.core.statistics import wilson

pytestmark = pytest.mark.django_db

ORIENT = "/orienter/"
PROCEDURES = str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)


@pytest.fixture(autouse=True)
def _index_read_again():
    forget_base()
    yield
    forget_base()


@pytest.fixture
def zone():
    return Zone.objects.create(kind="quarter", code="q", nom="Rouet", slug="rouet")


def search(n, need="demarche", *, lacking=0, start=0, zone_id=None, now=None):
    """Count `n` searches, the first `lacking` of which found nothing."""
    for number in range(start, start + n):
        count_search(
            key=f"{need[:6]}{zone_id or 0}-{number}",
            need=need,
            zone_id=zone_id,
            unmet=number < start + lacking,
            now=now or timezone.now(),
        )


def today_figures():
    """What is said of this month, once it has ended."""
    return unmet_figures(today=timezone.localdate().replace(day=28) + timedelta(days=4))


def test_a_share_is_said_out_of_all_searches_with_its_interval():
    search(20, lacking=5)
    search(30, "ecole")
    found = today_figures()
    share = found.by_need["demarche"]
    expected = wilson(5, 20)
    assert (share.part, share.base, share.pct) == (5, 20, 25)
    assert share.low_pct == pytest.approx(100 * expected.low)
    assert share.high_pct == pytest.approx(100 * expected.high)
    assert (found.by_need["ecole"].part, found.by_need["ecole"].base) == (0, 30)
    assert (found.total.part, found.total.base) == (5, 50)


def test_few_are_not_told_nor_found_by_taking_away():
    search(20, lacking=9)
    search(20, "ecole", lacking=3)
    search(40, "emploi", lacking=20)
    found = today_figures()
    assert found.by_need["ecole"].part is None
    # 32 in all: 20 and 9 shown would leave 3.
    assert found.by_need["demarche"].part is None
    assert found.by_need["emploi"].part == 20
    forget = [share for share in found.by_need.values() if share.part is None]
    assert all(share.pct is None for share in forget)
    # How many searches there were tells nobody what they found.
    assert [share.base for share in found.by_need.values()] == [20, 20, 40]


def test_nearly_all_without_an_answer_would_tell_the_few_who_had_one():
    search(20, lacking=18)
    assert today_figures().by_need["demarche"].part is None
    assert today_figures().total.part is None


def test_quarters_are_told_where_they_were_said(zone):
    search(12, lacking=6, zone_id=zone.pk)
    search(12, lacking=5)
    found = today_figures()
    assert (found.by_zone[str(zone.pk)].part, found.by_zone[str(zone.pk)].base) == (6, 12)
    assert (found.by_zone[""].part, found.by_zone[""].base) == (5, 12)
    assert found.zone_names == {str(zone.pk): "Rouet"}


def test_a_quarter_that_is_no_more_leaves_its_searches(zone):
    search(12, lacking=6, zone_id=zone.pk)
    search(12, lacking=5)
    zone.delete()
    found = today_figures()
    assert (found.by_zone[""].part, found.by_zone[""].base) == (11, 24)
    search(1, start=50)
    assert today_figures().by_zone[""].base == 25


def test_what_residents_say_is_apart_since_nobody_knows_out_of_how_many():
    now = timezone.now()
    for number in range(6):
        note_unmet(key=f"r{number}", need="reparer", zone_id=None, now=now, said_by="resident")
    note_unmet(key="r", need="ecole", zone_id=None, now=now, said_by="resident")
    found = today_figures()
    assert found.by_need == {}
    assert found.total.base == 0
    assert (found.said["ecole"].n, found.said["ecole"].hidden) == (None, "with")
    assert found.said["reparer"] == found.said["ecole"]  # one mark, or the small one is told


def test_a_page_sent_again_is_one_search_and_a_lack_met_on_the_way_is_counted(client, zone):
    make_offer(make_place(nom="Ailleurs", quarter_zone=zone), services=[PROCEDURES])
    said = {"besoin": "demarche", "ou": "rouet", "langue": "tr", "cle": "abcdefghijkl"}
    fits = {key: word for key, word in said.items() if key not in ("langue", "ou")}
    for sent in (fits, said, said, fits):
        assert client.post(ORIENT, sent).status_code == 200
    row = SearchDay.objects.get()
    assert (row.need, row.n_searches, row.n_unmet) == ("demarche", 1, 1)
    # Another need of the same person is another search.
    client.post(ORIENT, said | {"besoin": "ecole"})
    assert SearchDay.objects.count() == 2
    assert UnmetNeed.objects.filter(said_by="orienter").count() == 2


def test_what_is_counted_holds_nothing_of_a_person(client):
    make_offer(make_place(), services=[PROCEDURES])
    client.post(ORIENT, {"besoin": "demarche", "langue": "ar", "gene": "reading", "cle": "abc"})
    row = SearchDay.objects.values().get()
    row.pop("id")
    assert row == {
        "day": timezone.localdate(),
        "need": "demarche",
        "zone_id": None,
        "n_searches": 1,
        "n_unmet": row["n_unmet"],
    }
    fields = {field.name for field in SearchSeen._meta.get_fields()}
    assert fields == {"id", "key", "counted_in", "need", "unmet"}


@pytest.mark.parametrize("key", ["", "a\x00b", "é", "x" * 17, "a b", "<b>"])
def test_a_key_that_no_page_draws_counts_for_nothing(client, key):
    make_offer(make_place(), services=[PROCEDURES])
    assert client.post(ORIENT, {"besoin": "demarche", "cle": key}).status_code in (200, 400)
    assert not SearchDay.objects.exists()


def test_a_machine_counts_for_nothing(monkeypatch):
    monkeypatch.setattr(unmet, "MOST_A_DAY", 3)
    search(9, lacking=9)
    row = SearchDay.objects.get()
    assert (row.n_searches, row.n_unmet) == (3, 3)


def test_keys_are_forgotten_the_next_day_and_counts_after_three_years():
    now = timezone.now()
    today = timezone.localdate(now)
    search(2, lacking=1, now=now - timedelta(days=1))
    search(1, start=7)
    assert purge_unmet(today=today) == 0
    assert SearchSeen.objects.count() == 1
    assert sum(SearchDay.objects.values_list("n_searches", flat=True)) == 3
    SearchDay.objects.update(day=today - timedelta(days=1096))
    UnmetNeed.objects.update(met_on=today - timedelta(days=1096))
    assert purge_unmet(today=today) == 1
    assert not SearchDay.objects.exists()
    assert not SearchSeen.objects.exists()


def test_the_database_refuses_a_part_above_its_base_and_a_search_counted_twice(zone):
    day = timezone.localdate()
    row = SearchDay.objects.create(day=day, need="ecole", zone=zone, n_searches=2)
    for wrong in (
        lambda: SearchDay.objects.filter(pk=row.pk).update(n_unmet=3),
        lambda: SearchDay.objects.create(day=day, need="ecole", zone=zone),
        lambda: SearchDay.objects.create(day=day, need=""),
        lambda: SearchSeen.objects.create(key="", need="ecole", counted_in=row),
        lambda: SearchSeen.objects.create(key="k", need="", counted_in=row),
        lambda: [SearchSeen.objects.create(key="k", need="n", counted_in=row) for _ in "ab"],
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    row.refresh_from_db()
    assert (row.n_searches, row.n_unmet) == (2, 0)
