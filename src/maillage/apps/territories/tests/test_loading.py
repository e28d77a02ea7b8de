"""Territories from files: read, loaded whole or not at all, found again from an address."""

import gzip
import json
from datetime import date

import pytest

from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.errors import TerritoryFileUnreadable, ZoneUnknown
from maillage.apps.territories.models import Zone
from maillage.apps.territories.queries import (
    CommuneResolver,
    ZoneLocator,
    folded,
    get_zone,
    statements_of_file,
    zone_names,
    zones_in_force,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 15)


def square(south, west, size=1.0):
    """Return a square outline."""
    north, east = south + size, west + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(nom, geometry=None, **properties):
    """Return a territory of a GeoJSON file."""
    return {"type": "Feature", "properties": {"nom": nom} | properties, "geometry": geometry}


def write(path, features):
    """Write a GeoJSON file."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def load(path, **options):
    """Load a file and return what it changed."""
    return load_zones(statements_of_file(path, **options))


def communes(*rows):
    """Return communes in the shape of the national list."""
    return [
        {"code": code, "nom": nom, "codesPostaux": codes, "departement": code[:2]}
        for code, nom, codes in rows
    ]


def test_the_same_file_again_changes_nothing(tmp_path):
    path = write(
        tmp_path / "q.geojson",
        [
            feature("Clairmaille", kind="commune", code="59999"),
            feature("Centre", square(50, 3), kind="quarter", parent=["commune", "59999"]),
        ],
    )
    first = load(path)
    assert (first.added, first.changed) == (2, 0)
    again = load(path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    centre = get_zone("centre")
    assert centre.parent.nom == "Clairmaille"
    assert 50 < centre.latitude < 51
    assert 3 < centre.longitude < 4


def test_a_renamed_territory_keeps_its_printed_address(tmp_path):
    load(write(tmp_path / "a.json", [feature("Le Pile", square(50, 3), code="q1")]), kind="quarter")
    load(
        write(tmp_path / "b.json", [feature("Pile Sud", square(50, 3), code="q1")]), kind="quarter"
    )
    zone = Zone.objects.get()
    assert (zone.nom, zone.slug) == ("Pile Sud", "le-pile")


def test_namesakes_get_addresses_of_their_own(tmp_path):
    path = tmp_path / "communes.json.gz"
    rows = communes(
        ("59001", "Saint-Denis", ["59100"]),
        ("62001", "Saint-Denis", ["62100"]),
        ("62002", "St Denis", ["62200"]),
    )
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    assert load(path).added == 3
    slugs = set(Zone.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "saint-denis" in slugs


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "JSON"),
        ("[1]", "commune n° 1"),
        ('{"type": "Point"}', "FeatureCollection"),
        (json.dumps({"type": "FeatureCollection", "features": [feature("X")]}), "--kind"),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        feature("X", {"type": "Point", "coordinates": [3, 50]}, kind="qpv")
                    ],
                }
            ),
            "contour",
        ),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [feature("X", kind="quarter", parent=["commune", "1"])],
                }
            ),
            "que rien ne décrit",
        ),
        (
            json.dumps({"type": "FeatureCollection", "features": [feature("X", kind="pays")]}),
            "pays",
        ),
        (json.dumps({"type": "FeatureCollection", "features": [feature("", kind="qpv")]}), "nom"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(tmp_path, content, words):
    path = tmp_path / "t.json"
    path.write_text(content, "utf-8")
    with pytest.raises(TerritoryFileUnreadable) as refused:
        load(path)
    assert words in str(refused.value)
    assert not Zone.objects.exists()


def test_a_cut_archive_and_an_absent_file_say_so(tmp_path):
    cut = tmp_path / "c.json.gz"
    cut.write_bytes(gzip.compress(b"[" + b" " * 10_000)[:-9])
    for path, words in ((cut, "coupée"), (tmp_path / "absent.json", "n’existe pas")):
        with pytest.raises(TerritoryFileUnreadable, match=words):
            load(path)


def test_a_commune_is_found_from_what_an_address_says(tmp_path):
    path = tmp_path / "communes.json"
    rows = communes(
        ("59001", "Saint-Pol-sur-Mer", ["59430"]),
        ("62001", "Bully", ["62160"]),
        ("59002", "Bully", ["59160"]),
        ("59003", "L’Œuvre", ["59170"]),
    )
    path.write_text(json.dumps(rows), "utf-8")
    load(path)
    ids = dict(Zone.objects.values_list("code", "pk"))
    find = CommuneResolver().resolve

    def found(code_insee="", commune="", code_postal=""):
        return find(code_insee=code_insee, commune=commune, code_postal=code_postal)

    assert found(code_insee="59002", commune="Autre chose") == ids["59002"]
    assert found(commune="ST POL SUR MER") == ids["59001"]
    assert found(commune="St-Pol-sur-Mer Cedex 2", code_postal="59431") == ids["59001"]
    assert found(commune="Bully") is None
    assert found(commune="Bully", code_postal="62160") == ids["62001"]
    assert found(commune="bully", code_postal="62999") == ids["62001"]
    assert found(commune="L'Oeuvre") == ids["59003"]
    assert found(commune="Nulle-Part") is None


def test_outlines_hold_only_in_their_years(tmp_path):
    load(write(tmp_path / "q.json", [feature("Ancien", square(50, 3), code="q")]), kind="qpv")
    Zone.objects.update(valid_from=date(2015, 1, 1), valid_to=date(2023, 12, 31))
    assert not zones_in_force("qpv", today=TODAY).exists()
    assert zones_in_force("qpv", today=date(2020, 6, 1)).exists()
    points = [(50.5, 3.5), None, (10.0, 10.0)]
    assert ZoneLocator("qpv", today=TODAY).locate(points) == [None, None, None]
    zone = Zone.objects.get()
    assert ZoneLocator("qpv", today=date(2020, 6, 1)).locate(points) == [zone.pk, None, None]


def test_choices_come_in_the_order_of_names_with_one_query(tmp_path, django_assert_num_queries):
    load(write(tmp_path / "q.json", [feature(n, code=n) for n in "BCA"]), kind="quarter")
    with django_assert_num_queries(1):
        assert [z.nom for z in zone_names(today=TODAY)] == ["A", "B", "C"]


def test_names_are_compared_without_what_typing_changes():
    assert folded("ST-ÉTIENNE") == folded("Saint Etienne")
    assert folded("Ste Œuvre") == "sainte oeuvre"


def test_an_unknown_address_is_refused_in_words():
    with pytest.raises(ZoneUnknown):
        get_zone("nulle-part")


def test_an_address_with_blanks_is_mended(tmp_path):
    path = write(tmp_path / "q.json", [feature("Épeule", slug="L’Épeule est", code="q")])
    load(path, kind="quarter")
    assert Zone.objects.get().slug == "lepeule-est"
