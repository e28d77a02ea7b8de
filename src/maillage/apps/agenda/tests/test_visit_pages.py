"""The pages of a counter: three taps, what a device sends, the list of a session, the figures."""

import io
import json
from datetime import timedelta

import pytest
import python_calamine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.models import Visit
from maillage.apps.agenda.queries.coop import COLUMNS
from maillage.apps.agenda.queries.topics import TOPICS
from maillage.apps.agenda.tests.factories import make_booking, make_series, make_session
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = "ab" * 16


@pytest.fixture(autouse=True)
def _cache():
    cache.clear()


@pytest.fixture
def house():
    return make_organisation(nom="La Navette")


@pytest.fixture
def place(house):
    return make_place(nom="Médiathèque de la Navette", organisation=house)


@pytest.fixture
def agent(house):
    return make_user(role="member", organisation=house)


@pytest.fixture
def desk(agent):
    client = Client()
    client.force_login(agent, BACKEND)
    return client


@pytest.fixture
def session(place):
    now = timezone.now()
    only = {"rrule": "", "until": None}  # one session: others would count one day, not another
    series = make_series(place=place, topics=["email"], mediation="digital", **only)
    end = now + timedelta(hours=2)
    return make_session(series, day=timezone.localdate(), starts_at=now, ends_at=end)


def url(place, more=""):
    return f"/pro/agenda/venues/{place.public_id}/{more}"


def tap(desk, place, **said):
    return desk.post(url(place), {"key": "", "do": "note"} | said, follow=True)


def send(desk, place, *notes):
    answer = desk.post(
        url(place, "envoi/"), json.dumps({"notes": notes}), content_type="application/json"
    )
    return answer.json()


def words(answer):
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


# ---------------------------------------------------------------- three taps


@pytest.mark.row("AGD-09")
def test_three_drop_ins_in_three_posts_and_the_count_reads_three(desk, place):
    page = desk.get(url(place))
    assert "0 passage aujourd’hui" in words(page)
    form = BeautifulSoup(page.content, "html.parser").select_one("form[data-tally]")
    assert [one["value"] for one in form.select("[name=topic]")] == list(TOPICS)
    # A topic, solved or not, and the third tap sends.
    assert {one["type"] for one in form.select("[name=topic], [name=outcome]")} == {"radio"}
    assert {one["type"] for one in form.select("button[name=minutes]")} == {"submit"}
    for topic in ("email", "logement", "email"):
        page = tap(desk, place, topic=topic, outcome="solved", minutes="15")
    assert "3 passages aujourd’hui" in words(page)
    assert Visit.objects.filter(minutes=15, outcome="solved").count() == 3


def test_a_form_sent_twice_is_one_visit_and_each_page_draws_another_key(desk, place):
    keys = set()
    for _ in range(2):
        page = BeautifulSoup(desk.get(url(place)).content, "html.parser")
        keys.add(page.select_one("form[data-tally] [name=key]")["value"])
        tap(desk, place, key=KEY, minutes="5")
    assert len(keys) == 2
    assert Visit.objects.count() == 1


def test_what_cannot_be_read_is_told_and_nothing_is_noted(desk, place):
    for wrong in ({"topic": "inconnu"}, {"minutes": "0"}, {"several": "999"}, {"key": "a' OR 1"}):
        answer = tap(desk, place, **wrong)
        assert answer.status_code == 422
        assert "Rien n’est noté" in words(answer)
    assert not Visit.objects.exists()


def test_the_last_is_taken_back_or_corrected(desk, place):
    tap(desk, place, topic="email", minutes="5")
    page = desk.get(url(place, "?corriger=1"))
    form = BeautifulSoup(page.content, "html.parser").select_one("form[data-tally]")
    assert form.select_one("[name=topic][checked]")["value"] == "email"
    assert form.select_one("[name=do]")["value"] == "edit"
    tap(desk, place, do="edit", topic="associations", minutes="30", mode="for")
    assert Visit.objects.get().topics == ["associations"]
    page = desk.get(url(place, "?corriger=1"))  # a topic among those that are folded
    assert "Corrigé" not in words(page)
    answer = tap(desk, place, do="undo")
    assert "0 passage" in words(answer)
    for do in ("undo", "edit"):
        assert tap(desk, place, do=do).status_code == 200
    assert "corriger" in desk.get(url(place, "?corriger=1")).request["QUERY_STRING"]


def test_a_sheet_of_paper_in_one_post(desk, place):
    assert "12 passages" in words(tap(desk, place, several="12", topic="email", key=KEY))


def test_a_number_is_given_big_called_and_received(desk, place):
    for n in (1, 2):
        page = desk.post(url(place), {"do": "number"}, follow=True)
        assert BeautifulSoup(page.content, "html.parser").select_one(".code").text == str(n)
    soup = BeautifulSoup(page.content, "html.parser")
    call = soup.find("a", string="Appeler le suivant")["href"]
    called = BeautifulSoup(desk.get(call).content, "html.parser")
    assert called.select_one(".code").text == "1"
    ticket = called.select_one("form[data-tally] [name=ticket]")["value"]
    assert "1 passage" in words(tap(desk, place, ticket=ticket, topic="email"))
    assert "Attendent avec un numéro : 2" in words(desk.get(url(place)))
    second = Visit.objects.get(queue_number=2).pk
    assert "n’attend plus" in words(tap(desk, place, do="gone", ticket=second))
    assert tap(desk, place, do="gone", ticket=second).status_code == 200


def test_a_number_that_a_colleague_received_is_one_person_more(desk, place, house):
    desk.post(url(place), {"do": "number"})
    ticket = Visit.objects.get().pk
    other = Client()
    other.force_login(make_user(role="member", organisation=house), BACKEND)
    tap(other, place, ticket=ticket)
    assert "2 passages" in words(tap(desk, place, ticket=ticket))


def test_the_places_where_one_notes_are_ones_own(desk, place):
    make_place(nom="Lieu d’une autre maison", organisation=make_organisation())
    tap(desk, place, minutes="5")
    page = words(desk.get("/pro/agenda/venues/"))
    assert "Médiathèque de la Navette" in page
    assert "autre maison" not in page
    stranger = Client()
    stranger.force_login(make_user(role="mediator", organisation=make_organisation()), BACKEND)
    assert "Aucun lieu à votre nom" in words(stranger.get("/pro/agenda/venues/"))
    assert stranger.get(url(place)).status_code == 403


# ---------------------------------------------------------------- what a device sends


def test_a_packet_sent_twice_is_noted_once_with_the_hour_of_the_tap(desk, place, monkeypatch):
    noon = timezone.now().replace(hour=12)  # an hour before half past midnight is another day
    monkeypatch.setattr(timezone, "now", lambda: noon)
    note = {"id": "a1", "key": KEY, "topic": "email", "minutes": "10", "age_s": 3600}
    first = send(desk, place, note)
    assert (first["done"], first["refused"], first["n"]) == (["a1"], [], 1)
    assert send(desk, place, note)["n"] == 1
    assert Visit.objects.get().at < timezone.now() - timedelta(minutes=59)


def test_one_note_that_is_refused_holds_back_no_other(desk, place):
    said = send(
        desk, place,
        {"id": "a", "key": KEY[::-1], "topic": "inconnu"},
        {"id": "b"},
        {"id": "c", "key": KEY, "topic": ["email"]},
    )  # fmt: skip
    assert [one["key"] for one in said["refused"]] == ["a", "b"]
    assert "ce sujet n’est pas dans la liste" in said["refused"][0]["why"]
    assert said["done"] == ["c"]


def test_taken_back_on_the_device_it_is_taken_back_here(desk, place):
    back = {"id": "b", "key": KEY, "undo": 1}
    assert send(desk, place, {"id": "a", "key": KEY}, back)["n"] == 0
    assert send(desk, place, {"id": "a", "key": KEY}, back)["n"] == 0


def test_a_number_received_without_network_is_received_once(desk, place):
    desk.post(url(place), {"do": "number"})
    note = {"id": "a", "key": KEY, "ticket": str(Visit.objects.get().pk), "topic": "email"}
    assert send(desk, place, note)["n"] == send(desk, place, note)["n"] == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"notes": 3}', b'{"notes": ["x"]}', b"\xff", b"[" * 30_000,
             json.dumps({"notes": [{}] * 51}).encode(), b" " * 60_001],
)  # fmt: skip
def test_any_other_body_is_refused(desk, place, body):
    answer = desk.post(url(place, "envoi/"), body, content_type="application/json")
    assert answer.status_code == 400
    assert not Visit.objects.exists()


def test_a_session_that_ended_is_a_redirection_that_the_device_sees(place):
    stranger = Client()
    assert stranger.get(url(place, "envoi/")).status_code == 302
    assert stranger.post(url(place, "envoi/"), b"{}", content_type="text/plain").status_code == 302


def test_the_forgery_of_a_packet_is_refused_and_the_page_gives_a_fresh_token(agent, place):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent, BACKEND)
    body = json.dumps({"notes": [{"id": "a", "key": KEY}]})
    refused = strict.post(url(place, "envoi/"), body, content_type="application/json")
    assert refused.status_code == 403
    token = strict.get(url(place, "envoi/")).json()["token"]
    taken = strict.post(
        url(place, "envoi/"), body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert taken.json()["n"] == 1


def test_the_worker_is_served_from_the_page_that_it_serves(desk):
    answer = desk.get("/pro/agenda/venues/service.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"maillage-tally" in answer.content


# ---------------------------------------------------------------- attendance


def at_session(session):
    return f"/pro/agenda/presences/{session.public_id}/"


def book(session, name="Samira"):
    return book_session(
        session=session, person=Person(name=name), channel="counter", now=timezone.now()
    ).booking


def test_one_tap_each_everybody_and_back(desk, session):
    one, two = book(session), book(session, "")
    page = words(desk.get(at_session(session)))
    assert "Samira" in page
    assert f"Sans nom, réservation {two.pk}" in page
    desk.post(at_session(session), {"number": one.pk, "mark": "excused"})
    page = desk.post(at_session(session), {"do": "everybody"}, follow=True)
    assert "1 personne noté" in words(page)
    marks = dict(Visit.objects.values_list("booking", "attendance"))
    assert marks == {one.pk: "excused", two.pk: "present"}
    pressed = BeautifulSoup(page.content, "html.parser").select("[aria-pressed=true]")
    assert [one["value"] for one in pressed] == ["", ""]  # the same button takes it back
    desk.post(at_session(session), {"number": two.pk, "mark": ""})
    assert Visit.objects.count() == 1


def test_those_who_wait_and_those_who_did_not_book(desk, place):
    now = timezone.now()
    session = make_session(
        make_series(place=place, seats=1),
        day=timezone.localdate(), starts_at=now, ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    book(session)
    waits = book_session(
        session=session, person=Person(name="Zoé"), channel="counter", now=now, may_wait=True
    ).booking
    assert "Sur la liste d’attente" in words(desk.get(at_session(session)))
    desk.post(at_session(session), {"number": waits.pk, "mark": "present"})
    for _ in range(2):
        desk.post(at_session(session), {"do": "walk-in", "key": KEY})
    page = desk.post(at_session(session), {"do": "walk-in"}, follow=True)
    assert "3 personnes sont venues" in words(page)
    page = desk.post(at_session(session), {"do": "walk-out"}, follow=True)
    assert "2 personnes sont venues" in words(page)


def test_what_was_done_for_all_and_with_one(desk, session):
    booking = book(session)
    desk.post(at_session(session), {"do": "everybody"})
    page = BeautifulSoup(desk.get(at_session(session)).content, "html.parser")
    assert page.select_one("[name=topics][checked]")["value"] == "email"  # as the series says
    desk.post(at_session(session), {"do": "say", "topics": ["email", "sante"], "minutes": "90"})
    one = f"{at_session(session)}?pour={booking.pk}"
    assert "Ce qui a été fait avec Samira" in words(desk.get(one))
    desk.post(one, {"do": "say", "topics": ["email"], "outcome": "partly", "autonomy": "autonome"})
    visit = Visit.objects.get()
    assert (visit.topics, visit.outcome, visit.autonomy) == (["email"], "partly", "autonome")
    wrong = desk.post(at_session(session), {"do": "say", "minutes": "x", "topics": ["inconnu"]})
    assert wrong.status_code == 422
    assert "2 réponses sont à revoir" in words(wrong)


def test_a_booking_of_another_session_is_not_found(desk, session):
    tomorrow = timezone.now() + timedelta(days=1)
    later = {"starts_at": tomorrow, "ends_at": tomorrow + timedelta(hours=1)}
    other = book(make_session(make_series(place=session.place), **later))
    for number in (other.pk, "x", 10**12):
        assert desk.get(f"{at_session(session)}?pour={number}").status_code == 404
        posted = desk.post(at_session(session), {"number": number, "mark": "present"})
        assert posted.status_code == 404


def test_an_appointment_is_told_on_its_page(desk, place):
    now = timezone.now()
    booking = make_booking(
        place=place, name="Samira", starts_at=now, ends_at=now + timedelta(minutes=45)
    )
    page = f"/pro/agenda/presence/{booking.pk}/"
    assert "Rendez-vous de Samira" in words(desk.get(page))
    assert "Ce qui a été fait" not in words(desk.get(page))
    assert "Ce qui a été fait" in words(desk.post(page, {"mark": "present"}, follow=True))
    desk.post(page, {"do": "say", "outcome": "solved", "redirected_to": "administration"})
    assert Visit.objects.get().redirected_to == "administration"
    assert desk.post(page, {"do": "say", "minutes": "-3"}).status_code == 422
    assert "C’est noté" in words(desk.post(page, {"mark": "absent"}, follow=True))


def test_a_seat_leads_to_the_list_of_its_session(desk, session):
    answer = desk.get(f"/pro/agenda/presence/{book(session).pk}/")
    assert answer["Location"] == at_session(session)


# ---------------------------------------------------------------- figures and files


def test_the_figures_say_their_base_and_hide_the_few(desk, session):
    for name in "ABCDEFG":
        book(session, name)
    desk.post(at_session(session), {"do": "everybody"})
    desk.post(url(session.place), {"topic": "email"})
    page = words(desk.get("/pro/agenda/chiffres/"))
    assert "Combien de personnes sont venues ?" in page
    assert "Des nombres sont cachés" in page
    assert "Médiathèque de la Navette" in page
    answer = desk.get("/pro/agenda/chiffres/agenda.csv")
    told = b"".join(answer.streaming_content).decode()
    assert "médiation;Apprendre à se servir du numérique;8;7;non montré;0;0" in told
    assert "moins de 5" in told
    assert "Samira" not in told


def test_a_period_that_cannot_be_read_is_told(desk):
    days = (("2026-05-01", "2026-04-01"), ("hier", "2026-04-01"), ("1990-01-01", "2026-01-01"))
    for first, last in days:
        query = f"?du={first}&au={last}"
        assert desk.get(f"/pro/agenda/chiffres/{query}").status_code == 422
        for name in ("agenda.csv", "coop.csv", "coop.xlsx"):
            assert desk.get(f"/pro/agenda/chiffres/{name}{query}").status_code == 422


def test_nothing_yet_is_a_page_too(desk):
    assert "0" in words(desk.get("/pro/agenda/chiffres/"))


def test_the_file_for_la_coop_has_its_codes_one_line_a_visit_and_no_name(desk, session):
    book(session)
    desk.post(at_session(session), {"do": "everybody"})
    tap(desk, session.place, topic="logement", outcome="solved", minutes="15", mode="for")
    stranger = make_place(organisation=make_organisation())
    other = Client()
    other.force_login(make_user(), BACKEND)
    tap(other, stranger, topic="email")
    day = timezone.localdate().isoformat()
    lines = list(
        b"".join(desk.get("/pro/agenda/chiffres/coop.csv").streaming_content)
        .decode("utf-8-sig").splitlines()
    )  # fmt: skip
    assert lines[0] == ";".join(COLUMNS)
    where = f"lieu_activite;{session.place.nom};{session.place.commune}"
    assert lines[1:] == [
        f"collectif;{day};120;{where};;email;;;;{session.public_id};{session.series.title};;",
        f"individuel;{day};15;{where};;logement;;;;;;oui;fait pour",
    ]
    book_ = python_calamine.load_workbook(
        io.BytesIO(desk.get("/pro/agenda/chiffres/coop.xlsx").content)
    )
    assert len(book_.get_sheet_by_index(0).to_python()) == 3
    everything = b"".join(other.get("/pro/agenda/chiffres/coop.csv").streaming_content)
    assert everything.count(b"\r\n") == 4
