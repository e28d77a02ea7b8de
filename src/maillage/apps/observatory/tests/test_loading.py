"""Figures of a file: whole or not at all, twice is once, and the command says where rows went."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.actions.files import load_figure_file
from maillage.apps.observatory.actions.loading import forget_figures, load_figures
from maillage.apps.observatory.errors import (
    DatasetUnknown,
    FiguresNotDescribed,
    FiguresUnreadable,
    NoZoneKnown,
)
from maillage.apps.observatory.models import Dataset, Figure, Measure
from maillage.apps.observatory.tests.factories import (
    NOW,
    Zone,
    block,
    make_figure,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.tests.shapes import gdal_file
from maillage.sources.figures import Accounts, FigureRow, figure_file

pytestmark = pytest.mark.django_db
AuditRow = apps.get_model("directory", "AuditRow")
SAID = {
    "code": "ville-2024",
    "title": "Habitants des quartiers",
    "producer": "Ville de Clairmaille",
    "licence": "Licence Ouverte 2.0",
    "year": 2024,
    "zone_kind": "quarter",
    "code_column": "quartier",
    "measures": [{"measure": "population", "column": "habitants"}],
}
FILOSOFI = "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21"


def write(tmp_path, *lines, name="chiffres.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def load(path, **more):
    return load_figure_file(path, by=None, now=NOW, **more)


def filosofi(tmp_path, *rows):
    return write(tmp_path, FILOSOFI, *rows)


# ---------------------------------------------------------------- a table


def test_a_known_file_is_loaded_with_its_source_and_each_row_in_one_count(tmp_path):
    make_zone("59999")
    path = filosofi(tmp_path, "59999;900;2000;18530;24,0;s;", "59998;1;1;1;1;1;1", ";1;1;1;1;1;1")
    (loaded,) = load(path)
    assert (loaded.n_zones, loaded.n_elsewhere, loaded.n_figures) == (1, 1, 6)
    dataset = Dataset.objects.get()
    assert (dataset.n_rows, dataset.n_rows_elsewhere, dataset.n_figures) == (3, 1, 6)
    assert (dataset.producer, dataset.year) == ("Insee", 2021)
    states = dict(Figure.objects.values_list("measure__code", "state"))
    assert states["poverty_rate_pct"] == "known"
    assert states["young_poverty_rate_pct"] == "secret"
    assert states["social_benefits_pct"] == "missing"
    # A share comes with what it is a share of.
    assert Measure.objects.get(code="poverty_rate_pct").base.code == "taxed_people"


def test_the_same_file_twice_is_the_same_and_another_edition_replaces_its_own(tmp_path):
    make_zone("59999")
    path = filosofi(tmp_path, "59999;900;2000;18530;24,0;s;6")
    load(path)
    before = sorted(Figure.objects.values_list("measure__code", "value", "state", "year"))
    load(path)
    assert sorted(Figure.objects.values_list("measure__code", "value", "state", "year")) == before
    load(filosofi(tmp_path, "59999;900;2000;18530;25,0;s;6"))
    assert Dataset.objects.count() == 1
    assert Figure.objects.get(measure__code="poverty_rate_pct").value == 25


def test_a_file_is_loaded_whole_or_not_at_all(tmp_path):
    make_zone("59999")
    load(filosofi(tmp_path, "59999;900;2000;18530;24,0;s;6"))

    def cut():
        yield FigureRow(2, "59999", {"population": (1.0, "known")})
        raise OSError("the disk left")

    described = figure_file(SAID | {"zone_kind": "commune", "code": "insee-filosofi-communes-2021"})
    with pytest.raises(OSError, match="disk"):
        load_figures(
            cut(), described, accounts=Accounts(), file_name="x", sha256="0" * 64, by=None, now=NOW
        )
    assert Figure.objects.get(measure__code="poverty_rate_pct").value == 24
    assert Dataset.objects.get().title.startswith("Revenus")


def test_a_file_of_elsewhere_changes_nothing_and_says_which_column_it_read(tmp_path):
    make_zone("59999")
    with pytest.raises(NoZoneKnown, match="CODGEO"):
        load(filosofi(tmp_path, "01004;900;2000;18530;24,0;s;6"))
    assert not Dataset.objects.exists()
    assert not Measure.objects.exists()


def test_a_table_that_nobody_described_is_refused_and_outlines_are_left_to_others(tmp_path):
    with pytest.raises(FiguresNotDescribed):
        load(write(tmp_path, "a;b", "1;2"))
    geojson = write(tmp_path, '{"type": "FeatureCollection", "features": []}', name="x.geojson")
    assert load(geojson) is None
    assert load(write(tmp_path, '[{"nom": "Clairmaille"}]', name="communes.json")) is None
    assert load(write(tmp_path, "rien", name="lisez-moi.md")) is None


def test_a_measure_that_nobody_described_is_refused(tmp_path):
    make_zone("a", "quarter")
    wanted = figure_file(SAID | {"measures": [{"measure": "bonheur", "column": "habitants"}]})
    with pytest.raises(FiguresUnreadable, match="bonheur"):
        load(write(tmp_path, "quartier;habitants", "a;1"), described=wanted)
    assert not Dataset.objects.exists()


def test_quarters_are_found_by_code_in_any_case_or_by_name_once(tmp_path):
    make_zone("la-filature", "quarter", nom="La Filature")
    make_zone("ecluse", "quarter", nom="L’Écluse")
    lines = ["quartier;habitants", "La Filature;1 200", "la-filature;5", "L’écluse;800"]
    (loaded,) = load(write(tmp_path, *lines), described=figure_file(SAID))
    assert (loaded.n_zones, loaded.accounts.n_twice) == (2, 1)
    values = dict(Figure.objects.values_list("zone__code", "value"))
    assert values == {"la-filature": 1200, "ecluse": 800}


def test_two_quarters_of_one_name_are_never_mixed(tmp_path):
    for code in ("centre-a", "centre-b"):
        make_zone(code, "quarter", nom="Centre")
    with pytest.raises(NoZoneKnown):
        load(write(tmp_path, "quartier;habitants", "Centre;9"), described=figure_file(SAID))


def test_a_set_that_goes_takes_its_figures_only_and_the_journal_says_who(tmp_path):
    zone, person = make_zone("59999"), make_user(role="data_steward")
    path = filosofi(tmp_path, "59999;900;2000;18530;24,0;s;6")
    load_figure_file(path, by=person, now=NOW)
    other = make_figure(zone, Measure.objects.get(code="taxed_people"), 3, dataset=_other())
    forget_figures("insee-filosofi-communes-2021", by=person, now=NOW)
    assert list(Figure.objects.all()) == [other]
    rows = AuditRow.objects.filter(subject_kind="dataset").order_by("pk")
    assert [(row.action, row.by) for row in rows] == [
        ("load_figures", person), ("forget_figures", person),
    ]  # fmt: skip
    assert rows[0].after["chiffres"] == rows[1].before["chiffres"] == 6
    with pytest.raises(DatasetUnknown):
        forget_figures("insee-filosofi-communes-2021", by=person, now=NOW)
    load_figure_file(path, by=person, now=NOW)  # loading again undoes it
    assert Figure.objects.count() == 7


def _other():
    from maillage.apps.observatory.tests.factories import make_dataset

    return make_dataset("other")


# ---------------------------------------------------------------- the command


def command(*words, **options):
    from io import StringIO

    out, err = StringIO(), StringIO()
    call_command("load_territory", *map(str, words), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_reads_outlines_and_figures_of_a_geopackage_a_csv_and_a_json(tmp_path):
    shapely = pytest.importorskip("shapely")
    corners = shapely.geometry.shape(block(0, 0, 4, 6))
    cell = shapely.geometry.shape(block(0, 0))
    gpkg = gdal_file(tmp_path, "ville.gpkg", [({"code": "59999", "name": "Clairmaille"}, corners)],
                     layer="cities")  # fmt: skip
    gdal_file(
        tmp_path, "ville.gpkg",
        [({"id": "c1", "num_people": 120.0, "mean_std_living": 18_000.0, "poverty_ratio": 0.25},
          cell)],
        layer="enriched_grid",
    )  # fmt: skip
    csv = filosofi(tmp_path, "59999;900;2000;18530;24,0;s;6")
    rows = [{"Code EPCI": 299999999, "Taux (en %)": "18,7", "Nombre": "3 346"}]
    path = tmp_path / "illectronisme.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    make_zone("299999999", "epci")
    words = ("--code-field", "code", "--name-field", "name", "--kind", "commune")
    command(gpkg, "--layer", "cities", *words)
    words = ("--code-field", "id", "--kind", "cell")
    said, _ = command(gpkg, "--layer", "enriched_grid", *words)
    assert "3 chiffres pour 1 territoires" in said
    said, _ = command(csv, path)
    assert "Revenus et pauvreté des communes" in said
    assert {one.code for one in Dataset.objects.all()} == {
        "insee-filosofi-carreaux-2017", "insee-filosofi-communes-2021",
        "insee-illectronisme-epci-2019",
    }  # fmt: skip
    poor = Figure.objects.get(measure__code="poor_households_pct")
    assert (poor.zone.kind, poor.value) == ("cell", 25)
    assert Figure.objects.get(measure__code="illectronism").value == 3346


def test_a_description_in_toml_a_dry_run_and_a_report_for_programs(tmp_path):
    make_zone("a", "quarter")
    toml = write(
        tmp_path, 'code = "ville-2024"', 'title = "Habitants"', 'producer = "Ville"',
        'licence = "LO"', "year = 2024", 'zone_kind = "quarter"', 'code_column = "q"',
        'measures = [{ measure = "population", column = "n" }]', name="description.toml",
    )  # fmt: skip
    csv = write(tmp_path, "q;n", "a;12", "a;13", "ailleurs;4", ";5", "b?;environ")
    said, _ = command(csv, "--describe", toml, "--dry-run")
    assert "Rien n’est écrit" in said
    assert not Dataset.objects.exists()
    out, err = command(csv, "--describe", toml, "--json")
    (file,) = json.loads(out)["files"]
    (sentence,) = file["figures"]
    for words in ("1 chiffres pour 1 territoires", "5 lignes lues", "2 d’un territoire qui n’est",
                  "1 sans code", "1 d’un code déjà lu", "« environ »"):  # fmt: skip
        assert words in sentence
    assert "Lecture de" in err
    assert Figure.objects.get().value == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "x"', "code"),
        ("ceci n’est pas du toml", "description.toml"),
        ('code = "a"\nvaleur = 3', "title"),
    ],
)
def test_a_description_that_cannot_be_read_says_what_lacks(tmp_path, text, words):
    toml = write(tmp_path, text, name="description.toml")
    with pytest.raises(CommandError, match=words):
        command(write(tmp_path, "q;n", "a;1"), "--describe", toml)


def test_an_unknown_table_says_where_to_describe_it(tmp_path):
    with pytest.raises(CommandError, match="--describe"):
        command(write(tmp_path, "q;n", "a;1"))


def test_a_loaded_figure_is_on_the_page_of_its_zone_with_its_source(client, tmp_path):
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    load(filosofi(tmp_path, "59999;900;2000;18530;24,0;s;6"))
    client.force_login(make_user(role="elected"))
    page = client.get(reverse("observatory:measure", args=["poverty_rate_pct"]) + "?genre=commune")
    text = page.content.decode().replace("\u00a0", " ")
    assert "24 %" in text
    assert "publié, 2021" in text
    assert "Licence Ouverte 2.0" in text
    assert Zone.objects.count() == 1
