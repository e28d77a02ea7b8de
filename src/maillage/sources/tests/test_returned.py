"""A file given back: what is certain is written in it, the rest is as it came, no row is lost."""

import json
import zipfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.core.harmonise import Log
from maillage.sources.base import keyed_rows, open_delivery
from maillage.sources.catalog import get_source
from maillage.sources.mapping import Mapping, mapped_source, target_of
from maillage.sources.returned import (
    NO_HINTS,
    NotWritable,
    Pen,
    edits_of,
    hints_of,
    rewritten,
    values_of_record,
)
from maillage.sources.returned.pen import CERTAIN
from maillage.sources.tests.tables import write_csv, write_xlsx

numbers = count()


@dataclass
class Read:
    """What a file says: by row, its key and what it states (None when refused)."""

    keys: list[str] = field(default_factory=list)
    said: list[dict | None] = field(default_factory=list)
    n_certain: int = 0


def read(source, path):
    found, log = Read(), Log()
    with open_delivery(path) as delivery:
        for keyed in keyed_rows(source, delivery):
            record = None if keyed.refusal else source.convert(keyed.row, log).record
            found.keys.append(keyed.key)
            found.said.append(None if record is None else values_of_record(record))
    found.n_certain = sum(n for (code, _f), n in log.counts.items() if code in CERTAIN)
    return found


def given_back(source, path, wanted=None, hints=NO_HINTS):
    """Return the path of the corrected file, and what became of each row."""
    wanted = wanted or {}
    with open_delivery(path) as delivery:
        keyed = list(keyed_rows(source, delivery))
        pen = Pen(source, values_of_record, hints)
        pen.learn([one.row for one in keyed if one.refusal is None])
        rows = [pen.write(k.row, wanted.get(k.key)) for k in keyed if k.refusal is None]
        edits = [found for row in rows if (found := edits_of(row)) is not None]
        skipped: set[int] = set()
        out = path.with_name(f"corrige-{next(numbers)}{path.suffix}")
        out.write_bytes(b"".join(rewritten(delivery, edits, skipped=skipped)))
    return out, rows, skipped


# ---------------------------------------------------------------- any described file

COLUMNS = {
    "Nom": "field:nom",
    "Rue": "field:adresse",
    "CP": "field:code_postal",
    "Ville": "field:commune",
    "Tél.": "field:telephone",
    "Mél": "field:courriels",
    "Site": "field:site_web",
    "Quoi": "field:services",
    "Prix": "field:frais_a_charge",
    "Quand": "field:horaires",
    "Wifi": "local:local_wifi_public",
    "Seul": "flag:modalites_accompagnement:En autonomie",
    "Groupe": "flag:modalites_accompagnement:Dans un atelier collectif",
    "Maj": "field:date_maj",
    "À part": "keep",
}
WORDS = {
    "services": {
        "démarches": "Aide aux démarches administratives",
        "ordinateurs": "Accès internet et matériel informatique",
        "rien": "",
    },
    "frais_a_charge": {"0 €": "Gratuit", "adhésion": "Payant"},
}
CELLS = {
    "Nom": ["Maison du Fuseau", "  La  Navette ", "MÃ©diathÃ¨que du Bief", "", "L’Étoupe\u00a0"],
    "Rue": ["4 rue du Bief", " 12  rue du\tRouet", "9, rue du Velours; bât. B", ""],
    "CP": ["59999", "1000", " 59999 ", ""],
    "Ville": ["Clairmaille", "CLAIRMAILLE", "Clairmaille ", ""],
    "Tél.": ["01 99 00 40 11", "199004012", "+33199004013", "01.99.00.40.14 / 06 39 98 10 10", ""],
    "Mél": ["a@bief.example", "a@bief.example ; b@bief.example", "via le site", ""],
    "Site": ["www.bief.example", "https://bief.example", ""],
    "Quoi": ["démarches", "démarches ; ordinateurs", "repas", "rien", ""],
    "Prix": ["0 €", "adhésion", "gratuit", ""],
    "Quand": ["lundi 9h-12h", "Mo-Fr 09:00-12:00", "sur demande", ""],
    "Wifi": ["oui", "non", "x", ""],
    "Seul": ["x", "oui", "non", ""],
    "Groupe": ["x", "", "non"],
    "Maj": ["2026-09-01", "01/09/2026", "45000", "hier", ""],
    "À part": ['dit "ainsi"', "deux\nlignes", "=1+1", "a,b;c", ""],
}
WANTED = {
    "nom": ["Maison du Fuseau", "Médiathèque neuve"],
    "adresse": ["1 place du Peigne"],
    "telephone": ["+33199004099", ""],
    "courriels": [["accueil@bief.example"], []],
    "site_web": [["https://neuf.example"]],
    "services": [["Aide aux démarches administratives"], []],
    "frais_a_charge": [["Payant"], ["Gratuit"]],
    "horaires": ["Tu,Th 14:00-17:30", ""],
    "modalites_accompagnement": [["En autonomie"], []],
    "latitude": [50.3],
}


@st.composite
def described(draw):
    """Return (mapping, titles, rows, wanted by key): some columns, in some order, dirty cells."""
    others = draw(st.lists(st.sampled_from(list(COLUMNS)[1:]), unique=True, min_size=2))
    if "Ville" not in others:
        others.append("Ville")
    titles = draw(st.permutations(["Clé", "Nom", *others]))
    n = draw(st.integers(1, 7))
    rows = []
    for i in range(n):
        cells = {name: draw(st.sampled_from(CELLS[name])) for name in titles if name != "Clé"}
        cells["Clé"] = draw(st.sampled_from([f"k{i}", f"k{i}", f"k{i}", "k0", ""]))
        rows.append([cells[name] for name in titles])
    mapping = Mapping(
        columns={name: target_of(COLUMNS.get(name, "keep")) for name in titles},
        separators={name: ";" for name in titles if name == "Quoi"},
        words=WORDS,
        key=("Clé",),
    )
    wanted = draw(
        st.dictionaries(
            st.sampled_from([f"k{i}" for i in range(n)]),
            st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in WANTED.items()}),
        )
    )
    return mapping, titles, rows, wanted


def write(path, kind, titles, rows):
    if kind == "json":
        content = [dict(zip(titles, row, strict=True)) for row in rows]
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    elif kind == "xlsx":
        write_xlsx(path, {"Notes": [["rien"]], "Lieux": [titles, *rows]})
    else:
        delimiter, codec = {
            "csv": (";", "utf-8-sig"),
            "wide": ("\t", "utf-16"),
            "old": (",", "cp1252"),
        }[kind]
        write_csv(path, [titles, *rows], delimiter=delimiter, codec=codec)
    return path


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(described(), st.sampled_from(["csv", "json", "xlsx", "wide", "old"]))
def test_the_corrected_file_says_the_same_with_fewer_corrections_and_no_lost_row(
    tmp_path, file, kind
):
    mapping, titles, rows, wanted = file
    suffix = {"json": ".json", "xlsx": ".xlsx"}.get(kind, ".csv")
    path = write(tmp_path / f"lieux-{next(numbers)}{suffix}", kind, titles, rows)
    source = mapped_source(mapping, id="fichier:x", title="X", producer="X")
    try:
        before = read(source, path)
    except ValueError:
        return  # too odd to be read at all: nothing is given back
    out, written, skipped = given_back(source, path, wanted, hints_of(mapping))
    after = read(source, out)
    assert not skipped
    assert after.keys == before.keys
    assert after.n_certain <= before.n_certain
    assert [said is None for said in after.said] == [said is None for said in before.said]
    accepted = [k for k, said in zip(before.keys, before.said, strict=True) if said is not None]
    kept = [row for row in written if row.reading.record is not None]
    left = {
        key: {item.field for item in row.left if item.reason == "confirmed"}
        for key, row in zip(accepted, kept, strict=True)
    }
    seen: set[str] = set()
    for key, old, new in zip(after.keys, before.said, after.said, strict=True):
        if old is None or new is None:
            continue
        expected = dict(old)
        asked = {} if key in seen else wanted.get(key, {})
        seen.add(key)
        for name, value in asked.items():
            if name in left[key]:
                continue
            expected.pop(name, None)
            if value not in ("", [], None):
                expected[name] = value
        assert new == expected


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(described())
def test_a_corrected_file_needs_nothing_more(tmp_path, file):
    mapping, titles, rows, wanted = file
    path = write(tmp_path / f"lieux-{next(numbers)}.csv", "csv", titles, rows)
    source = mapped_source(mapping, id="fichier:x", title="X", producer="X")
    try:
        out, _rows, _skipped = given_back(source, path, wanted, hints_of(mapping))
    except ValueError:
        return
    again, rows_again, _skipped = given_back(source, out, wanted, hints_of(mapping))
    assert [row.edits for row in rows_again] == [()] * len(rows_again)
    assert again.read_bytes() == out.read_bytes()


# ---------------------------------------------------------------- to the letter

TITLES = ["Clé", "Nom", "Ville", "Tél.", "À part"]
MAPPING = Mapping(
    columns={name: target_of(COLUMNS.get(name, "keep")) for name in TITLES}, key=("Clé",)
)
SOURCE = mapped_source(MAPPING, id="fichier:x", title="X", producer="X")


def test_what_is_not_corrected_keeps_its_bytes(tmp_path):
    content = (
        'Clé;"Nom";Ville;Tél.;À part\r\n'
        '1;"Maison du ""Fuseau""";Clairmaille;01 99 00 40 11;"deux\r\nlignes"\r\n'
        "\r\n"
        '2;La Navette;Clairmaille;+33199004012;"gardé ""tel"" quel"\r\n'
        '3;"cassé" ici;Clairmaille;;\r\n'
        "4;L’Étoupe;Clairmaille;+33199004014"
    )
    path = tmp_path / "lieux.csv"
    path.write_bytes(content.encode("utf-8-sig"))
    out, _rows, _skipped = given_back(SOURCE, path)
    expected = content.replace("01 99 00 40 11", "+33199004011")
    assert out.read_bytes() == expected.encode("utf-8-sig")


def test_a_value_that_the_encoding_cannot_hold_is_left_and_said(tmp_path):
    rows = [TITLES, ["1", "Maison des thés", "Clairmaille", "+33199004011", ""]]
    path = write_csv(tmp_path / "lieux.csv", rows, delimiter=";", codec="cp1252")
    out, _rows, skipped = given_back(SOURCE, path, {"1": {"nom": "Maison Ő"}})
    assert skipped == {1}
    assert out.read_bytes() == path.read_bytes()


def test_no_is_written_where_nothing_was_said(tmp_path):
    titles = ["Clé", "Nom", "Ville", "Wifi"]
    mapping = Mapping(columns={t: target_of(COLUMNS.get(t, "keep")) for t in titles}, key=("Clé",))
    source = mapped_source(mapping, id="fichier:x", title="X", producer="X")
    rows = [titles, ["1", "Maison", "Clairmaille", ""], ["2", "Navette", "Clairmaille", "oui"]]
    path = write_csv(tmp_path / "lieux.csv", rows)
    wanted = {"1": {"local_wifi_public": ["no"]}}
    out, found, _skipped = given_back(source, path, wanted, hints_of(mapping))
    assert found[0].left == ()
    assert read(source, out).said[0]["local_wifi_public"] == ["no"]


def test_a_formula_is_never_written(tmp_path):
    rows = [TITLES, ["1", "Maison", "Clairmaille", "+33199004011", ""]]
    path = write_csv(tmp_path / "lieux.csv", rows)
    out, found, _skipped = given_back(SOURCE, path, {"1": {"nom": '=HYPERLINK("x")'}})
    assert [item.field for item in found[0].left] == ["nom"]
    assert out.read_bytes() == path.read_bytes()


def test_a_workbook_keeps_its_other_sheets_and_its_styles(tmp_path):
    rows = [TITLES, ["1", "Maison", "Clairmaille", "01 99 00 40 11", ""]]
    path = write_xlsx(tmp_path / "lieux.xlsx", {"Notes": [["à garder"]], "Lieux": rows})
    out, _rows, _skipped = given_back(SOURCE, path)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out) as after:
        assert before.namelist() == after.namelist()
        changed = [n for n in before.namelist() if before.read(n) != after.read(n)]
    assert changed == ["xl/worksheets/sheet2.xml"]
    assert read(SOURCE, out).said[0]["telephone"] == "+33199004011"


def test_a_geojson_keeps_its_geometry_and_what_is_beside_the_list(tmp_path):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [3.2, 50.3]},
            "properties": {"Clé": "1", "Nom": "La  Maison", "Ville": "Clairmaille", "Tél.": None},
        }
    ]
    said = {"type": "FeatureCollection", "name": "lieux", "features": features}
    path = tmp_path / "lieux.geojson"
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    out, _rows, _skipped = given_back(
        SOURCE, path, {"1": {"telephone": "+33199004011"}}, hints_of(MAPPING)
    )
    back = json.loads(out.read_text(encoding="utf-8"))
    assert back["features"][0]["properties"]["Tél."] == "+33199004011"
    assert back["features"][0]["properties"]["Nom"] == "La Maison"
    back["features"][0]["properties"] |= {"Nom": "La  Maison", "Tél.": None}
    assert back == said


def test_a_map_is_read_and_never_written(tmp_path):
    path = tmp_path / "lieux.kml"
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>Maison</name><Point><coordinates>3.2,50.3</coordinates></Point></Placemark>"
        "</Document></kml>",
        encoding="utf-8",
    )
    with open_delivery(path) as delivery, pytest.raises(NotWritable, match="sans savoir l’écrire"):
        b"".join(rewritten(delivery, [], skipped=set()))


@pytest.mark.parametrize(
    "name", ["france_services", "paca", "mulhouse", "hinaura", "hauts_de_france", "bfc", "angers"]
)
def test_the_sample_of_a_producer_comes_back_with_fewer_corrections(name, tmp_path):
    source = get_source(name.replace("_", "-"))
    folder = Path(__file__).parents[1] / "samples"
    (sample,) = [p for p in folder.glob(f"{name}.*") if "expected" not in p.name]
    path = tmp_path / sample.name
    path.write_bytes(sample.read_bytes())
    before = read(source, path)
    out, _rows, skipped = given_back(source, path)
    after = read(source, out)
    assert not skipped
    assert after.keys == before.keys
    assert after.said == before.said
    assert after.n_certain < before.n_certain or before.n_certain == 0
