"""The agenda in another language: each page of a booking, what leaves later, what stays French."""

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup

from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.models import Booking, Notice
from maillage.apps.agenda.queries.moments import day_words, moment_words, week_words
from maillage.apps.agenda.queries.notices import notice_words
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_motive,
    make_series,
    make_session,
)
from maillage.apps.agenda.tests.residents import MINE, Clock, book, code_of, keys, reserve, words
from maillage.apps.directory.tests.factories import make_place
from maillage.web.languages import FSI, MARK, PDI, languages, marked, said_in
from maillage.web.translations.extract import used_texts

pytestmark = pytest.mark.django_db
_HOLE = r"%\(\w+\)[sd]|\{\w*\}"
FRENCH = f"{FSI}([^{PDI}]*){PDI}{re.escape(MARK)}"
OTHERS = [code for code, one in languages().items() if not one.is_french]
# One of each scope, alphabet and direction: each costs twenty pages.
WALKED = ["en", "ar", "uk", "zh-hans"]
COMPLETE = [code for code in OTHERS if languages()[code].scope == "all"]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    it = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: it.at)
    return it


@pytest.fixture
def row():
    return make_availability(
        None, make_motive(title="Ouvrir une boîte aux lettres", mode="both", documents="Une pièce")
    )


def speak(client, code):
    client.cookies["langue"] = code
    return client


@cache
def _ours():
    """Return what recognises a text of the agenda, with its values in place."""
    ids = [id for id, text in used_texts().items() if text.part == "agenda"]
    texts = {text for id in ids for text in ((id,) if isinstance(id, str) else id)}
    # What is but a hole would recognise anything.
    texts = {text.replace("\u00a0", " ") for text in texts if re.search(r"\w{3}", _bare(text))}
    parts = (".*".join(map(re.escape, re.split(_HOLE, text))) for text in sorted(texts))
    return re.compile("|".join(parts))


def _bare(text):
    return re.sub(_HOLE, "", text)


def not_said(html):
    """Return the texts of the agenda that a page says in French; those of others are theirs."""
    return [text for text in set(re.findall(FRENCH, html)) if _ours().fullmatch(text)]


def said(answer, code):
    """Return the words of a page: all in a language, but for what somebody typed."""
    html = words(answer)
    assert not not_said(html)
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == languages()[code].html
    assert page.html["dir"] == languages()[code].direction
    return page


@pytest.mark.row("CHA-11")
@pytest.mark.parametrize("code", WALKED)
def test_a_whole_booking_is_said_in_each_language(code, client, row):
    speak(client, code)
    motive = row.motives.get()
    first = keys(row)[0]
    for address in (
        "/agenda/",
        "/agenda/?semaine=2026-11-30&voir=libre&quartier=xx&langue=yy",
        f"/agenda/lieu/{row.place.public_id}/",
        "/rendez-vous/",
        f"/rendez-vous/pour/{motive.mediation}/",
        f"/rendez-vous/{motive.pk}/?lieu={row.place.public_id}",
        f"/rendez-vous/{motive.pk}/vous/?heure={first}",
        MINE,
        f"/lieux/{row.place.public_id}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        # The page of the place holds the panel of the agenda; the rest of it is not ours.
        if address.startswith("/lieux/"):
            panel = BeautifulSoup(words(answer), "html.parser").find(
                attrs={"aria-labelledby": "agenda"}
            )
            assert not not_said(str(panel))
        else:
            said(answer, code)
    title = said(client.get(f"/rendez-vous/{motive.pk}/"), code).h1
    assert title.find(lang="fr").text == "Ouvrir une boîte aux lettres"
    assert (
        book(client, row, name="Samira", contact="call", phone="06 39 98 00 21").status_code == 302
    )
    code_of(client)
    calendar = client.get(f"{MINE}rendez-vous.ics").content.decode().replace("\r\n ", "")
    assert MARK.strip() not in calendar
    assert "À apporter" not in calendar
    for name in ("c-est-note/", "", "papier/", "annuler/", "changer/"):
        said(client.get(f"{MINE}{name}"), code)
    assert Booking.objects.get().language == code
    wrong = client.post(f"/rendez-vous/{motive.pk}/vous/", {"heure": first, "contact": "sms"})
    assert wrong.status_code == 422
    said(wrong, code)
    taken = client.post(f"/rendez-vous/{motive.pk}/vous/", {"heure": first, "contact": "paper"})
    assert taken.status_code == 409
    said(taken, code)
    said(client.post(f"{MINE}annuler/", follow=True), code)


@pytest.mark.parametrize("code", WALKED)
def test_sessions_and_the_waiting_list_are_said_in_each_language(code, client):
    speak(client, code)
    place = make_place(nom="Maison du Rouet")
    workshop = make_series(title="Trier ses photos", place=place, seats=1, waiting_list=True,
                           level="Débutants", languages=["fr", "ar"], cost_note="Gratuit",
                           documents="Votre téléphone", childcare_seats=2)  # fmt: skip
    session = make_session(workshop)
    course = make_series(title="Cours", whole_course=True, seats=2)
    make_series(title="Sans", seats=None)
    address = f"/agenda/seance/{session.public_id}/"
    for page in (address, f"{address}reserver/", "/agenda/"):
        said(client.get(page), code)
    for one in (session, course.sessions.first()):
        if one is not None:
            reserve(client, one)
            said(client.get(f"{MINE}c-est-note/"), code)
    for page in (address, f"{address}reserver/"):
        said(client.get(page), code)
    assert reserve(client, session).status_code == 302
    said(client.get(MINE), code)
    wrong = client.post(f"{address}reserver/", {"contact": "email", "children": "x", "phone": "1"})
    assert wrong.status_code == 422
    said(wrong, code)


@pytest.mark.parametrize("code", COMPLETE)
def test_what_is_kept_and_the_sheets_are_said_in_the_complete_languages(code, client, row):
    speak(client, code)
    book(client, row, name="Samira", contact="sms", phone="06 39 98 00 21")
    for address in (
        f"{MINE}mes-donnees/", "/agenda/integrer/", "/agenda/cadre/",
        f"/agenda/porte/{row.place.public_id}/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not not_said(words(answer)), address


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("kind", ["booked", "reminder", "moved", "cancelled", "offered"])
def test_what_is_sent_later_is_said_in_the_language_of_the_booking(code, kind, row, settings):
    settings.SITE_URL = "https://agenda.clairmaille.example"
    booking = book_time(
        motive=row.motives.get(), resource=row.resource, channel="online", now=NOW,
        starts_at=NOW.replace(day=24, hour=13),
        person=Person(email="a@rouet.example", contact="email", language=code),
    ).booking  # fmt: skip
    notice = Notice(booking=booking, kind=kind, channel="email", about=booking.starts_at)
    told = notice_words(notice)
    french = notice_words(Notice(booking=Booking(**_french(booking)), kind=kind, channel="email",
                                 about=booking.starts_at, due_at=NOW))  # fmt: skip
    for said_, in_french in ((told.subject, french.subject), (told.body, french.body)):
        assert MARK.strip() not in said_
        assert said_ != in_french
    assert MARK.strip() not in told.sms
    assert "novembre" not in told.subject or code in ("it", "pt")


def _french(booking):
    fields = {
        field.attname: getattr(booking, field.attname) for field in booking._meta.concrete_fields
    }
    return fields | {"language": ""}


def test_a_text_that_a_language_lacks_is_seen():
    """Break it: what was never translated is found, what is of others is not ours."""
    assert not_said(f"<b>{marked('Réserver une place')}</b> {marked('Jamais dit')}") == [
        "Réserver une place"
    ]


def test_days_follow_the_language():
    found = {}
    for code in ("fr", "en", "ar", "es", "zh-hans"):
        with said_in(code):
            found[code] = day_words(TODAY, TODAY).replace("\u00a0", " ")
    assert found == {
        "fr": "lundi 23 novembre",
        "en": "Monday, 23 November",
        "ar": "الاثنين، 23 نوفمبر",
        "es": "lunes, 23 de noviembre",
        "zh-hans": "11月23日星期一",
    }
    with said_in("en"):
        assert week_words(TODAY, TODAY.replace(day=29)) == (
            "From Monday, 23 November to Sunday, 29 November 2026."
        )
        assert moment_words(NOW, None, TODAY) == "Monday, 23 November at 08:00"


def test_plain_french_keeps_no_language(client, row):
    speak(client, "fr-facile")
    book(client, row)
    assert Booking.objects.get().language == ""
