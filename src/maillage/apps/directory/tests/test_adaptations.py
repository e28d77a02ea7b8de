"""How an offer adapts: pictures, sign language, pace. Said, searched, published."""

import json

import pytest

from maillage.apps.directory.actions.holdings import edit_offer
from maillage.apps.directory.actions.statements import values_of
from maillage.apps.directory.errors import TermUnknown
from maillage.apps.directory.forms.offer import OfferForm
from maillage.apps.directory.forms.search import KNOWN_FEATURES
from maillage.apps.directory.models import Offer, Term
from maillage.apps.directory.queries import all_terms, export_records
from maillage.apps.directory.queries.offer_words import ADAPTATION_ICONS
from maillage.apps.directory.tests.factories import (
    NOW,
    make_equipment,
    make_offer,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of
from maillage.web.sprite import icon_names

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Three places: images and sign language, pace, silence."""
    images = make_place(nom="Escale")
    make_offer(images, title="Le français", adaptations=["pictures", "sign_language"])
    pace = make_place(nom="Maison")
    make_offer(pace, title="Pour commencer", adaptations=["own_pace"])
    silent = make_place(nom="Guichet")
    make_offer(silent, title="Démarches")
    return images, pace, silent


@pytest.mark.row("CHA-09")
def test_offers_are_filtered_by_adaptation(client, town):
    assert names(client.get(RESULTS, {"avec": "adaptation:pictures"})) == ["Escale"]
    assert names(client.get(RESULTS, {"avec": "adaptation:own_pace"})) == ["Maison"]
    both = client.get(RESULTS, {"avec": ["adaptation:sign_language", "adaptation:own_pace"]})
    assert set(names(both)) == {"Escale", "Maison"}


@pytest.mark.row("CHA-09")
def test_who_said_nothing_is_told_apart_and_who_said_another_is_not_there(client, town):
    page = client.get(RESULTS, {"avec": "adaptation:pictures", "inconnus": "1"})
    assert names(page) == ["Escale", "Guichet"]
    assert "Aide adaptée : nous ne savons pas." in said(read(page).main)


def test_each_box_says_how_many_places_it_would_leave(client, town):
    boxes = read(client.get(RESULTS)).select('input[name="avec"]')
    counted = {box["value"]: said(box.parent) for box in boxes}
    assert counted["adaptation:pictures"] == "Documents en images 1 oui, 1 inconnu"
    assert counted["adaptation:own_pace"] == "À votre rythme 1 oui, 1 inconnu"


def test_an_adaptation_that_nobody_has_is_given_up_and_said(client):
    place = make_place(nom="Maison")
    make_offer(place, adaptations=["own_pace"])
    page = client.get(RESULTS, {"avec": "adaptation:hearing_loop"})
    assert names(page) == ["Maison"]
    told = said(read(page).select_one(".note.check"))
    assert "Aucun lieu ne répond avec cette aide adaptée." in told
    assert "Nous avons cherché avec ou sans aide adaptée." in told


def test_signed_language_and_an_adapted_computer_are_adaptations_too(client):
    signs = make_place(nom="Signes", languages=["fr", "lsf"])
    make_offer(signs)
    adapted = make_place(nom="Postes")
    make_offer(adapted)
    make_equipment(adapted, "computer", total=4, adapted=1)
    assert names(client.get(RESULTS, {"avec": "adaptation:sign_language"})) == ["Signes"]
    assert names(client.get(RESULTS, {"avec": "adaptation:adapted_post"})) == ["Postes"]


def test_it_is_found_by_its_words(client, town):
    assert names(client.get(RESULTS, {"q": "LSF"})) == ["Escale"]
    assert names(client.get(RESULTS, {"q": "documents en images"})) == ["Escale"]


def test_a_card_and_a_page_say_it_with_a_pictogram(client, town):
    images, _pace, silent = town
    card = read(client.get(RESULTS, {"avec": "adaptation:pictures"})).select_one("ol.places li")
    told = [said(line) for line in card.select("ul.facts li")]
    assert told[:2] == ["Documents en images", "Langue des signes (LSF)"]
    listed = read(client.get(url_of(images))).find("ul", attrs={"aria-label": "Aide adaptée"})
    drawings = [use["href"].partition("#")[2] for use in listed.select("use")]
    assert drawings == ["pictures", "sign"]
    assert not read(client.get(url_of(silent))).find("ul", attrs={"aria-label": "Aide adaptée"})


def test_each_word_of_the_list_has_its_drawing_and_its_box():
    words = {code for vocabulary, code in all_terms() if vocabulary == "adaptation"}
    assert words == set(ADAPTATION_ICONS)
    assert set(ADAPTATION_ICONS.values()) <= icon_names()
    assert {f"adaptation:{code}" for code in words} <= KNOWN_FEATURES


def test_the_keeper_ticks_them_and_a_word_of_no_list_is_refused(town):
    offer = Offer.objects.get(title="Démarches")
    form = OfferForm(offer=offer)
    assert ("large_print", "Gros caractères") in form.fields["adaptations"].choices
    by = make_user()
    edit_offer(
        public_id=offer.place.public_id,
        offer_id=offer.public_id,
        values={"adaptations": ["large_print"], "contact_nom": "Camille Exemple"},
        by=by,
        now=NOW,
    )
    offer.refresh_from_db()
    assert offer.adaptations == ["large_print"]
    with pytest.raises(TermUnknown):
        edit_offer(
            public_id=offer.place.public_id,
            offer_id=offer.public_id,
            values={"adaptations": ["telepathy"], "contact_nom": "Camille Exemple"},
            by=by,
            now=NOW,
        )


def test_a_word_that_the_steward_adds_is_offered_in_the_search(client, town):
    Term.objects.create(vocabulary="adaptation", code="braille", label="Braille")
    make_offer(make_place(nom="Atelier"), adaptations=["braille"])
    boxes = read(client.get(RESULTS)).select('input[name="avec"]')
    assert "adaptation:braille" in [box["value"] for box in boxes]
    assert names(client.get(RESULTS, {"avec": "adaptation:braille"})) == ["Atelier"]


def test_it_leaves_in_the_exact_export_and_comes_back(town):
    record = next(r for r in export_records() if r.nom == "Escale")
    assert record.extension["local_offer_adaptations"] == ("pictures", "sign_language")
    assert values_of(record)["offer"]["offer_adaptations"] == ["pictures", "sign_language"]


def test_programs_read_it(client, town):
    images = town[0]
    place = json.loads(client.get(f"/api/v1/places/{images.public_id}").content)
    assert place["offers"][0]["adaptations"] == ["pictures", "sign_language"]


def test_the_page_is_said_in_another_language(client, town):
    page = read(client.get(f"{RESULTS}?avec=adaptation:pictures&lang=en"))
    assert "Documents with pictures" in said(page.select_one("ol.places li"))
