"""The page that compares the base at two dates, as those who keep it read it."""

import csv
from datetime import UTC, date, datetime

import pytest

from maillage.apps.directory.actions import Statement, publish_statements
from maillage.apps.directory.actions.staff import close_place, edit_place
from maillage.apps.directory.queries import ZoneFinder, find_place_by_alias
from maillage.apps.directory.tests.desk import desk, person, text, url
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.directory.tests.pages import make_quarter, read, said

pytestmark = pytest.mark.django_db
__all__ = ["desk", "person"]
SOURCE = "clairmaille"
JUNE = {"du": "2026-06-01", "au": "2026-06-10"}
ADDRESS = {"commune": "Clairmaille", "code_insee": "59999", "code_postal": "59999"}


def at(day):
    return datetime(2026, 6, day, 12, tzinfo=UTC)


def deliver(*noms, now, **place):
    """Publish what a source says of some places."""
    publish_statements(
        [
            Statement(
                key=nom,
                content_hash=f"{nom}{sorted(place.items())}"[:32],
                payload={},
                values={"place": {"nom": nom, **ADDRESS, **place}, "offer": {}},
                stated_on=now.date(),
                line=1,
            )
            for nom in noms
        ],
        source=SOURCE,
        delivery=1,
        now=now,
        zones=ZoneFinder(today=now.date()),
    )


def number(nom):
    return find_place_by_alias(SOURCE, nom).public_id


def test_without_a_question_the_page_offers_the_last_month(desk):
    page = read(desk.get(url("compare")))
    assert page.find("input", {"name": "du"})["value"]
    assert "Choisissez deux jours" in said(page.find("main"))
    assert not page.select(".figs")


@pytest.mark.row("DAT-05")
def test_counts_come_first_then_each_list_with_words_and_origins(desk, person):
    deliver("Atelier", "Bibliothèque", now=at(1))
    deliver("Café", now=at(3))
    who = {"by": person, "now": at(4)}
    edit_place(public_id=number("Atelier"), values={"telephone": "+33199002110"}, **who)
    close_place(public_id=number("Bibliothèque"), on=date(2026, 6, 2), **who)
    page = read(desk.get(url("compare"), JUNE))
    figures = [said(figure) for figure in page.select(".fig")]
    assert figures[0].startswith("1 lieu ajouté sur 2 dans la liste le 10 juin 2026")
    assert figures[1].startswith("1 lieu sorti de la liste sur 2 dans la liste le 1er juin 2026")
    assert [said(a) for a in page.select(".queue a")] == ["Café"]
    closed = read(desk.get(url("compare"), JUNE | {"voir": "closed"}))
    assert "Fermé définitivement – corrigé par Dominique Exemple, le 4 juin 2026" in said(
        closed.select_one(".queue")
    )
    changed = read(desk.get(url("compare"), JUNE | {"voir": "changed"}))
    assert "Téléphone du lieu : rien → 01 99 00 21 10" in said(changed.select_one(".queue"))
    assert changed.select_one(".queue a")["href"] == url("staff_place", number("Atelier"))
    none = read(desk.get(url("compare"), JUNE | {"voir": "reopened"}))
    assert "Aucun lieu dans cette liste" in said(none.select_one(".empty"))


def test_a_quarter_narrows_and_a_name_that_is_none_is_refused_in_words(desk):
    make_quarter()
    deliver("Atelier", now=at(3))
    page = read(desk.get(url("compare"), JUNE | {"ou": "clairmaille"}))
    assert "Clairmaille" in said(page.select_one(".lead"))
    assert [said(a) for a in page.select(".queue a")] == ["Atelier"]
    response = desk.get(url("compare"), JUNE | {"ou": "Clairmaile"})
    assert response.status_code == 422
    assert "Voulez-vous dire « Clairmaille »" in text(response)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"du": "2026-06-10", "au": "2026-06-01"}, "doit venir avant"),
        ({"du": "2026-06-10", "au": "2026-06-10"}, "doit venir avant"),
        ({"du": "2026-06-31", "au": "2026-06-01"}, "Ce jour n’existe pas"),
        ({"du": "2026-06-01", "au": "2999-01-01"}, "pas encore venu"),
        ({"du": "", "au": ""}, "nécessaire"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(desk, days, words):
    for route in ("compare", "compare_csv"):
        response = desk.get(url(route), days)
        assert response.status_code == 422
        assert words in text(response)


def test_long_lists_are_read_page_by_page(desk):
    deliver(*(f"Lieu {n:03}" for n in range(60)), now=at(3))
    first = read(desk.get(url("compare"), JUNE))
    assert len(first.select(".queue > li")) == 50
    assert "1 à 50 sur 60" in said(first.find("main"))
    second = read(desk.get(first.find("a", rel="next")["href"]))
    assert [said(a) for a in second.select(".queue a")][-1] == "Lieu 059"
    assert second.find("a", rel="prev")
    assert not second.find("a", rel="next")
    lost = read(desk.get(url("compare"), JUNE | {"a": "5000", "voir": "rien"}))
    assert len(lost.select(".queue > li")) == 50


def test_the_table_to_download_runs_no_formula(desk, person):
    deliver("=SOMME(A1)", now=at(1))
    deliver("=SOMME(A1)", now=at(3), horaires="Mo 09:00-12:00")
    response = desk.get(url("compare_csv"), JUNE)
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    (row,) = csv.DictReader(lines, delimiter=";")
    assert row["lieu"] == "'=SOMME(A1)"
    assert (row["champ"], row["avant"], row["après"]) == ("Horaires", "rien", "Mo 09:00-12:00")
    assert row["le"] == "2026-06-03"


def test_who_corrected_is_not_told_to_an_elected_member(client, person):
    deliver("Atelier", now=at(1))
    edit_place(public_id=number("Atelier"), values={"ask_for": "Sonner"}, by=person, now=at(4))
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(make_user(role="elected", name="Camille Exemple"), backend=backend)
    page = read(client.get(url("compare"), JUNE))
    assert "corrigé par une personne du réseau" in said(page.find("main"))
    assert "Dominique" not in said(page.find("main"))
    assert page.select_one(".queue a")["href"] == url("place", number("Atelier"))
    client.force_login(make_user(role=""), backend=backend)
    assert client.get(url("compare"), JUNE).status_code == 403


def test_the_days_in_the_form_are_those_of_the_question(desk):
    page = read(desk.get(url("compare"), JUNE))
    assert page.find("input", {"name": "du"})["value"] == "2026-06-01"
    assert page.find("input", {"name": "au"})["value"] == "2026-06-10"
