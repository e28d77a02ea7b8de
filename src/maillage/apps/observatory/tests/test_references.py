"""Printed numbers: as printed, beside what their counts give; never one population over another."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps import observatory
from maillage.apps.directory.tests.factories import (
    AuditRow,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.observatory.actions.registers import edit_reference
from maillage.apps.observatory.errors import CountsNotOfOnePopulation
from maillage.apps.observatory.models import ReferenceFigure
from maillage.apps.observatory.queries.actors import actors_in_priority
from maillage.apps.observatory.queries.references import (
    half_up,
    never_divided,
    references,
)
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    block,
    make_dataset,
    make_figure,
    make_measure,
    make_zone,
    statement,
)
from maillage.apps.observatory.tests.registers import (
    REFERENCE,
    make_diagnosis,
    make_finding,
    make_reference,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
PAGE = "/pro/observatoire/reperes/"
FORM = {name: str(value).replace(".", ",") for name, value in REFERENCE.items()}


@pytest.fixture
def keeper(client):
    client.force_login(make_user(role="data_steward"))
    return client


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").replace("\u202f", " ").split())


def page(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def line(found, code):
    return said(found.select_one(f"tr#{code}"))


@pytest.mark.row("OBS-29", "WRN-16")
def test_a_printed_share_is_beside_what_the_counts_give_and_the_difference_is_flagged(keeper):
    found = page(keeper)
    share = line(found, "porte-du-hainaut-qpv-part")
    assert "19,3 %" in share
    assert "18,8 % calculé à partir des comptes : 30 000 sur 160 000" in share
    assert "Le texte imprime 19,3 % : les deux diffèrent." in share
    whole = line(found, "porte-du-hainaut-geographie-part")
    assert "61,3 % calculé à partir des comptes : 98 000 sur 160 000" in whole
    assert "Le texte imprime 62 % : les deux diffèrent." in whole
    total = line(found, "porte-du-hainaut-geographie")
    assert "98 000 calculé : 30 000 + 68 000" in total
    assert "diffèrent" not in total
    assert "2 ne sont pas ce que donnent les comptes" in said(found.select_one(".lead"))


@pytest.mark.row("WRN-14")
def test_the_door_to_door_names_the_base_of_each_share_and_tells_target_from_result(keeper):
    found = page(keeper)
    total = line(found, "porte-a-porte-logements")
    assert "459 calculé : 349 + 48 + 62" in total
    assert "349 calculé : 288 + 61" in line(found, "porte-a-porte-ouvertes")
    for code, printed, computed, base in (
        ("ouvertes", "76 %", "76 % calculé à partir des comptes : 349 sur 459", "logements visés"),
        ("vacants", "10 %", "10,5 % calculé à partir des comptes : 48 sur 459", "logements visés"),
        ("absents", "14 %", "13,5 % calculé à partir des comptes : 62 sur 459", "logements visés"),
        ("entretiens", "83 %", "82,5 % calculé à partir des comptes : 288 sur 349", "ouvertes"),
        ("refus", "17 %", "17,5 % calculé à partir des comptes : 61 sur 349", "portes ouvertes"),
        ("non-concernes", "30 %", "30,2 % calculé à partir des comptes : 87 sur 288", "entretiens"),
    ):
        words = line(found, f"porte-a-porte-{code}-part")
        assert printed in words
        assert computed in words
        assert base in words
        assert "Le texte imprime la même chose." in words
    target = line(found, "porte-a-porte-objectif")
    assert (
        "Un objectif, pas un résultat. Calculé : 288 entretiens faits sont 64 % de 450." in target
    )
    assert "201 autres (288 − 87)" in line(found, "porte-a-porte-non-concernes-part")


def test_what_is_computed_beside_printed_counts_is_what_they_give(keeper):
    found, value = page(keeper), {one.code: one.value for one in references()}
    per_place = value["mediateurs-hdf"] / value["lieux-mediation-hdf"]
    assert f"{per_place:n} médiateur".replace(".", ",") in line(found, "mediateurs-hdf")
    by_mediator = value["travailleurs-sociaux-hdf"] / value["mediateurs-hdf"]
    assert f"{by_mediator:n} travailleurs" in line(found, "travailleurs-sociaux-hdf")
    assert value["porte-du-hainaut-communes-qpv"] - 4 == 10
    assert "il en reste 10" in line(found, "porte-du-hainaut-communes-qpv")
    assert half_up(100 * 288 / value["porte-a-porte-objectif"]) == 64


@pytest.mark.row("OBS-07", "OBS-08")
def test_a_gap_is_in_points_and_sobriety_has_its_note(keeper):
    found = page(keeper)
    gaps = {one.code: one.gap_points for one in references() if one.gap_points is not None}
    assert gaps["ordinateur-qpv"] == -14
    assert gaps["non-maitrise-qpv"] == 13
    assert gaps["smartphone-qpv"] == -4
    assert "75 % 89 % −14 points" in line(found, "ordinateur-qpv")
    assert "37 % 24 % +13 points" in line(found, "non-maitrise-qpv")
    assert "87 % 91 % −4 points" in line(found, "smartphone-qpv")
    by_choice = line(found, "limite-volontaire-qpv")
    assert "3 % 18 % −15 points" in by_choice
    assert "un discours de sobriété n’est pas leur besoin" in by_choice


@pytest.mark.row("OBS-06")
def test_what_people_have_here_is_beside_what_the_barometer_prints(keeper):
    assert "Pas encore d’enquête ici." in line(page(keeper), "tablette-qpv")
    zone = make_zone("q-pile", kind="quarter", nom="La Pile")
    dataset = make_dataset("enquete", title="Enquête de porte à porte")
    for code, value in (
        ("smartphone_pct", 82), ("home_computer_pct", 61), ("tablet_pct", 40),
    ):  # fmt: skip
        make_figure(zone, make_measure(code, family="practice", direction=0), value,
                    dataset=dataset)  # fmt: skip
    found = page(keeper)
    for code, printed, here in (
        ("smartphone-qpv", "87 %", "82 %"),
        ("ordinateur-qpv", "75 %", "61 %"),
        ("tablette-qpv", "48 %", "40 %"),
    ):
        words = line(found, code)
        assert printed in words
        assert "habitants de 18 à 59 ans des quartiers prioritaires" in words
        assert f"La Pile : {here}, 2024 Enquête de porte à porte" in words


@pytest.mark.row("OBS-05")
@pytest.mark.parametrize("missing", ["source", "population", "territory", "nom", "value"])
def test_a_number_without_its_source_is_refused_by_the_form_and_nothing_is_kept(keeper, missing):
    answer = keeper.post(PAGE + "ajouter/", FORM | {missing: " "})
    assert answer.status_code == 422
    assert not ReferenceFigure.objects.exists()
    if missing != "value":
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reference(**{missing: ""})
    assert keeper.post(PAGE + "ajouter/", FORM).status_code == 302
    kept = ReferenceFigure.objects.get()
    assert (kept.value, kept.source) == (64.0, REFERENCE["source"])
    assert REFERENCE["source"] in said(page(keeper).select_one("main"))


def test_no_number_of_any_page_of_numbers_is_without_its_source(keeper):
    make_reference()
    rows = page(keeper).select("tr[id]")
    assert len(rows) == len(references())
    assert all("Source :" in said(row) for row in rows)


def test_a_number_is_corrected_taken_back_and_the_journal_keeps_it(keeper):
    code = make_reference(check_counts={"numerator": 8, "denominator": 12}).code
    form = page(keeper, f"{PAGE}{code}/corriger/")
    assert form.select_one("[name=numerator]")["value"] == "8"
    changed = FORM | {"value": "66,7", "numerator": "8", "denominator": "12"}
    assert keeper.post(f"{PAGE}{code}/corriger/", changed).status_code == 302
    assert "Le texte imprime la même chose." in line(page(keeper), code)
    assert keeper.post(f"{PAGE}{code}/retirer/").status_code == 302
    assert not ReferenceFigure.objects.exists()
    row = AuditRow.objects.get(action="withdraw_reference")
    assert row.before["source"] == REFERENCE["source"]
    # What Maillage brings is not the city's to take back.
    assert keeper.post(f"{PAGE}smartphone-qpv/retirer/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"compared": "3"}, "compared_population"),
        ({"compared_population": "les autres"}, "compared_population"),
        ({"numerator": "8"}, "denominator"),
        ({"numerator": "12", "denominator": "8"}, "denominator"),
        ({"numerator": "8", "denominator": "12", "unit": "people"}, "numerator"),
        ({"numerator": "513 000", "denominator": "800000"}, "denominator"),
    ],
)
def test_half_a_comparison_or_a_ratio_of_two_populations_is_refused(keeper, wrong, field):
    answer = keeper.post(PAGE + "ajouter/", FORM | wrong)
    assert answer.status_code == 422
    found = BeautifulSoup(answer.content, "html.parser")
    assert found.select_one(f".bad [name={field}]")


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_rounded_as_people_do(part, whole):
    share = 100 * part / whole
    assert abs(half_up(share, 1) - share) <= 0.05 + 1e-9
    assert half_up(61.25, 1) == 61.3
    assert half_up(61.25, 0) == 61


@pytest.mark.row("OBS-11")
def test_an_activity_waits_for_its_values_and_takes_them(keeper):
    before = page(keeper)
    assert said(before.select_one("#usages")).startswith("Ce que l’on fait")
    table = before.find("section", {"aria-labelledby": "usages"}).table
    assert said(table).count("valeurs non fournies") == 9
    keeper.post(PAGE + "ajouter/", FORM | {"activity": "courses", "scale": "echelle-qpv"})
    part = page(keeper).find("section", {"aria-labelledby": "usages"})
    assert said(part.table).count("valeurs non fournies") == 8
    assert "64 %" in said(part.svg)


@pytest.mark.row("OBS-09")
def test_eleven_actors_of_twenty_in_a_priority_neighbourhood_are_55_per_cent(keeper):
    load_zones([statement("qpv", "QN05999A", block(0, 0, 2, 2))])
    inside, outside = (0.0005, 3.0005), (0.5, 3.5)
    for number in range(20):
        actor = make_organisation()
        at = inside if number < 11 else outside
        make_place(organisation=actor, latitude=at[0], longitude=at[1])
        # A second place elsewhere changes nothing: an actor counts once.
        make_place(organisation=actor, latitude=outside[0], longitude=outside[1])
    make_place(organisation=make_organisation(), latitude=None, longitude=None)
    make_place(structure_parente="", organisation=None)
    found = actors_in_priority(today=TODAY)
    assert (found.n_inside, found.n, found.n_unplaced, found.n_nameless) == (11, 20, 1, 1)
    assert "55 % : 11 organisations sur 20" in said(page(keeper).select_one("main"))


@pytest.mark.row("WRN-18")
def test_no_page_divides_800_000_by_513_000(keeper):
    make_diagnosis()
    make_finding()
    load_zones([statement("qpv", "QN05999A", block(0, 0, 2, 2))])
    ratio = re.compile(r"(?<!\d)(155[,.]9|156[,.]0?|64[,.]1|1[,.]5[56]|0[,.]64)")
    seen = 0
    for pattern in get_resolver("maillage.apps.observatory.urls").url_patterns:
        if pattern.pattern.converters:
            continue
        answer = keeper.get(reverse(f"observatory:{pattern.name}"))
        content = answer.getvalue() if answer.streaming else answer.content
        if answer.status_code == 200 and b"PK" not in content[:2]:
            seen += 1
            text = BeautifulSoup(content, "html.parser").get_text(" ")
            assert not ratio.search(text), pattern.name
    assert seen > 12
    for ending in ("csv", "xlsx", "ods"):
        assert keeper.get(f"{PAGE}reperes.{ending}").status_code == 200
    sent = b"".join(keeper.get(f"{PAGE}reperes.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sent), delimiter=";"))
    assert not ratio.search(" ".join(" ".join(row) for row in rows))
    # Both are there, apart, each with its warning.
    found = page(keeper)
    for code, number in (
        ("illectronisme-hdf-2019", "800 000"),
        ("qpv-15-plus-hdf-2017", "513 000"),
    ):
        assert number in line(found, code)
        assert "ne se divisent pas" in line(found, code)


def test_one_function_alone_divides_printed_numbers_and_refuses_those_two():
    assert never_divided(800_000, 513_000)
    assert never_divided(513_000, 800_000)
    assert not never_divided(30_000, 160_000)
    source = Path(observatory.__file__).parent / "queries" / "references.py"
    divisions = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    ]
    assert divisions == ["100 * part / whole"]
    for one in references():
        counts = one.check_counts
        if "numerator" in counts:
            assert not never_divided(counts["numerator"], counts["denominator"])


def test_a_member_reads_and_does_not_write(client):
    client.force_login(make_user(role="elected"))
    assert page(client).select_one("main form") is None
    assert client.post(PAGE + "ajouter/", FORM).status_code == 403


def test_two_counts_of_other_populations_are_refused_when_a_number_is_corrected_too(db):
    code, counts = make_reference().code, {"numerator": 800_000, "denominator": 513_000}
    with pytest.raises(CountsNotOfOnePopulation):
        edit_reference(
            code=code, values=REFERENCE | {"check_counts": counts}, by=make_user(), now=NOW
        )
    assert not ReferenceFigure.objects.get(code=code).check_counts
