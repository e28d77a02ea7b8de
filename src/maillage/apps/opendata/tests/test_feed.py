"""The feed of changes: what became of places, in words, page by page, and nothing of people."""

from datetime import date, timedelta

import pytest
from defusedxml import ElementTree
from django.utils import timezone

from maillage.apps.directory.actions.staff import close_place, edit_place
from maillage.apps.directory.queries import base_version
from maillage.apps.directory.queries.changed_days import changed_days
from maillage.apps.directory.queries.compare import changes, tell
from maillage.apps.directory.tests.conftest import by
from maillage.apps.directory.tests.deliveries import Town, said
from maillage.apps.directory.tests.factories import Zone, make_place
from maillage.apps.imports.queries.history import delivery_history
from maillage.apps.opendata.queries import feed as feeds
from maillage.apps.opendata.tests.asked import answer_of, refusal_of, text_of

pytestmark = pytest.mark.django_db
URL = "/donnees/changements.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
__all__ = ["by"]


@pytest.fixture
def town(by):
    """Return a town whose deliveries tell what they did."""
    town = Town(by)
    tell(lambda: town.facts)
    yield town
    tell(delivery_history)


def ago(days, hour=0):
    """Return noon of a day before today: never in the hour that two days share."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return noon - timedelta(days=days) + timedelta(hours=hour)


def entries(client, url=URL):
    """Return (root, entries) of a feed: titles, words and identities."""
    root = ElementTree.fromstring(text_of(answer_of(client, url)))
    return root, [
        {child.tag.removeprefix(ATOM): (child.text or child.get("href") or "") for child in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def link_to(root, rel):
    found = (one.get("href") for one in root.iter(f"{ATOM}link") if one.get("rel") == rel)
    return next(found, "")


def test_what_became_of_each_place_is_said_in_words_the_newest_first(client, town):
    town.deliver({"a": said("A"), "b": said("B"), "c": said("C")}, now=ago(9))
    phone = said("A", place={"telephone": "+33199002110", "horaires": "Mo 09:00-12:00"})
    town.deliver({"a": phone, "b": said("B")}, now=ago(5))
    close_place(public_id=town.place("b").public_id, on=ago(3).date(), by=town.by, now=ago(3))
    _root, found = entries(client)
    assert [one["title"] for one in found[:3]] == [
        "Sorti de la liste : B (Clairmaille)",
        *sorted(
            ["Changé : A (Clairmaille)", "Sorti de la liste : C (Clairmaille)"],
            key=lambda title: town.place(title.split(" : ")[1][0].lower()).public_id,
        ),
    ]
    words = {one["title"]: one["summary"] for one in found}
    assert words["Changé : A (Clairmaille)"] == "Ce qui a changé : horaires, téléphone du lieu."
    assert words["Sorti de la liste : B (Clairmaille)"] == "Ce lieu est fermé définitivement."
    assert words["Sorti de la liste : C (Clairmaille)"] == "Plus aucune source ne nomme ce lieu."
    assert sum(title.startswith("Ajouté") for title in words) == 3


def test_an_entry_keeps_its_identity_and_its_day(client, town):
    town.deliver({"a": said("A")}, now=ago(9))
    _root, (first,) = entries(client)
    town.deliver({"a": said("A", place={"telephone": "+33199002110"})}, now=ago(4))
    _root, found = entries(client)
    assert found[1] == first
    number = town.place("a").public_id
    assert first["id"] == f"tag:testserver,2026:maillage/lieux/{number}/{ago(9).date()}/added"
    assert first["link"] == f"http://testserver/lieux/{number}/"
    assert first["updated"].startswith(ago(9).date().isoformat())


def test_nobody_is_named(client, town):
    town.deliver({"a": said("A")}, now=ago(9))
    edit_place(
        public_id=town.place("a").public_id,
        values={"telephone": "+33199002111", "contact_nom": "Camille Inventée"},
        by=town.by,
        now=ago(2),
    )
    text = text_of(answer_of(client, URL))
    assert "personne à demander" in text
    for hidden in ("Camille", town.by.get_full_name(), town.by.email, "199002111"):
        assert hidden not in text


def test_what_was_only_said_again_makes_no_entry(client, town):
    town.deliver({"a": said("A")}, now=ago(9))
    town.deliver({"a": said("A")}, now=ago(5))
    _root, found = entries(client)
    assert len(found) == 1


def test_pages_follow_one_another_and_lose_nothing(client, town, monkeypatch):
    rows = {f"k{n}": said(f"Lieu {n}") for n in range(7)}
    town.deliver(rows, now=ago(20))
    for n in range(4):
        rows[f"k{n}"] = said(f"Lieu {n}", place={"telephone": "+33199002110"})
        town.deliver(rows, now=ago(10 - n))
    _root, whole = entries(client)
    for per_page, days in ((3, 14), (50, 2), (1, 1)):
        monkeypatch.setattr(feeds, "PER_PAGE", per_page)
        monkeypatch.setattr(feeds, "DAYS_PER_PAGE", days)
        url, found = URL, []
        while url:
            root, page = entries(client, url.removeprefix("http://testserver"))
            assert len(page) <= per_page
            assert link_to(root, "first") == f"http://testserver{URL}"
            found += page
            url = link_to(root, "next")
        assert found == whole
    assert len(whole) == 11


def test_a_change_of_today_is_not_dated_in_the_future(client, town):
    town.deliver({"a": said("A")}, now=timezone.now())
    root, (entry,) = entries(client)
    assert entry["updated"] <= timezone.localtime().isoformat()
    assert root.find(f"{ATOM}updated").text >= entry["updated"]


def test_a_quarter_or_a_commune_has_its_own_feed(client, town):
    town.deliver({"a": said("A"), "b": said("B")}, now=ago(3))
    commune = Zone.objects.create(kind="commune", code="59999", nom="Clairmaille", slug="ville")
    quarter = Zone.objects.create(kind="quarter", code="f", nom="La Filature", slug="filature")
    place = town.place("a")
    place.quarter_zone, place.commune_zone = quarter, commune
    place.save()
    root, found = entries(client, f"{URL}?quartier=filature")
    assert [one["title"] for one in found] == ["Ajouté : A (Clairmaille)"]
    assert "La Filature" in root.find(f"{ATOM}title").text
    assert root.find(f"{ATOM}id").text.endswith("changements/filature")
    assert len(entries(client, f"{URL}?commune=ville")[1]) == 1
    # A quarter is not a commune, and an unknown one is a problem document.
    assert "Rien n’est publié" in refusal_of(client, f"{URL}?commune=filature", 404)
    refusal_of(client, f"{URL}?quartier=inconnu", 404)


@pytest.mark.parametrize(
    "query",
    [
        "apres=hier",
        "apres=2026-02-30.a",
        "apres=0001-01-01.a",
        "apres=%27",
        "commune=a&quartier=b",
        "qartier=a",
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, query):
    assert refusal_of(client, f"{URL}?{query}")


def test_the_last_page_of_history_is_empty(client):
    assert entries(client, f"{URL}?apres=1990-01-01.a")[1] == []
    assert entries(client)[1] == []


def test_signs_that_xml_cannot_hold_are_left_out(client, town):
    town.deliver({"a": said("Fil\x0b & <b>\ufffe")}, now=ago(2))
    _root, (entry,) = entries(client)
    assert entry["title"] == "Ajouté : Fil & <b> (Clairmaille)"


def test_days_that_may_have_changed_hold_all_that_changed(town):
    town.deliver({"a": said("A"), "b": said("B")}, now=ago(9))
    town.deliver({"a": said("A")}, now=ago(7))
    town.undo(now=ago(6))
    close_place(public_id=town.place("a").public_id, on=date(2026, 1, 1), by=town.by, now=ago(4))
    start, end = ago(20).date(), ago(0).date()
    days = changed_days(start, end)
    assert days == sorted(days, reverse=True)
    day = start
    while day < end:
        nxt = day + timedelta(days=1)
        if list(changes(day, nxt, facts=town.facts)):
            assert nxt in days
        day = nxt
    assert len(days) < 6


def test_queries_do_not_grow_with_the_places(client, town, django_assert_max_num_queries):
    town.deliver({f"k{n}": said(f"L{n}") for n in range(40)}, now=ago(3))
    with django_assert_max_num_queries(30):
        entries(client)
    # Known as long as the base does not change.
    with django_assert_max_num_queries(3):
        entries(client)


def test_a_program_is_told_that_nothing_changed(client):
    make_place()
    answer = answer_of(client, URL)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer_of(client, URL, 304, **{"If-None-Match": answer["ETag"]})
    assert base_version() >= 0
