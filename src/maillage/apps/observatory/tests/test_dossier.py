"""The dossier of diagnosis: four parts with their sources, kept as it was made."""

import html
import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.observatory.actions import make_snapshot
from maillage.apps.observatory.errors import NothingToObserve
from maillage.apps.observatory.models import Figure, Finding, Snapshot, StructureNeed
from maillage.apps.observatory.queries.dossier import dossier
from maillage.apps.observatory.queries.gaps import gap_matrix
from maillage.apps.observatory.queries.hole_words import holes_words
from maillage.apps.observatory.queries.holes import holes
from maillage.apps.observatory.queries.printed.gaps import MOST_HOLES, gaps_words
from maillage.apps.observatory.queries.references import references
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    NOW,
    SOUTH,
    STEP,
    TODAY,
    TOOLS,
    WEST,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.observatory.tests.registers import make_reference
from maillage.apps.territories.actions import load_zones
from maillage.core.hours import CutHours
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Two quarters of 120 people: help in the west, three poor of ten in the east."""
    make_grid()
    parent = ("commune", "59999")
    load_zones(
        [
            statement("quarter", "ouest", block(0, 0, 4, 3), parent),
            statement("quarter", "est", block(0, 3, 4, 3), parent),
        ]
    )
    middle = {"latitude": SOUTH + 0.5 * STEP, "longitude": WEST + 0.5 * STEP}
    make_offer(make_place(nom="Le Fil", languages=["ar"], **middle), services=TOOLS)
    poor = make_measure(
        "poor_households_pct", nom="Part de ménages pauvres", base_words="des ménages"
    )
    dataset = make_dataset("pauvrete", title="Pauvreté par quartier", producer="Insee (essai)")
    for code, value in (("ouest", 10.0), ("est", 30.0)):
        make_figure(Zone.objects.get(code=code), poor, value, dataset=dataset)
    forget()
    return Zone.objects.get(code="est")


def words_of(pdf):
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )


@pytest.mark.row("OBS-19")
def test_one_press_makes_one_document_with_four_parts_and_their_sources(town, client):
    client.force_login(make_user(role="coordinator"))
    answer = client.post(
        reverse("observatory:make_dossier"),
        {"titre": "Diagnostic d’essai", "genre": "quarter", "minutes": "5"},
        follow=True,
    )
    page = " ".join(answer.content.decode().split())
    kept = Snapshot.objects.get()
    said = words_of(bytes(kept.content))
    for part in ("1. Pour qui", "2. Ce qui existe", "3. Les besoins", "4. Ce qui manque"):
        assert part in page
        assert part in said
    # Each part with what the base says, and where it comes from.
    assert "Diagnostic d’essai" in said
    assert "10 % (Ouest) à 30 % (Est)" in said.replace("\xa0", " ")
    assert "Pauvreté par quartier" in said
    assert "Insee (essai)" in said
    assert "0 — non couvert" in said  # the east has no place
    assert "Sources et méthode" in said


def test_what_lacks_and_the_printed_numbers_are_those_of_their_pages(town, client):
    client.force_login(make_user(role="coordinator"))
    kept = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    matrix = gap_matrix("quarter", today=TODAY)
    assert kept.facts["gaps"]["holes"] == holes_words(holes(matrix), matrix)[:MOST_HOLES]
    page = " ".join(client.get(reverse("observatory:gaps")).content.decode().split())
    assert html.escape(kept.facts["gaps"]["holes"][0]) in page
    make_reference(nom="Un nombre d’ici", compared=50.0, compared_population="ailleurs")
    again = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    said = [one["nom"] for one in again.facts["publics"]["references"]]
    assert said == [one.nom for one in references() if one.compared is not None]
    assert "Un nombre d’ici" in said


def test_hours_of_which_a_file_lost_days_are_said_in_the_dossier(town):
    found = dossier("quarter", today=TODAY)
    cut = [CutHours(source="essai", weekday=5, n_places=21)]
    words = gaps_words(replace(found, gaps=replace(found.gaps, cut=cut)))["sentences"]
    assert any("21 lieux venus de « essai » n’ont d’horaires que le samedi" in one for one in words)


def test_the_sum_of_a_need_is_written_out(town):
    kept = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    table = kept.facts["needs"]["table"]
    need = next(one for one in table["explained"] if "équiper" in one["nom"])
    # 120 people of the cells, 30 % poor: 36, said as it was made.
    assert (
        need["example"].replace("\xa0", " ").replace("\u202f", " ").startswith("Est : 120 × 30 %")
    )
    line = next(line for line in table["lines"] if line[0] == "Est")
    assert "environ 40" in line  # an estimate is said by tens


@pytest.mark.row("WRN-19")
def test_a_dossier_of_last_year_is_printed_again_unchanged(town, client, tmp_path):
    kept = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    before = bytes(kept.content)
    Figure.objects.all().delete()
    make_place(nom="Le Métier", latitude=SOUTH + STEP, longitude=WEST + 4 * STEP)
    Zone.objects.filter(code="est").update(nom="Autre nom")
    client.force_login(make_user(role="elected"))
    again = client.get(reverse("observatory:dossier_pdf", args=[kept.pk]))
    assert again.content == before
    page = client.get(reverse("observatory:dossier", args=[kept.pk])).content.decode()
    assert "Autre nom" not in page
    assert "Le Métier" not in page
    out = tmp_path / "encore.pdf"
    call_command("dossier", again=kept.pk, out=out, stdout=io.StringIO())
    assert out.read_bytes() == before


def test_the_same_facts_give_the_same_bytes(town):
    one = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    other = make_snapshot("quarter", title="Essai", by=None, now=NOW)
    assert one.sha256 == other.sha256


def test_what_people_typed_is_printed_as_they_typed_it(town):
    organisation = make_organisation(nom="Centre #let x = 1")
    StructureNeed.objects.create(
        organisation=organisation, kind="equipment", text="3 ordinateurs <b>#pagebreak()</b> $x$",
        since=TODAY,
    )  # fmt: skip
    Finding.objects.create(
        text="Les files d’attente *s’allongent*", said_on=TODAY,
        evidence=[{"kind": "text", "words": "relevé du guichet, mars"}],
    )  # fmt: skip
    kept = make_snapshot("quarter", title='#read("/etc/passwd")', by=None, now=NOW)
    said = words_of(bytes(kept.content))
    assert '#read("/etc/passwd")' in said
    assert "<b>#pagebreak()</b> $x$" in said
    assert "*s’allongent*" in said
    assert "relevé du guichet, mars" in said


def test_the_screen_escapes_what_the_paper_prints(town, client):
    kept = make_snapshot("quarter", title="<script>alert(1)</script>", by=None, now=NOW)
    client.force_login(make_user(role="coordinator"))
    page = client.get(reverse("observatory:dossier", args=[kept.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_without_a_zone_there_is_no_dossier_and_it_is_said(client):
    with pytest.raises(NothingToObserve):
        make_snapshot("quarter", title="Essai", by=None, now=NOW)
    with pytest.raises(CommandError, match="contours"):
        call_command("dossier", kind="quarter", stdout=io.StringIO())
    assert not Snapshot.objects.exists()


def test_an_elected_member_reads_and_does_not_make(town, client):
    client.force_login(make_user(role="elected"))
    assert client.get(reverse("observatory:dossiers")).status_code == 200
    answer = client.post(reverse("observatory:make_dossier"), {"genre": "quarter"})
    assert answer.status_code == 403
    assert not Snapshot.objects.exists()


def test_the_diagnosis_of_a_metropolis_is_one_command_on_its_real_files(
    tmp_path, django_db_blocker
):
    """Twenty-six priority neighbourhoods, 9 096 cells, the communes of Lille: one PDF."""
    outlines = shared_data("territoires/lille-qpv-communes-carreaux200m.gpkg.zst")
    communes = shared_data("indice/filosofi-2021-communes.csv.gz")
    rates = shared_data("indice/insee-illectronisme-epci-nord-pas-de-calais.json")
    out = tmp_path / "lille.pdf"
    call_command(
        "dossier", kind="qpv", load=[outlines, communes, rates], out=out, stdout=io.StringIO()
    )
    kept = Snapshot.objects.get()
    assert len(kept.facts["needs"]["table"]["lines"]) == 26
    assert Zone.objects.filter(kind="cell").count() == 9_096
    said = words_of(out.read_bytes())
    assert "26 quartiers prioritaires" in said
    # SOURCES.md: poverty is near 40 % in these neighbourhoods, 13 % elsewhere.
    shares = Figure.objects.filter(measure__code="poor_households_pct", zone__kind="cell")
    assert shares.count() == 9_096
    assert "La Bourgogne" in said
