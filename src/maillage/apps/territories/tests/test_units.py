"""Urban units: the table of Insee as it comes, communes of here only, twice changes nothing."""

import gzip
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from maillage.apps.territories.actions import country_number, load_units, load_zones
from maillage.apps.territories.errors import TerritoryFileUnreadable, ZoneUnknown
from maillage.apps.territories.models import COUNTRY_CODE, WITHOUT_PAGE, Zone, ZoneKind
from maillage.apps.territories.queries import (
    ZoneStatement,
    communes_lacking,
    composition_of_file,
    content_of,
    get_zone,
    kind_label,
    plan_units,
    read_territories,
    wide_of_communes,
)
from maillage.apps.territories.tests.units import ROWS, TITLES, table, workbook

pytestmark = pytest.mark.django_db


def written(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def zipped(name, data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, data)
    return held.getvalue()


@pytest.fixture
def communes():
    """Three communes of the four; none of the other department."""
    load_zones(
        [
            ZoneStatement(kind="commune", code=code, nom=nom, values={})
            for code, nom in (("59901", "Clairmaille"), ("59902", "Le Moulin"), ("59904", "Prés"))
        ]
    )


def units_of():
    return dict(Zone.objects.filter(kind="commune").values_list("code", "urban_unit__code"))


FILES = {
    "uu.csv": table,
    "uu.txt": lambda: table(delimiter="\t"),
    "uu.csv.gz": lambda: gzip.compress(table()),
    "UU2020_au_01-01-2025.xlsx": workbook,
    "UU2020_au_01-01-2025.zip": lambda: zipped("UU2020.xlsx", workbook()),
    "uu-csv.zip": lambda: zipped("uu.csv", table()),
}


@pytest.mark.parametrize("name", list(FILES))
def test_the_table_is_read_in_every_shape_with_its_sentences_above(communes, tmp_path, name):
    data = FILES[name]()
    by_path = composition_of_file(written(tmp_path, name, data))
    on_screen = read_territories(content_of(data, name)).composition
    assert by_path == on_screen
    assert by_path.year == 2020
    assert [(one.code, one.nom, one.communes) for one in by_path.units] == [
        ("01301", "Loin", ("01004",)),
        ("59799", "Clairmaille (partie française)", ("59901", "59902", "59903")),
    ]
    assert by_path.outside == ("59904",)


@pytest.mark.parametrize("year", ["2010", "2020", "2030"])
def test_any_year_is_read_and_zeros_that_a_spreadsheet_took_come_back(tmp_path, year):
    titles = ["CODGEO", "LIBGEO", f"UU{year}", f"LIBUU{year}"]
    rows = [["1004", "Loin", "1301", "Loin"], ["75056", "Paris", "851", "Paris"]]
    found = composition_of_file(written(tmp_path, "u.csv", table(rows, titles, [], ",")))
    assert found.year == int(year)
    assert [(one.code, one.communes) for one in found.units] == [
        ("00851", ("75056",)), ("01301", ("01004",)),
    ]  # fmt: skip


def test_only_units_with_a_commune_of_here_are_kept_and_twice_changes_nothing(communes, tmp_path):
    said = composition_of_file(written(tmp_path, "u.csv", table()))
    count = load_units(said)
    assert (count.added, count.changed, count.unchanged, count.attached) == (1, 0, 0, 2)
    assert units_of() == {"59901": "59799", "59902": "59799", "59904": None}
    assert set(Zone.objects.filter(kind="uu").values_list("code", flat=True)) == {"59799"}
    again = load_units(said)
    assert (again.added, again.changed, again.unchanged, again.attached) == (0, 0, 1, 0)
    unit = Zone.objects.get(kind="uu")
    # Of its three communes one is not of this base: it is counted, not added.
    assert unit.n_communes == 3
    assert communes_lacking() == {unit.pk: 1}
    assert plan_units(said).partial == ["Clairmaille (partie française)"]
    assert not Zone.objects.filter(code="59903").exists()


def test_a_newer_list_moves_a_commune_out_and_renames_its_unit(communes, tmp_path):
    load_units(composition_of_file(written(tmp_path, "u.csv", table())))
    rows = [
        ["59901", "Clairmaille", "59799", "Grand Clairmaille", "", "", ""],
        ["59902", "Le Moulin", "59000", "", "", "", ""],
    ]
    titles = [title.replace("2020", "2030") for title in TITLES]
    count = load_units(composition_of_file(written(tmp_path, "v.csv", table(rows, titles))))
    assert (count.added, count.changed, count.attached) == (0, 1, 1)
    assert units_of() == {"59901": "59799", "59902": None, "59904": None}
    unit = Zone.objects.get(kind="uu")
    assert (unit.nom, unit.n_communes) == ("Grand Clairmaille", 1)
    assert wide_of_communes("uu") == {Zone.objects.get(code="59901").pk: unit.pk}


def test_a_commune_keeps_its_short_address_whatever_its_unit_is_called(communes, tmp_path):
    rows = [["59901", "Clairmaille", "59799", "Prairie", "", "", ""]]
    load_units(composition_of_file(written(tmp_path, "u.csv", table(rows))))
    load_zones([ZoneStatement(kind="commune", code="59990", nom="Prairie", values={})])
    assert Zone.objects.get(code="59990").slug == "prairie"


def test_what_is_for_figures_has_no_page(communes, tmp_path):
    load_units(composition_of_file(written(tmp_path, "u.csv", table())))
    for zone in Zone.objects.filter(kind__in=("uu", "country")):
        assert not zone.has_page
        with pytest.raises(ZoneUnknown):
            get_zone(zone.slug)
    assert {"uu", "country"} < set(WITHOUT_PAGE)
    # A kind that nobody named would show its code to people.
    assert {kind_label(kind, 1) for kind in ("uu", "country")}.isdisjoint(ZoneKind.values)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["5990", "Clairmaille", "x", "y", "", "", ""]], "ligne 7, colonne « UU2020 » : « X »"),
        ([["Nord", "Clairmaille", "59799", "y", "", "", ""]], "n’est pas un code de commune"),
        (
            [ROWS[0], ["59901", "Clairmaille", "59798", "y", "", "", ""]],
            "la commune 59901 est dans deux unités urbaines, 59799 et 59798",
        ),
        ([ROWS[3]], "ne met aucune commune dans une unité"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, rows, said):
    with pytest.raises(TerritoryFileUnreadable, match=said):
        composition_of_file(written(tmp_path, "u.csv", table(rows)))


def test_a_table_that_is_no_composition_is_left_to_who_knows_it(tmp_path):
    other = table([["59901", "1"]], ["CODGEO", "POP"], [])
    assert composition_of_file(written(tmp_path, "p.csv", other)) is None
    with pytest.raises(TerritoryFileUnreadable, match="CODGEO, LIBGEO, UU2020, LIBUU2020"):
        read_territories(content_of(other, "p.csv"))


def test_a_base_without_these_communes_says_to_load_them(tmp_path):
    said = composition_of_file(written(tmp_path, "u.csv", table()))
    with pytest.raises(TerritoryFileUnreadable, match="chargez d’abord les communes"):
        load_units(said)
    assert not Zone.objects.exists()


def test_the_command_loads_it_says_what_it_did_and_tries_without_writing(
    communes, tmp_path, capsys
):
    path = written(tmp_path, "u.csv", table())
    call_command("load_territory", str(path), "--dry-run")
    assert "1 ajoutées, 0 changées" in capsys.readouterr().out
    assert not Zone.objects.filter(kind="uu").exists()
    call_command("load_territory", str(path), "--json")
    (report,) = json.loads(capsys.readouterr().out)["files"]
    assert (report["added"], report["attached"], report["partial"]) == (
        1, 2, ["Clairmaille (partie française)"],
    )  # fmt: skip
    assert units_of()["59901"] == "59799"
    twice = table([ROWS[0], ["59901", "C", "59798", "y", "", "", ""]])
    path = written(tmp_path, "w.csv", twice)
    with pytest.raises(CommandError, match="deux unités urbaines"):
        call_command("load_territory", str(path))


def test_france_is_one_zone_made_when_it_is_needed():
    assert country_number() == country_number()
    assert Zone.objects.get().code == COUNTRY_CODE
