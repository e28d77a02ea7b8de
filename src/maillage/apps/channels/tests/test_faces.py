"""One record, many faces that agree: whatever is printed states the same facts."""

import io
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from pypdf import PdfReader

from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.papers import PAPERS, place_paper, slip, zone_paper
from maillage.apps.channels.queries.texts import gsm, n_letters, newspaper_list, zone_message
from maillage.apps.directory.tests.factories import (
    NOW,
    TODAY,
    TemporaryClosure,
    Zone,
    make_equipment,
    make_offer,
    make_place,
)

pytestmark = pytest.mark.django_db
SITE = "https://clairmaille.example"
CONTACT = {"nom": "Mairie", "telephone": "01 99 00 21 00", "horaires": "", "adresse": ""}


@pytest.fixture
def quarter():
    return Zone.objects.create(
        kind="quarter", code="q", nom="La Filature", slug="la-filature",
        contact_nom="Maison de quartier", contact_telephone="+33199002103",
        contact_horaires="du lundi au vendredi",
    )  # fmt: skip


@pytest.fixture
def place(quarter):
    place = make_place(
        nom="Médiathèque de la Navette", telephone="+33199002110", quarter_zone=quarter,
        horaires="Tu-Fr 10:00-12:30,14:00-18:30", languages=["fr", "ar"], wheelchair=True,
        verified_on=TODAY, print_price="10 centimes", floor_or_door="Premier étage",
    )  # fmt: skip
    make_offer(
        place, title="Permanence", frais_a_charge=["Gratuit"], modalites_acces=["Se présenter"],
        services=["Aide aux démarches administratives"],
    )  # fmt: skip
    make_equipment(place, "printer", total=1)
    # An agenda names a place that holds something: this week or the next, whatever the day.
    today = timezone.localdate()
    make_series(
        place=place, title="Tricot", first=today, until=today + timedelta(days=13),
        now=timezone.now(),
    )  # fmt: skip
    return place


def words_of_pdf(data):
    """Return the words of a PDF on one line: plain spaces, no cut."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return plain(text)


def plain(text):
    """Return words on one line; one that is cut after its hyphen is whole again."""
    said = re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"(?<=\w)- (?=\w)", "-", said)


def said(one):
    """Return the facts that every face that names a place states of it."""
    return [plain(words) for words in (one.nom, one.street, one.telephone) if words]


def faces_of(place, client):
    """Yield (name, words) of every face that names this place, today as the pages are."""
    now = timezone.now()
    for paper in PAPERS:
        if paper.about == "zone":
            made = zone_paper(paper.code, "la-filature", now=now, site=SITE)
        else:
            made = place_paper(paper.code, place.public_id, now=now, site=SITE)
        yield paper.code, words_of_pdf(made.pdf)
    yield "slip", words_of_pdf(slip([place.pk], now=now, site=SITE).pdf)
    page = client.get("/papier/adresses/", {"lieu": place.public_id})
    yield "page", plain(BeautifulSoup(page.content, "html.parser").main.get_text(" "))
    yield "newspaper", plain(client.get("/papier/quartier/la-filature/liste.txt").content.decode())


# A wall and a sticker have no room for everything: what they leave out, they leave out whole.
# They bear that of who answers.
WITHOUT_TELEPHONE = {"affiche", "affiche-a3", "affiche-lieu", "agenda-quartier"}
WITHOUT_STREET = {"autocollants", "autocollants-ecoute"}  # they hang at the door
WITHOUT_HOURS = {
    "autocollants", "autocollants-ecoute", "besoins", "besoins-gros", "agenda-quartier",
}  # fmt: skip


@pytest.mark.row("CHA-01")
def test_every_face_of_a_record_states_the_same_facts(client, place):
    [one] = facts_of_places([place.pk], now=NOW, site=SITE)
    assert tuple(map(plain, one.hours)) == (
        "Du mardi au vendredi : de 10 h à 12 h 30 et de 14 h à 18 h 30",
        "Fermé : lundi, samedi et dimanche",
    )
    seen = 0
    for name, words in faces_of(place, client):
        facts = [plain(one.nom)]
        facts += [] if name in WITHOUT_STREET else [plain(one.street)]
        facts += [] if name in WITHOUT_TELEPHONE else [plain(one.telephone)]
        facts += [] if name in WITHOUT_HOURS else [plain(one.open_hours[0])]
        for fact in facts:
            assert fact in words, (name, fact, words)
        seen += 1
    assert seen == len(PAPERS) + 3


def test_a_fact_that_changes_changes_on_every_face(client, place):
    place.telephone, place.adresse = "+33199002199", "7 quai du Canal"
    place.horaires = "Mo 09:00-12:00"
    place.save()
    for name, words in faces_of(place, client):
        assert "01 99 00 21 10" not in words, name
        assert "14 h à 18 h 30" not in words, name
        if name not in WITHOUT_TELEPHONE:
            assert "01 99 00 21 99" in words, name


def test_the_slip_and_its_page_state_everything_that_is_known(client, place):
    now = timezone.now()
    today = timezone.localdate(now)
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=today, reason="travaux")
    make_series(
        place=place, title="Premiers pas", first=today, until=today + timedelta(days=40), now=now
    )
    [one] = facts_of_places([place.pk], now=now, site=SITE)
    assert len(one.sessions) == 3
    assert one.closures
    known = [
        *said(one),
        *one.hours,
        *one.closures,
        *one.sessions,
        one.cost,
        one.publics,
        one.access,
        one.languages,
    ]
    known += [one.wheelchair, one.verified, *one.services, *(words for _l, words in one.coming)]
    faces = dict(faces_of(place, client))
    for fact in known:
        for name in ("slip", "fiche", "fiche-gros", "page"):
            assert plain(fact) in faces[name], (name, fact, faces[name])


def test_a_place_without_hours_nor_telephone_says_so(client, quarter):
    place = make_place(nom="Local", telephone="", horaires="", quarter_zone=quarter)
    [one] = facts_of_places([place.pk], now=NOW)
    assert tuple(map(plain, one.hours)) == (
        "Horaires : nous ne savons pas. Appelez avant de venir.",
    )
    words = words_of_pdf(slip([place.pk], now=NOW).pdf)
    assert "Pas de téléphone connu. Demandez au 01 99 00 21 00" in words
    assert "nous ne savons pas" in words


def test_facts_are_read_in_a_fixed_number_of_queries(quarter, django_assert_max_num_queries):
    ids = [make_place(n_offers=2, quarter_zone=quarter).pk for _ in range(12)]
    facts_of_places(ids[:1], now=NOW)
    with django_assert_max_num_queries(13):
        found = facts_of_places(ids, now=NOW)
    assert [one.place_id for one in found] == ids


def test_a_place_that_receives_nobody_is_on_no_paper(quarter):
    place = make_place(state="closed", closed_on=TODAY, quarter_zone=quarter)
    assert facts_of_places([place.pk, place.public_id], now=NOW) == []


@pytest.mark.row("CHA-12")
def test_the_list_of_a_newspaper_is_plain_text(place):
    text = newspaper_list(
        "Clairmaille", facts_of_places([place.pk], now=NOW), CONTACT, edition="Édition du jour"
    )
    lines = text.splitlines()
    assert lines[0] == "CLAIRMAILLE"
    assert place.nom in lines
    assert "Tél. 01\u00a099\u00a000\u00a021\u00a010" in lines
    assert "<" not in text


@pytest.mark.row("CHA-26")
@pytest.mark.parametrize("nom", ["La Filature", "Q" * 120, "Saint-Œuf-l’Évêque – cité ☺ العربية"])
def test_a_quarter_fits_in_one_or_two_text_messages(quarter, nom):
    quarter.nom = nom
    message = zone_message(quarter, CONTACT, "clairmaille.example/q/la-filature/")
    assert message.n_letters <= 306
    assert message.text == gsm(message.text)
    assert n_letters(message.text) == message.n_letters
    assert "01 99 00 21 00" in message.text
    assert message.text.endswith("clairmaille.example/q/la-filature/")
    assert message.link.startswith("sms:?&body=")
    assert " " not in message.link
