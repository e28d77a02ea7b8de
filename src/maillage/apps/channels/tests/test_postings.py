"""Where posters hang: the list, its order, what the database refuses, its trace."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from maillage.apps.channels.actions.postings import name_counter, post, take_down
from maillage.apps.channels.errors import NothingToPrint, PostingDates, PostingUnknown
from maillage.apps.channels.models import CounterPlace, Posting
from maillage.apps.channels.queries.postings import out_in, postings
from maillage.apps.channels.tests.factories import make_posting
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    AuditRow,
    Zone,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def quarter():
    return Zone.objects.create(kind="quarter", code="q", nom="La Filature", slug="la-filature")


@pytest.mark.parametrize(
    "fields",
    [
        {"remove_on": date(2026, 8, 31)},
        {"taken_down_on": date(2026, 8, 31)},
        {"title": ""},
        {"where_up": ""},
    ],
)
def test_the_database_refuses_a_poster_that_comes_down_before_or_hangs_nowhere(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_posting(**fields)
    assert not Posting.objects.exists()


def test_a_poster_may_come_down_the_day_it_went_up():
    make_posting(remove_on=date(2026, 9, 1), taken_down_on=date(2026, 9, 1))


def test_a_quarter_names_one_house(quarter):
    CounterPlace.objects.create(zone=quarter, place=make_place(), updated_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CounterPlace.objects.create(zone=quarter, place=make_place(), updated_at=NOW)


def test_the_most_overdue_is_first_and_what_came_down_long_ago_is_gone():
    late = make_posting(remove_on=TODAY - 2 * DAY)
    later = make_posting(remove_on=TODAY - DAY)
    up = make_posting(remove_on=TODAY)
    down = make_posting(taken_down_on=TODAY)
    make_posting(
        posted_on=TODAY - 500 * DAY, remove_on=TODAY - 400 * DAY, taken_down_on=TODAY - 400 * DAY
    )
    found = postings(today=TODAY)
    assert found.overdue == (late, later)
    assert found.up == (up,)
    assert found.down == (down,)


def test_what_goes_out_this_month_is_listed():
    make_posting(posted_on=date(2026, 8, 31))
    september = make_posting()
    assert list(out_in(2026, 9)) == [september]


def test_each_write_leaves_its_trace(quarter):
    by, place = make_user(), make_place()
    posting = post(
        title="Affiche", where_up="Hall", put_up_by="", posted_on=TODAY, remove_on=TODAY + DAY,
        zone="la-filature", by=by, now=NOW,
    )  # fmt: skip
    take_down(number=posting.pk, on=TODAY, by=by, now=NOW)
    take_down(number=posting.pk, on=TODAY, by=by, now=NOW)  # nothing more happens
    take_down(number=posting.pk, on=TODAY, by=by, now=NOW, again=True)
    name_counter(slug="la-filature", place=place.public_id, by=by, now=NOW)
    name_counter(slug="la-filature", place="", by=by, now=NOW)
    rows = AuditRow.objects.filter(by=by).order_by("pk").values_list("action", flat=True)
    assert list(rows) == ["post", "take_down", "take_down", "name_counter", "name_counter"]
    assert Posting.objects.get().taken_down_on is None


def test_dates_that_cannot_be_are_refused(quarter):
    by = make_user()
    with pytest.raises(PostingDates):
        post(
            title="A", where_up="B", put_up_by="", posted_on=TODAY, remove_on=TODAY - DAY,
            by=by, now=NOW,
        )  # fmt: skip
    with pytest.raises(PostingDates):
        take_down(number=make_posting().pk, on=date(2026, 8, 1), by=by, now=NOW)
    with pytest.raises(PostingUnknown):
        take_down(number=999_999, on=TODAY, by=by, now=NOW)
    with pytest.raises(NothingToPrint):
        name_counter(
            slug="la-filature", place=make_place(state="closed", closed_on=TODAY).public_id,
            by=by, now=NOW,
        )  # fmt: skip


# ---------------------------------------------------------------- in the pages


@pytest.mark.row("CHA-05")
def test_a_poster_appears_in_the_list_with_its_removal_date_and_comes_down(client, quarter):
    make_place(quarter_zone=quarter)
    client.force_login(make_user())
    sent = {
        "title": "Affiche de hall", "where_up": "12 rue du Rouet", "put_up_by": "Gardiens",
        "zone": "la-filature", "posted_on": "2026-09-01", "remove_on": "2026-12-31",
    }  # fmt: skip
    answer = client.post("/pro/papier/affiches/poser/", sent, follow=True)
    text = " ".join(answer.content.decode().split())
    assert "12 rue du Rouet" in text
    assert "31 décembre 2026" in text
    number = Posting.objects.get().pk
    answer = client.post(f"/pro/papier/affiches/{number}/retirer/", follow=True)
    assert "Retirées depuis un an" in answer.content.decode()
    client.post(f"/pro/papier/affiches/{number}/retirer/", {"encore": "1"})
    assert Posting.objects.get().taken_down_on is None


def test_a_wrong_date_is_said_beside_its_field_and_nothing_is_lost(client, quarter):
    client.force_login(make_user())
    sent = {"title": "Affiche", "where_up": "Hall", "posted_on": "2026-09-02",
            "remove_on": "2026-09-01"}  # fmt: skip
    answer = client.post("/pro/papier/affiches/poser/", sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "avant celui de la pose" in page.get_text()
    assert page.select_one("[name=where_up]")["value"] == "Hall"
    assert not Posting.objects.exists()


@pytest.mark.row("CHA-25")
def test_the_quarter_names_its_house_and_one_without_is_flagged(client, quarter):
    place = make_place(nom="Maison de quartier", quarter_zone=quarter)
    client.force_login(make_user())
    assert "1 quartier n’a pas de maison ressource" in client.get("/pro/papier/").content.decode()
    desk = "/pro/papier/quartier/la-filature/"
    assert "Aucune maison n’est nommée" in client.get(desk).content.decode()
    client.post(f"{desk}maison/", {"lieu": place.public_id})
    page = BeautifulSoup(client.get("/q/la-filature/").content, "html.parser")
    section = page.select_one("[aria-labelledby=t-papier]")
    assert section.select_one(f"a[href='/lieux/{place.public_id}/']").text == "Maison de quartier"
    text = client.get("/pro/papier/").content.decode()
    assert "n’a pas de maison ressource" not in text
