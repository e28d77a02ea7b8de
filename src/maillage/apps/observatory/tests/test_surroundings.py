"""Urban units and metropolitan France: figures of files find them, pages show them, none links."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.actions.files import load_figure_file
from maillage.apps.observatory.actions.snapshots import make_snapshot
from maillage.apps.observatory.errors import NoZoneKnown
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.maps import zone_map
from maillage.apps.observatory.queries.references import local_values
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.queries.values import get_measure
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_units, load_zones
from maillage.apps.territories.queries import Composition, UnitStatement, zones_above
from maillage.sources.figures import figure_file, zone_code

pytestmark = pytest.mark.django_db
SAID = {
    "title": "Taux de pauvreté",
    "producer": "Insee",
    "licence": "Licence Ouverte 2.0",
    "year": 2021,
    "code_column": "zone",
    "measures": [{"measure": "poverty_rate_pct", "column": "taux"}],
}


@pytest.fixture
def town():
    """Two communes of one unit, three quarters in the first one."""
    load_zones([statement("epci", "200000000", block(0, 0, 8, 8))])
    for n, code in enumerate(("59999", "59998")):
        load_zones([statement("commune", code, block(4 * n, 0, 4, 8), ("epci", "200000000"))])
    parent = ("commune", "59999")
    load_zones([statement("quarter", f"q{n}", block(0, n, 4, 1), parent) for n in range(3)])
    load_units(Composition(2020, (UnitStatement("00799", "Moulin", ("59999", "59998")),), ()))


def load(tmp_path, kind, *rows):
    path = tmp_path / "taux.csv"
    path.write_text("\n".join(["zone;taux", *rows]) + "\n", encoding="utf-8")
    described = figure_file(SAID | {"code": f"taux-{kind}", "zone_kind": kind})
    (loaded,) = load_figure_file(path, described=described, by=None, now=NOW)
    return loaded


def test_a_file_of_urban_units_finds_them_by_code_even_without_its_zeros(town, tmp_path):
    loaded = load(tmp_path, "uu", "799;21,5", "59702;30")
    assert (loaded.n_zones, loaded.n_elsewhere) == (1, 1)
    figure = Figure.objects.get()
    assert (figure.zone.nom, figure.value) == ("Moulin", 21.5)


@pytest.mark.parametrize("code", ["FM", "FRANCE-FM", "2025-FRANCE-FM", "France métropolitaine"])
def test_a_file_of_france_needs_no_other_file_and_knows_its_codes(tmp_path, code):
    loaded = load(tmp_path, "country", f"{code};14,9", "F;15,4")
    assert (loaded.n_zones, loaded.n_elsewhere) == (1, 1)
    figure = Figure.objects.get()
    assert (figure.zone.code, figure.value) == ("FM", 14.9)
    assert zone_code(code, "country") == "FM"


def test_france_with_its_overseas_departments_is_not_metropolitan_france(tmp_path):
    with pytest.raises(NoZoneKnown):
        load(tmp_path, "country", "F;15,4", "FE;15,4", "FRANCE;15,4")
    assert not Figure.objects.exists()


def test_figures_of_france_are_described_tried_and_loaded_on_screen(
    town, client, tmp_path, settings
):
    settings.FOLDER = tmp_path
    client.force_login(make_user(role="data_steward"))
    Zone.objects.filter(kind="country").delete()
    make_measure("poverty_rate_pct")
    sent = SimpleUploadedFile("france-2021.csv", b"zone;taux\nFM;14,9\nF;15\n")
    answer = client.post("/pro/observatoire/chiffres/", {"fichier": sent, "fin": "1"})
    address = client.get(answer["Location"], follow=True).redirect_chain[-1][0]
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form")
    kinds = {one["value"]: one.text for one in form.select("[name=zone_kind] option")}
    assert kinds["country"] == "France métropolitaine"
    assert form.select_one("[name=zone_kind] option[selected]")["value"] == "country"
    said = {name: value for name, value in SAID.items() if isinstance(value, str)} | {
        "year": "2021", "zone_kind": "country", "mesure0": "poverty_rate_pct",
    }  # fmt: skip
    tried = client.post(address, said, follow=True).content.decode()
    assert "De territoires de votre base : 1" in " ".join(tried.split())
    assert not Zone.objects.filter(kind="country").exists()
    client.post(answer["Location"])
    assert Figure.objects.get().zone.kind == "country"


def test_what_surrounds_a_zone_is_told_the_closest_first(town):
    def kinds(code):
        return [row.kind for row in zones_above(Zone.objects.get(code=code).pk)]

    assert kinds("q1") == ["commune", "epci", "uu", "country"]
    assert kinds("59999") == ["epci", "uu", "country"]
    assert kinds("200000000") == ["country"]
    assert kinds("00799") == ["country"]
    assert kinds("FM") == []


def test_a_map_has_beside_it_what_surrounds_most_of_its_zones_and_leads_nowhere(town, client):
    share = make_measure("poverty_rate_pct")
    for n in range(3):
        make_figure(Zone.objects.get(code=f"q{n}"), share, 30.0 + n)
    make_figure(Zone.objects.get(kind="uu"), share, 21)
    make_figure(Zone.objects.get(kind="country"), share, 14.5)
    above = zone_map(get_measure("poverty_rate_pct"), "quarter", today=TODAY).above
    assert [(one.zone.kind, one.number) for one in above] == [
        ("commune", None), ("epci", None), ("uu", 21), ("country", 14.5),
    ]  # fmt: skip
    # Two communes: neither surrounds the other's quarters.
    load_zones([statement("quarter", "q9", block(4, 0, 4, 1), ("commune", "59998"))])
    above = zone_map(get_measure("poverty_rate_pct"), "quarter", today=TODAY).above
    assert [one.zone.kind for one in above] == ["epci", "uu", "country"]
    client.force_login(make_user(role="elected"))
    page = client.get("/pro/observatoire/cartes/poverty_rate_pct/?genre=quarter")
    soup = BeautifulSoup(page.content, "html.parser")
    beside = [one.text for one in soup.select("tr.beside th")]
    assert beside == ["200000000", "Moulin", "France métropolitaine"]
    assert not soup.select('a[href*="unite-urbaine"], a[href*="pays-france"]')


def test_france_is_not_a_local_value_of_a_printed_number(town):
    share = make_measure("smartphone_pct", family="practice")
    make_figure(Zone.objects.get(kind="country"), share, 91)
    make_figure(Zone.objects.get(code="q1"), share, 80)
    assert [one.value for one in local_values(["smartphone_pct"])["smartphone_pct"]] == [80]


def test_a_dossier_says_what_surrounds_its_zones():
    make_grid()
    parent = ("commune", "59999")
    load_zones([statement("quarter", f"q{n}", block(0, 3 * n, 4, 3), parent) for n in range(2)])
    load_units(Composition(2020, (UnitStatement("59799", "Moulin", ("59999",)),), ()))
    share = make_measure("poverty_rate_pct", nom="Taux de pauvreté")
    dataset = make_dataset("taux")
    for zone, value in (("q0", 10), ("q1", 30), ("59799", 21), ("FM", 14.5)):
        make_figure(Zone.objects.get(code=zone), share, value, dataset=dataset)
    forget()
    facts = make_snapshot("quarter", title="Essai", by=None, now=NOW).facts
    said = facts["needs"]["maps"][0]["words"].replace("\u00a0", " ")
    wanted = (
        "À côté : Moulin : 21 % (publié, 2024) ; France métropolitaine : 14,5 % (publié, 2024)."
    )
    assert said.endswith(wanted)
