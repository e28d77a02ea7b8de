"""Given back to a producer: what we corrected, what is said otherwise, and their own file."""

import csv
import io
from datetime import timedelta

import pytest
import python_calamine
from django.utils import timezone

from maillage.apps.directory.actions import confirm, join_places
from maillage.apps.directory.queries import find_place_by_alias
from maillage.apps.directory.tests.factories import Place, make_user
from maillage.apps.imports.actions import returning, run_delivery
from maillage.apps.imports.actions.returning import purge_returns
from maillage.apps.imports.queries.returns import returns_folder
from maillage.apps.imports.tests.factories import place_row
from maillage.apps.imports.tests.screen import (
    BACKEND,
    imported,
    shown,
    table,
)
from maillage.sources.catalog import get_source
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
SOURCE = "national:mjc"
PAGE = f"/pro/livraisons/rendre/{SOURCE}/"


def prepared(desk):
    """Ask for the return on its page, let the worker prepare it, and return the page."""
    assert desk.post(f"{PAGE}preparer/").status_code == 302
    run_waiting()
    return shown(desk, PAGE)


def downloaded(desk, name):
    answer = desk.get(f"{PAGE}{name}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_producer_reads_that_days_were_lost_and_the_file_keeps_what_it_said(
    desk,
    tmp_path,
):
    rows = [place_row(n, horaires="Sa 09:00-12:00") for n in range(11)]
    rows[0]["telephone"] = "01 99 00 10 01"
    imported(desk, table(tmp_path, rows))
    text = prepared(desk)
    assert "11 lieux sur les 11 qui disent des horaires n’ouvrent que le samedi" in text
    corrected = rows_of(downloaded(desk, "corrige"))
    assert corrected[0]["telephone"] == "+33199001001"
    # What is not known is not written in the producer's name.
    assert {row["horaires"] for row in corrected} == {"Sa 09:00-12:00"}


ROWS = [
    place_row(1, telephone="01 99 00 10 01"),
    place_row(2, nom="  Espace   du Rouet ", site_web="www.rouet.example"),
    place_row(3, services="Repas chauds"),
    place_row(4, nom=""),
]


def test_the_corrected_file_says_the_same_with_fewer_corrections(desk, tmp_path):
    content = table(tmp_path, ROWS)
    first = imported(desk, content)
    text = prepared(desk)
    assert "Numéro de téléphone" in text or "téléphone" in text
    corrected = downloaded(desk, "corrige")
    before, after = rows_of(content), rows_of(corrected)
    assert [row["id"] for row in before] == [row["id"] for row in after]
    assert after[0]["telephone"] == "+33199001001"
    assert after[1]["nom"] == "Espace du Rouet"
    assert after[2] == before[2]
    assert after[3] == before[3]
    again = imported(desk, corrected)
    assert again.n_in == first.n_in
    assert again.n_refused == first.n_refused
    assert not again.report["corrections"]


def test_a_value_that_the_place_confirmed_is_written_back(desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    place = find_place_by_alias(SOURCE, "lieu-1")
    Place.objects.filter(pk=place.pk).update(horaires="Mo-We 10:00-12:00")
    confirm(place.public_id, speaker="place", how="link", now=timezone.now())
    text = prepared(desk)
    assert "le lieu l’a confirmé" in text
    assert "Mo-We 10:00-12:00" in text
    after = rows_of(downloaded(desk, "corrige"))
    assert after[0]["horaires"] == "Mo-We 10:00-12:00"
    standard = rows_of(downloaded(desk, "standard.csv"))
    assert {row["id"] for row in standard} == {"lieu-1", "lieu-2", "lieu-3"}
    assert standard[0]["horaires"] == "Mo-We 10:00-12:00"


def test_the_report_tells_nobody_of_the_team(desk, tmp_path, person):
    imported(desk, table(tmp_path, ROWS))
    place = find_place_by_alias(SOURCE, "lieu-1")
    by = make_user(role="coordinator")
    by.name = "Personne Inventée"
    by.save()
    confirm(place.public_id, speaker="city", how="phone", by=by, now=timezone.now())
    text = prepared(desk)
    everything = [downloaded(desk, name) for name in ("rapport.html", "rapport.csv", "lettre.txt")]
    for said in [text.encode().partition(b"<main")[2], *everything]:
        assert b"Personne Invent" not in said
        assert by.email.encode() not in said


# ---------------------------------------------------------------- what else the report says


def test_before_the_first_delivery_there_is_nothing_to_give_back(desk):
    assert desk.get(PAGE).status_code == 404
    assert desk.post(f"{PAGE}preparer/").status_code == 404
    assert desk.get("/pro/livraisons/rendre/%00/").status_code == 404


def test_before_it_is_prepared_the_page_says_what_it_will_be(desk, tmp_path):
    delivery = imported(desk, table(tmp_path, ROWS))
    assert "Rien ne change dans la base" in shown(desk, PAGE)
    for name in ("rapport.html", "rapport.csv", "rapport.xlsx", "lettre.txt", "corrige"):
        answer = desk.get(f"{PAGE}{name}")
        assert answer.status_code == 409
        assert "préparez-le d’abord" in answer.content.decode()
    link = f'href="{PAGE}"'
    assert link in shown(desk, f"/pro/livraisons/{delivery.pk}/")
    assert link in shown(desk, f"/pro/livraisons/?source={SOURCE}")


def test_two_clicks_prepare_once_and_the_page_follows_the_work(desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    desk.post(f"{PAGE}preparer/")
    desk.post(f"{PAGE}preparer/")
    assert "Nous préparons ce qui sera rendu" in shown(desk, PAGE)
    part = desk.get(PAGE, headers={"HX-Request": "true"})
    assert "suivi" in part.content.decode()
    assert run_waiting() == 1
    done = desk.get(PAGE, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"


def test_a_file_that_is_not_kept_is_said_and_the_rest_is_there(tmp_path, desk):
    path = tmp_path / "a.csv"
    path.write_bytes(table(tmp_path, ROWS))
    run_delivery(path, get_source(SOURCE), now=timezone.now())
    text = prepared(desk)
    assert "n’est plus gardé" in text
    assert f"{PAGE}corrige" not in text
    assert desk.get(f"{PAGE}corrige").status_code == 409
    lines = rows_of_semicolons(downloaded(desk, "rapport.csv"))
    assert {line["dans le fichier corrigé"] for line in lines} == {"non"}
    (phone,) = [line for line in lines if line["champ"] == "Téléphone du lieu"]
    assert (phone["ligne"], phone["chez nous"]) == ("2", "+33199001001")


def rows_of_semicolons(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_closed_places_doubles_and_what_is_around_are_told(desk, tmp_path, person):
    rows = [*ROWS[:3], place_row(5), place_row(6)]
    imported(desk, table(tmp_path, rows))
    other = tmp_path / "autre.csv"
    other.write_bytes(table(tmp_path, [place_row(40)]))
    run_delivery(other, get_source("national:autre"), now=timezone.now())
    one, two = (find_place_by_alias(SOURCE, f"lieu-{n}") for n in (5, 6))
    evidence = {"pieces": [{"field": "phone", "says": "for", "words": "même téléphone"}]}
    join_places(one.pk, two.pk, evidence=evidence, now=timezone.now())
    closed = find_place_by_alias(SOURCE, "lieu-3")
    Place.objects.filter(pk=closed.pk).update(state="closed", closed_on="2026-10-01")
    text = prepared(desk)
    assert "lieu-5" in text
    assert "même téléphone" in text
    assert "la ville dit ce lieu fermé définitivement, depuis le" in text
    assert "1 lieu montré aux habitants de ces communes n’est pas dans votre fichier" in text
    assert "/donnees/ouvertes/" in text
    letter = downloaded(desk, "lettre.txt").decode()
    assert "peut-être un même lieu : 1." in letter
    assert "Lieux fermés ou partis : 1." in letter
    assert "http://testserver/donnees/ouvertes/" in letter


def test_the_report_stands_alone(desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    prepared(desk)
    page = downloaded(desk, "rapport.html").decode()
    assert "<script" not in page
    assert page.count("<link") == 1
    assert 'href="data:text/css;base64,' in page
    assert "/pro/" not in page
    book = downloaded(desk, "rapport.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert sheet.to_python()[0][:3] == ["rubrique", "ligne", "identifiant"]


def test_a_newer_delivery_is_said_and_the_file_of_the_last_one_is_given(desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    prepared(desk)
    imported(desk, table(tmp_path, [*ROWS[:3], place_row(7, telephone="01 99 00 10 07")]))
    assert "Une livraison plus récente est arrivée" in shown(desk, PAGE)
    assert "plus récente" not in prepared(desk)
    assert [row["id"] for row in rows_of(downloaded(desk, "corrige"))][-1] == "lieu-7"


def test_what_is_prepared_is_purged(desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    prepared(desk)
    (next(returns_folder().iterdir()) / "listed-then-gone").symlink_to("nowhere")
    assert purge_returns(now=timezone.now()) == 0
    assert purge_returns(now=timezone.now() + timedelta(days=8)) == 1
    assert desk.get(f"{PAGE}corrige").status_code == 409


def test_a_failure_is_said_and_what_was_there_stays(desk, tmp_path, monkeypatch):
    imported(desk, table(tmp_path, ROWS))
    prepared(desk)

    def broken(*_args, **_words):
        raise OSError

    monkeypatch.setattr(returning, "rewritten", broken)
    text = prepared(desk)
    assert "La préparation s’est arrêtée" in text
    assert downloaded(desk, "corrige")


def test_only_those_who_keep_the_base_read_it(client, desk, tmp_path):
    imported(desk, table(tmp_path, ROWS))
    prepared(desk)
    client.force_login(make_user(role="elected"), backend=BACKEND)
    for name in ("", "rapport.csv", "corrige", "standard.csv"):
        assert client.get(f"{PAGE}{name}").status_code == 403


def test_no_cell_of_the_report_is_a_formula(desk, tmp_path):
    imported(desk, table(tmp_path, [place_row(1, nom='=HYPERLINK("x")  y', services="@SUM(1)")]))
    prepared(desk)
    for line in rows_of_semicolons(downloaded(desk, "rapport.csv")):
        assert not any(cell.startswith(("=", "@")) for cell in line.values())
