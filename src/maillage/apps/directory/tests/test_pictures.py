"""Pages in pictures: each use has its pictogram and at most a few words."""

import re
from datetime import timedelta

import pytest

from maillage.apps.directory.models import Offer
from maillage.apps.directory.queries.needs import NEEDS, answered_needs
from maillage.apps.directory.tests.factories import (
    NOW,
    TemporaryClosure,
    make_equipment,
    make_offer,
    make_place,
)
from maillage.apps.directory.tests.pages import RESULTS, names, read, said, url_of
from maillage.core.standard import Frais, ModaliteAcces, Service
from maillage.web.languages import languages, offered, said_in
from maillage.web.pictures import with_pictures
from maillage.web.sprite import icon_names

pytestmark = pytest.mark.django_db
WEEK = "Mo-Fr 09:00-18:00"


@pytest.fixture
def place():
    """A place of which everything is known."""
    place = make_place(
        nom="Médiathèque",
        horaires=WEEK,
        telephone="+33199002110",
        print_price="10 centimes",
        wheelchair=True,
        languages=["fr", "ar"],
        childcare=True,
    )
    make_equipment(place, "printer", total=1)
    make_equipment(place, "computer", total=4)
    make_offer(
        place,
        services=[Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES],
        frais_a_charge=[Frais.GRATUIT],
        modalites_acces=[ModaliteAcces.SE_PRESENTER],
        adaptations=["pictures"],
    )
    return place


def tiles(page):
    """Return (pictogram, words) of each tile of a page or of a part of one."""
    return [
        (tile.find("use")["href"].partition("#")[2], said(tile))
        for tile in page.select(".tiles li")
    ]


def n_words(text):
    """Return how many words a person reads: not the numbers of a price, an hour, a telephone."""
    return len([word for word in text.split() if re.search(r"[^\W\d_]", word)])


@pytest.mark.row("CHA-10")
def test_in_pictures_each_use_has_its_pictogram_and_at_most_four_words(client, place):
    front = read(client.get("/?images=oui"))
    uses = tiles(front.main)
    assert len(uses) == len(NEEDS)
    assert len({drawing for drawing, _words in uses}) == len(NEEDS)  # to each its own
    results = read(client.get(front.select_one(".tiles a[href*=imprimer]")["href"]))
    sheet = read(client.get(results.select_one(".shown h2 a")["href"]))
    for page in (front, results, sheet):
        shown = tiles(page.main)
        assert shown
        for drawing, words in shown:
            assert drawing in icon_names()
            assert 0 < n_words(words) <= 4 or words == "01 99 00 21 10", words


@pytest.mark.row("CHA-10")
def test_the_uses_of_a_place_are_drawn_on_its_card_and_its_page(client, place):
    wanted = {("print", "Imprimer"), ("computer", "Ordinateur"), ("procedure", "Démarches")}
    card = read(client.get(RESULTS, {"besoin": "imprimer", "images": "oui"})).select_one(".shown")
    assert wanted <= set(tiles(card))
    assert wanted <= set(tiles(read(client.get(url_of(place), {"images": "oui"})).main))


@pytest.mark.parametrize("code", sorted(offered(unfinished=False)))
def test_uses_are_short_in_every_language(code):
    with said_in(code):
        for need in NEEDS:
            assert len(str(need.short).split()) <= 4, (languages()[code].name, str(need.short))


def test_a_page_says_open_price_telephone_and_week(client, place, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = read(client.get(url_of(place), {"images": "oui"}))
    shown = tiles(page.main)
    assert ("clock", "Ouvert") in shown
    assert ("clock", "9 h – 18 h") in shown
    assert ("print", "10 centimes") in shown
    assert ("free", "Gratuit") in shown
    assert ("pictures", "Documents en images") in shown
    assert page.select_one(".tiles a[href='tel:+33199002110']")
    week = [said(day) for day in page.select(".week li")]
    assert week[0].startswith("Lundi")
    assert week[6] == "Dimanche Fermé"
    assert "today" in page.select(".week li")[1]["class"]


def test_a_closed_place_says_when_it_opens(client, monkeypatch):
    place = make_place(nom="Guichet", horaires="Th 14:00-16:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    shown = tiles(read(client.get(url_of(place), {"images": "oui"})).main)
    assert shown[0] == ("closed", "Fermé")
    assert ("appointment", "jeudi 14 h – 16 h") in shown
    TemporaryClosure.objects.create(place=place, starts_on=NOW.date(), ends_on=NOW.date())
    shown = tiles(read(client.get(url_of(place), {"images": "oui"})).main)
    assert ("closed", "Fermé") in shown
    assert ("appointment", "jeudi 14 h – 16 h") not in shown


def test_days_that_a_file_lost_are_drawn_as_unknown_neither_open_nor_closed(client, monkeypatch):
    place = make_place(nom="Guichet", horaires="Mo,Tu,Th,Fr,Sa,Su unknown; We 14:00-16:00")
    # A Wednesday evening: the next one is in a week, and nobody knows of the days between.
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: NOW + timedelta(days=(2 - NOW.weekday()) % 7, hours=9)
    )
    page = read(client.get(url_of(place), {"images": "oui"}))
    shown = tiles(page.main)
    assert shown[0] == ("closed", "Fermé")
    assert ("unknown", "Horaires : demandez") in shown
    assert not [words for _icon, words in shown if words.startswith("mercredi")]
    icons = [day.select_one("use")["href"].rsplit("#")[-1] for day in page.select(".week li")]
    assert [icons[0], icons[2], icons[6]] == ["unknown", "verified", "unknown"]


def test_what_nobody_said_is_drawn_as_unknown_and_never_as_no(client):
    place = make_place(nom="Silence")
    make_offer(place)
    page = read(client.get(url_of(place), {"images": "oui"}))
    unknown = [said(tile) for tile in page.select(".tiles li.unknown")]
    assert unknown == ["Horaires : demandez", "Prix : demandez"]
    assert "Pas de fauteuil" not in said(page.main)


def test_the_choice_is_kept_by_the_address_then_by_a_cookie_that_says_only_that(client, place):
    assert not client.get("/").cookies
    first = client.get("/?images=oui")
    kept = first.cookies["images"]
    assert (kept.value, kept["samesite"], kept["httponly"]) == ("oui", "Lax", True)
    again = client.get(RESULTS, {"besoin": "imprimer"})
    assert read(again).select_one(".shown")
    assert "Cookie" in again["Vary"]
    back = client.get(RESULTS, {"images": "non"})
    assert names(back) == ["Médiathèque"]
    assert back.cookies["images"].value == ""
    assert not read(client.get("/")).select_one(".tiles")


def test_without_a_cookie_links_carry_the_choice(client, place):
    page = read(client.get("/?images=oui"))
    client.cookies.clear()
    for link in page.main.select(".tiles a"):
        assert "images=oui" in link["href"]
    results = read(client.get(page.main.select_one(".tiles a")["href"]))
    client.cookies.clear()
    assert results.select_one(".shown h2 a")["href"].endswith("?images=oui")


def test_the_pages_in_words_lead_there_and_the_others_do_not(client, place):
    for address in ("/", RESULTS, url_of(place)):
        link = read(client.get(address)).select_one("header a[href*='images=oui']")
        assert said(link) == "En images", address
        page = client.get(address, {"images": "oui"})
        assert b"web/pictures.css" in page.content
        assert said(read(page).select_one("header a[href*='images=non']")) == "Avec des mots"
        client.cookies.clear()
    other = client.get("/programmes/rien/", {"images": "oui"})
    assert "images" not in other.cookies
    assert b"pictures.css" not in client.get("/donnees/", {"images": "oui"}).content


def test_nobody_answers_or_what_is_near_is_said_in_few_words(client):
    empty = read(client.get(RESULTS, {"besoin": "scanner", "images": "oui"}))
    assert "Aucun lieu. Appelez." in said(empty.main)
    make_offer(make_place(nom="Payante"), uses=["loan"], frais_a_charge=[Frais.PAYANT])
    asked = {"besoin": "emprunter", "avec": f"cost:{Frais.GRATUIT}", "images": "oui"}
    near = read(client.get(RESULTS, asked))
    assert "Rien d’exact. Voici le plus proche." in said(near.main)
    assert ("money", "Payant") in tiles(near.main)


def test_a_place_that_may_answer_is_marked(client, place):
    other = make_place(nom="Cyberbase")
    make_equipment(other, "computer", total=2)
    first = read(client.get(RESULTS, {"besoin": "imprimer", "images": "oui"}))
    more = next(a for a in first.select(".tiles a") if said(a) == "Peut-être")
    page = read(client.get(more["href"]))
    shown = {said(li.select_one("h2 span + span")): said(li) for li in page.select(".shown > li")}
    assert "Peut-être : appelez." in shown["Cyberbase"]
    assert "Peut-être" not in shown["Médiathèque"]


def test_a_place_closed_for_good_says_so_in_whole_sentences(client):
    place = make_place(nom="Ancien", state="closed", closed_on=NOW.date())
    page = read(client.get(url_of(place), {"images": "oui"}))
    assert "Ce lieu est fermé définitivement" in said(page.main)


def test_one_reason_is_said_once():
    features = ["service:Aide aux démarches administratives"]
    assert [need.code for need in answered_needs(features)] == ["demarche"]
    assert answered_needs([]) == []


def test_an_address_keeps_what_it_asks():
    assert with_pictures("/lieux/?q=a#b") == "/lieux/?q=a&images=oui#b"
    assert with_pictures("") == ""


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for number in range(12):
        made = make_place(nom=f"Lieu {number:02}")
        make_equipment(made, "printer", total=1)
        make_offer(made, adaptations=["pictures"])
    client.get(RESULTS, {"besoin": "imprimer", "images": "oui"})
    with django_assert_max_num_queries(20):
        client.get(RESULTS, {"besoin": "imprimer", "images": "oui"})
    with django_assert_max_num_queries(11):
        client.get(RESULTS, {"besoin": "imprimer", "images": "non"})
    assert Offer.objects.count() == 12
