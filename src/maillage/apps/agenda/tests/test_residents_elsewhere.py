"""The agenda in the pages of others: a place, the home page, the site of somebody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.tests.factories import NOW, TODAY, make_availability, make_series
from maillage.apps.agenda.views.panels_public import home_tiles, place_panels
from maillage.apps.directory.tests.factories import make_place
from maillage.apps.directory.tests.pages import forget_base

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """It is Monday 23 November 2026, eight o’clock in Paris."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    forget_base()


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


# ---------------------------------------------------------------- the pages of a place, of the town


def test_a_place_says_what_takes_place_soon_and_its_next_free_time(client):
    place = make_place(nom="Médiathèque", n_offers=1)
    make_series(title="Mes photos", place=place)
    make_availability(place=place)
    page = words(client.get(f"/lieux/{place.public_id}/"))
    panel = page.split("Bientôt dans ce lieu")[1].split("</section>")[0]
    assert "Prochain rendez-vous libre : <b>mardi 24 novembre à 14 h</b>" in panel
    assert panel.count("Mes photos") == 1  # what recurs is told once
    assert f"/rendez-vous/?lieu={place.public_id}" in panel
    assert f"/agenda/lieu/{place.public_id}/" in panel


def test_a_place_without_anything_says_nothing(client):
    place = make_place(n_offers=1)
    assert "Bientôt dans ce lieu" not in words(client.get(f"/lieux/{place.public_id}/"))
    assert place_panels([place.pk]) == {}


def top_button(client, place):
    page = words(client.get(f"/lieux/{place.public_id}/"))
    assert page.count(">Prendre rendez-vous<") == 1  # one main action
    return re.search(
        r'<a class="btn big" href="([^"]+)"[^>]*>[^<]*(?:<svg.*?</svg>)?Prendre', page
    )[1]


def test_a_place_that_books_elsewhere_leads_there_when_it_has_no_time_here(client):
    place = make_place(n_offers=1, prise_rdv="https://ailleurs.example/rdv")
    make_series(place=place)
    assert top_button(client, place) == "https://ailleurs.example/rdv"
    (panel,) = place_panels([place.pk])[place.pk]
    assert (panel.page.elsewhere, panel.leads) == ("https://ailleurs.example/rdv", "")


def test_a_place_with_a_time_here_leads_to_it_and_only_names_its_other_service(client):
    place = make_place(n_offers=1, prise_rdv="https://ailleurs.example/rdv")
    make_availability(place=place)
    assert top_button(client, place) == f"/rendez-vous/?lieu={place.public_id}"
    page = words(client.get(f"/lieux/{place.public_id}/"))
    assert page.count('href="https://ailleurs.example/rdv"') == 1
    assert "Ce lieu a aussi un autre site de rendez-vous :" in page
    assert page.count('class="btn big"') == 1


def test_an_address_that_is_not_of_the_web_leads_nowhere(client):
    place = make_place(n_offers=1, prise_rdv="javascript:alert(1)")
    make_series(place=place)
    assert "javascript:" not in words(client.get(f"/lieux/{place.public_id}/")).split("ld+json")[0]
    (panel,) = place_panels([place.pk])[place.pk]
    assert panel.page.elsewhere == ""


def test_panels_of_many_places_cost_as_much_as_those_of_one():
    places = []
    for _n in range(6):
        place = make_place()
        make_series(place=place, whole_course=True)
        make_availability(place=place)
        places.append(place.pk)
    with CaptureQueriesContext(connection) as one:
        place_panels(places[:1])
    with CaptureQueriesContext(connection) as many:
        assert set(place_panels(places)) == set(places)
    assert len(many) == len(one) <= 10


def test_the_home_page_shows_the_three_next_sessions_each_series_once(client):
    titles = ["Lundi", "Mardi", "Mercredi", "Jeudi"]
    for n, (title, day) in enumerate(zip(titles, ["MO", "TU", "WE", "TH"], strict=True)):
        make_series(title=title, rrule=f"FREQ=WEEKLY;BYDAY={day}", first=TODAY + timedelta(days=n))
    page = words(client.get("/"))
    tile = page.split("Bientôt, près de chez vous")[1].split("</section>")[0]
    assert re.findall(r"/\">(\w+)</a>", tile) == titles[:3]
    assert 'href="/agenda/"' in tile


def test_an_empty_agenda_leaves_the_home_page_as_it_was(client):
    assert home_tiles([""]) == {}
    assert home_tiles(["7"]) == {}
    assert "Bientôt, près de chez vous" not in words(client.get("/"))


# ---------------------------------------------------------------- the site of somebody else


@pytest.mark.row("AGD-04")
def test_the_code_pasted_in_a_plain_page_shows_the_week_and_leads_to_booking(client):
    series = make_series(title="Ranger ses photos")
    page = words(client.get("/agenda/integrer/"))
    code = re.search(r'<code class="copy">(&lt;iframe.*?)</code>', page)[1]
    src = re.search(r"src=&quot;(.*?)&quot;", code)[1]
    assert src == "http://testserver/agenda/cadre/"
    frame = client.get(src)
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert not frame.cookies
    shown = words(frame)
    assert "Ranger ses photos" in shown
    session = series.sessions.order_by("starts_at").first()
    link = re.search(r'<a href="([^"]+/reserver/)" target="_blank" rel="noopener">', shown)
    assert link[1] == f"/agenda/seance/{session.public_id}/reserver/"
    assert 'target="_blank"' in shown
    assert all('target="_blank"' in a for a in re.findall(r"<a href=[^>]*>", shown)
               if "tel:" not in a)  # fmt: skip
    # And it books: from there on it is our own page.
    form = words(client.get(link[1]))
    once = re.search(r'name="once" value="(\w+)"', form)[1]
    assert client.post(link[1], {"once": once}).status_code == 302
    assert "C’est réservé" in words(client.get("/mon-rendez-vous/c-est-note/"))


def test_the_frame_keeps_what_was_chosen_for_it(client):
    here = make_place(nom="Médiathèque")
    make_series(title="Ici", place=here, languages=["fr", "ar"])
    make_series(title="Ailleurs")
    page = words(client.get(f"/agenda/integrer/?lieu={here.public_id}&langue=ar&voir=ateliers"))
    src = re.search(r'<iframe class="screen" src="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "langue=ar" in src
    shown = words(client.get(src))
    assert "Ici</a>" in shown
    assert "Ailleurs" not in shown
    assert f"/agenda/lieu/{here.public_id}/" in shown


def test_the_frame_of_nothing_and_of_an_unknown_place_say_so(client):
    assert "Rien n’est encore inscrit" in words(client.get("/agenda/cadre/"))
    refused = client.get("/agenda/cadre/?lieu=inconnu")
    assert refused.status_code == 404
    assert "frame-ancestors *" in refused["Content-Security-Policy"]
    assert "note wrong" in words(refused)
    wrong = words(client.get("/agenda/cadre/?langue=xx"))
    assert "Nous ne connaissons pas cette langue" in wrong


def test_who_reads_the_week_sees_no_name(client):
    series = make_series(title="Ranger ses photos")
    session = series.sessions.order_by("starts_at").first()
    book_session(session=session, person=Person(name="Zéphyrine", phone="+33639980021"),
                 channel="online", now=NOW)  # fmt: skip
    for address in ("/agenda/", "/agenda/cadre/", f"/agenda/seance/{session.public_id}/", "/"):
        page = words(client.get(address))
        assert "Zéphyrine" not in page
        assert "39 98 00 21" not in page
