"""The week on the door says what its page says; the list of posters is a sheet too."""

import io
import json
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.channels.queries.papers import place_paper, zone_paper
from maillage.apps.channels.queries.rounds import postings_paper
from maillage.apps.channels.queries.weeks import week_of
from maillage.apps.channels.tests.factories import make_posting
from maillage.apps.channels.tests.test_faces import plain, words_of_pdf
from maillage.apps.channels.tests.test_papers_in_languages import agree
from maillage.apps.directory.tests.factories import TODAY, Zone, make_place, make_user
from maillage.web.languages import languages, said_in

pytestmark = pytest.mark.django_db
SITE = "https://clairmaille.example"
COMPLETE = [code for code, one in languages().items() if one.scope == "all"]


@pytest.fixture
def quarter():
    return Zone.objects.create(kind="quarter", code="q", nom="La Filature", slug="la-filature")


@pytest.fixture
def place(quarter):
    """A place where one sews on Mondays and types on Thursdays, once cancelled."""
    place = make_place(
        nom="Médiathèque", telephone="+33199002110", quarter_zone=quarter, adresse="12 rue du Pont",
        horaires="Tu-Fr 10:00-12:30",
    )  # fmt: skip
    now, today = timezone.now(), timezone.localdate()
    days = {"first": today, "until": today + timedelta(days=20), "place": place, "now": now}
    make_series(title="Couture", rrule="FREQ=WEEKLY;BYDAY=MO", childcare_seats=2, **days)
    typing = make_series(title="Clavier", rrule="FREQ=WEEKLY;BYDAY=TH", seats=None, **days)
    for session in typing.sessions.all():
        session.cancelled_at, session.cancelled_why, session.cancelled_by = now, "Formation", None
        session.save()
    return place


def next_monday():
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


@pytest.mark.row("CHA-01")
@pytest.mark.parametrize("code", COMPLETE)
def test_the_sheet_of_a_door_states_the_week_of_its_page(client, place, code):
    asked = {"semaine": next_monday().isoformat(), "lang": code}
    page = client.get(f"/agenda/lieu/{place.public_id}/", asked)
    page = BeautifulSoup(page.content, "html.parser")
    printed = client.get(f"/papier/lieu/{place.public_id}/agenda.pdf", asked)
    words = words_of_pdf(printed.content)
    days = page.select("section.day")
    assert len(days) == 2
    for day in days:
        number, *name = day.h2.get_text(" ").split()
        assert number in words
        assert agree(" ".join(name).split(",")[0], words)
        for line in day.select("li"):
            assert agree(plain(line.time.text), words), (line.time.text, words)
            assert agree(plain(line.b.text), words)
    link = page.select_one("a[type='application/pdf']")
    assert link["href"].startswith(f"/papier/lieu/{place.public_id}/agenda.pdf?semaine=")
    # And what one needs to come: the door, the number, the hours.
    with said_in(code):
        week = week_of(now=timezone.now(), place=place.pk, monday=next_monday())
    assert [len(day.lines) for day in week.days] == [1, 1]
    for fact in ("12 rue du Pont", "01 99 00 21 10", week.days[1].lines[0].state):
        assert agree(fact, words), (fact, words)


def test_what_is_cancelled_says_so_and_why(place):
    week = week_of(now=timezone.now(), place=place.pk, monday=next_monday())
    sewing, typing = (day.lines[0] for day in week.days)
    assert (sewing.state, sewing.how, sewing.more) == (
        "", "Sur réservation", "Garde d’enfants sur place",
    )  # fmt: skip
    assert (typing.state, typing.how, typing.more) == ("Annulé", "", "Formation")


def test_the_sheet_of_a_quarter_says_where_and_leaves_out_the_others(place):
    elsewhere = Zone.objects.create(kind="quarter", code="r", nom="Le Port", slug="le-port")
    other = make_place(nom="Capitainerie", quarter_zone=elsewhere)
    today = timezone.localdate()
    make_series(
        title="Nœuds", place=other, rrule="FREQ=WEEKLY;BYDAY=TU", first=today,
        until=today + timedelta(days=20), now=timezone.now(),
    )  # fmt: skip
    made = zone_paper(
        "agenda-quartier", "la-filature", now=timezone.now(), site=SITE, monday=next_monday()
    )
    words = words_of_pdf(made.pdf)
    assert "Couture Médiathèque, 12 rue du Pont" in words
    assert "Nœuds" not in words
    assert "Annulé – Clavier" in words


def test_a_week_without_anything_still_says_whom_to_ask(place):
    later = next_monday() + timedelta(days=70)
    words = words_of_pdf(
        place_paper("agenda", place.public_id, now=timezone.now(), site=SITE, monday=later).pdf
    )
    assert "Rien n’est encore inscrit cette semaine-là" in words
    assert "01 99 00 21 00" in words


def test_the_posters_are_a_sheet_with_those_to_take_down_first(client, tmp_path):
    today = timezone.localdate()
    make_posting(title="Ateliers", where_up="Hall 3", remove_on=today + timedelta(days=9))
    make_posting(title="Fermeture", where_up="Gare", remove_on=today - timedelta(days=1))
    reader = PdfReader(io.BytesIO(postings_paper(now=timezone.now()).pdf))
    words = plain(" ".join(page.extract_text() for page in reader.pages))
    assert words.index("Fermeture") < words.index("Posées") < words.index("Ateliers")
    assert "Gare" in words
    client.force_login(make_user("publisher"))
    page = BeautifulSoup(client.get("/pro/papier/affiches/").content, "html.parser")
    [link] = page.select("main a[type='application/pdf']")
    answer = client.get(link["href"])
    assert words_of_pdf(answer.content) == words
    assert "no-store" in answer["Cache-Control"]
    call_command("print", all=tmp_path, json=True, stdout=(said := StringIO()), stderr=StringIO())
    assert json.loads(said.getvalue())["refused"] == []
    assert words_of_pdf((tmp_path / "affiches.pdf").read_bytes()) == words
    assert TODAY
