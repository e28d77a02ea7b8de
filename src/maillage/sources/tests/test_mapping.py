"""Any file as a table: looked at, guessed, mapped, replayed; and what is wrong said in words."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillage.core.standard.lists import ALLOWED
from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.mapping import (
    Column,
    Look,
    Mapping,
    MappingError,
    drift,
    from_json,
    guess,
    look,
    target_of,
    unknown_values,
    with_words,
)
from maillage.sources.mapping.model import SEPARATORS
from maillage.sources.mapping.targets import ANSWERS, TEXTS
from maillage.sources.tests.tables import (
    PLACES,
    TITLES,
    ods_content,
    read,
    write,
    write_csv,
    write_ods,
    write_xlsx,
)

# ---------------------------------------------------------------- the same table, any format


def test_a_table_is_the_same_in_every_format(tmp_path):
    rows = [TITLES, *PLACES]
    objects = [dict(zip(TITLES, row, strict=True)) for row in PLACES]
    features = [
        {
            "type": "Feature",
            "properties": {k: v for k, v in o.items() if k not in ("Lat", "Lon")},
            "geometry": {"type": "Point", "coordinates": [o["Lon"], o["Lat"]]},
        }
        for o in objects
    ]
    umap = {"type": "umap", "layers": [{"type": "FeatureCollection", "features": features}]}
    geojson = {"type": "FeatureCollection", "features": features}
    paths = [
        write_csv(tmp_path / "a.csv", rows),
        write_csv(tmp_path / "b.csv", rows, delimiter=";", codec="cp1252"),
        write_csv(tmp_path / "c.tsv", rows, delimiter="\t", codec="utf-16"),
        write_csv(tmp_path / "d.csv", rows, delimiter="|"),
        write_xlsx(tmp_path / "e.xlsx", {"Lieux": rows}),
        write_ods(tmp_path / "f.ods", ods_content(rows)),
        write(tmp_path, json.dumps(objects).encode(), "g.json"),
        write(tmp_path, json.dumps({"data": {"lieux": objects}}).encode(), "h.json"),
        write(tmp_path, json.dumps(geojson).encode(), "i.geojson"),
        write(tmp_path, json.dumps(umap).encode(), "j.umap"),
    ]
    said = []
    for path in paths:
        converted, _ = read(path)
        records = [replace(c.reading.record, extension={}) for c in converted]
        said.append(records)
        assert [c.key for c in converted] == [r.id for r in records]
    assert len(said[0]) == 3
    for path, records in zip(paths, said, strict=True):
        assert records == said[0], path.name
    first = said[0][0]
    assert (first.nom, first.commune, first.latitude) == ("Espace du Rouet", "Clairmaille", 50.291)
    assert first.services == (
        "Aide aux démarches administratives",
        "Accès internet et matériel informatique",
    )


# ---------------------------------------------------------------- properties

_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
_targets = st.one_of(
    st.sampled_from(["keep", "ignore", "position", "x", "y", "address_line", "day:1", "day:7"]),
    st.sampled_from([f"field:{n}" for n in ("nom", "commune", "services", "horaires", "date_maj")]),
    st.sampled_from([f"local:{name}" for name in ANSWERS | TEXTS]),
    st.sampled_from([f"flag:frais_a_charge:{value}" for value in ALLOWED["frais_a_charge"]]),
).map(target_of)


@st.composite
def mappings(draw):
    columns = draw(st.dictionaries(_text, _targets, max_size=6))
    names = list(columns)
    return Mapping(
        columns=columns,
        separators={n: draw(st.sampled_from(SEPARATORS)) for n in names if draw(st.booleans())},
        words={
            "services": draw(
                st.dictionaries(_text, st.sampled_from(["", *ALLOWED["services"]]), max_size=3)
            )
        },
        constants=draw(st.dictionaries(st.sampled_from(["commune", "source"]), _text, max_size=2)),
        key=tuple(names[: draw(st.integers(0, len(names)))]),
        sheet=draw(_text),
        header_line=draw(st.integers(0, 40)),
        decimal=draw(st.sampled_from(["", ",", "."])),
        epsg=draw(st.sampled_from([2154, 3163, 2975])),
    )


@given(mapping=mappings())
def test_a_mapping_survives_its_json(mapping):
    again = from_json(json.loads(json.dumps(mapping.to_json())))
    assert again == mapping
    assert list(again.columns) == list(mapping.columns)
    assert again.version == mapping.version


@given(mapping=mappings(), other=mappings())
def test_the_version_of_a_mapping_tells_how_it_reads(mapping, other):
    seen = replace(mapping, header_line=3, decimal=",")
    assert seen.version == mapping.version
    decided = {k: v for k, v in mapping.to_json().items() if k not in ("header_line", "decimal")}
    if decided != {k: other.to_json()[k] for k in decided}:
        assert other.version != mapping.version


_cells = st.one_of(
    _text,
    st.sampled_from(
        [
            "59999",
            "oui",
            "01 99 00 21 10",
            "a@b.example",
            "50.29",
            "50.29, 3.19",
            "Mo-Fr 09:00-12:00",
            "Fermé",
            "2 rue du Rouet 59999 Clairmaille",
            "475198,12",
            "https://a.example",
            "12/09/2026",
        ]
    ),
)
_names = st.one_of(_text, st.sampled_from([*TITLES, "lundi", "x", "y", "geom", "id", "Contact"]))


@st.composite
def tables(draw):
    width = draw(st.integers(2, 6))
    titles = draw(st.lists(_names, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(_cells, min_size=width, max_size=width), min_size=0, max_size=6))
    return [titles, *rows]


@settings(max_examples=150)
@given(rows=tables())
def test_the_guess_never_raises_and_every_row_is_a_record_or_refused(tmp_path_factory, rows):
    path = write_csv(tmp_path_factory.mktemp("t") / "a.csv", rows, delimiter=";")
    try:
        seen = look(path)
    except DeliveryError as error:
        assume(error.code in ("not_a_table", "empty", "blank_lines"))
        return
    mapping = guess(seen)
    assert set(mapping.columns) == {column.name for column in seen.columns}
    assert from_json(mapping.to_json()) == mapping
    converted, _ = read(path, mapping)
    assert len(converted) == seen.n_rows
    for one in converted:
        assert (one.reading.record is None) <= bool(one.reading.faults)
    with open_delivery(path) as delivery:
        assert drift(mapping, seen, {}).empty
        unknown_values(mapping, delivery)


@given(values=st.dictionaries(_text, st.integers(1, 5), max_size=8), name=_text)
def test_no_column_makes_the_guess_fail(values, name):
    column = Column(name, values, sum(values.values()))
    seen = Look(
        name="a",
        format="csv",
        encoding="UTF-8",
        delimiter=";",
        sheet="",
        sheets=(),
        header_line=1,
        decimal="",
        columns=(column, Column("Nom", {"a": 1}, 1)),
        n_rows=max(1, column.n_filled),
        whole=True,
    )
    assert seen.words
    assert column.examples is not None
    with_words(seen, guess(seen))


# ---------------------------------------------------------------- what a table can be


@pytest.mark.parametrize(
    ("content", "columns", "line", "n"),
    [
        ("Nom;Ville\nA;Lens\n", ["Nom", "Ville"], 1, 1),
        ("Nom;Ville\n", ["Nom", "Ville"], 1, 0),  # titles and nothing else
        ("Liste 2026;\n;\nNom;Ville\nA;Lens\n", ["Nom", "Ville"], 3, 1),
        ("Espace;59999;a@b.example\nAutre;59998;c@d.example\n",
         ["Colonne 1", "Colonne 2", "Colonne 3"], 0, 2),  # no titles at all
        ("Nom;Horaires;Horaires;\nA;9h-12h;14h-17h;bis\n",
         ["Nom", "Horaires", "Horaires (2)", "Colonne 4"], 1, 1),
    ],
)  # fmt: skip
def test_titles_are_found_wherever_they_are(tmp_path, content, columns, line, n):
    seen = look(write(tmp_path, content.encode()))
    assert [column.name for column in seen.columns] == columns
    assert (seen.header_line, seen.n_rows) == (line, n)


def test_a_table_without_titles_is_read_again_without_them(tmp_path):
    path = write(tmp_path, b"Espace du Rouet;59999;Clairmaille\nMaison du Fil;59999;Clairmaille\n")
    converted, mapping = read(path)
    assert mapping.header_line == 0
    assert [c.reading.record.nom for c in converted] == ["Espace du Rouet", "Maison du Fil"]
    assert converted[0].reading.record.commune == "Clairmaille"


def test_ten_thousand_columns_are_refused_in_words(tmp_path):
    titles = ";".join(f"c{n}" for n in range(10_000))
    path = write(tmp_path, f"{titles}\n{';' * 9_999}\n".encode())
    with pytest.raises(DeliveryError) as caught:
        look(path)
    assert caught.value.code == "too_many_columns"
    assert "10000 colonnes" in str(caught.value)


def test_two_encodings_in_one_file_refuse_their_rows_and_say_so(tmp_path):
    good = "Nom;Ville\nMédiathèque;Clairmaille\n".encode() * 1
    path = write(tmp_path, good + "Café;Clairmaille\n".encode("cp1252"))
    seen = look(path)
    assert (seen.n_rows, seen.n_unreadable) == (2, 1)
    assert "sauf quelques octets" in seen.notes[0]
    converted, _ = read(path)
    assert converted[1].reading.faults[0].rule == "undecodable"


def test_a_file_cut_in_the_middle_of_a_line_keeps_what_comes_before(tmp_path):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([TITLES, *PLACES])
    whole = text.getvalue().encode()
    path = write(tmp_path, whole[: whole.index(b"9 quai")])
    converted, _ = read(path)
    assert [c.reading.record is not None for c in converted] == [True, True, False]
    assert "colonnes au lieu de 9" in converted[2].reading.faults[0].message


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "décrivez-le de nouveau"),
        ({"format": 1}, "Il manque une partie"),
        ({"format": 1, "columns": [["a", "field:rien"]]}, "ne dit pas ce qu’une colonne devient"),
        ({"format": 1, "columns": [], "words": {"services": {"a": "b"}}}, "n’est pas une valeur"),
        ({"format": 1, "columns": [], "epsg": 4326}, "EPSG:4326"),
        ({"format": 1, "columns": [], "key": ["a"]}, "n’est pas décrite"),
        ({"format": 1, "columns": [], "constants": {"rien": "a"}}, "n’est pas un champ"),
        ([], "décrivez-le de nouveau"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_in_words(said, words):
    with pytest.raises(MappingError, match=words):
        from_json(said)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"<html></html>", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"]
)
def test_what_is_no_table_is_refused_with_what_to_send(tmp_path, content):
    with pytest.raises(DeliveryError) as caught:
        look(write(tmp_path, content))
    assert caught.value.code == "wrong_format"
    assert "Envoyez le tableau en CSV, Excel (.xlsx)" in str(caught.value)


def test_a_number_that_the_producer_gives_is_the_key_and_never_the_name(tmp_path):
    rows = [["N° interne", "Le lieu en clair", "Rue"]]
    rows += [[f"AX-{n:03d}", f"Maison {n} du Moulin", f"{n} rue du Fuseau"] for n in range(1, 9)]
    mapping = guess(look(write_csv(tmp_path / "a.csv", rows, delimiter=";")))
    assert mapping.key == ("N° interne",)
    assert mapping.columns["N° interne"].name != "nom"
    assert mapping.columns["Le lieu en clair"].name == "nom"
