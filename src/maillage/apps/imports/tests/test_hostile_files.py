"""Whatever is sent, a person reads what happened and how to repair it."""

import io
import itertools
import json
import zipfile

import pytest

from maillage.apps.imports.models import DeliveredFile
from maillage.apps.imports.tests.screen import page, send
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db

STANDARD = "id,nom,commune,code_postal,adresse,latitude,longitude"
ROW = "A1,Atelier du pont,Clairmaille,99999,1 rue du Pont,48.5,2.5"


def zipped(members):
    """Return an archive with these members, as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb():
    """Return a workbook whose sheet is 350 MB of one byte."""
    sheet = b"<worksheet><sheetData>" + b" " * 350 * 1024**2
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook><sheets><sheet name='a'/></sheets></workbook>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def ods(doctype="", cell="&xxe;"):
    """Return an ODS whose content names an external entity."""
    content = (
        f"<?xml version='1.0'?>{doctype}<office:document-content "
        "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
        "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
        "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
        "<office:spreadsheet><table:table table:name='f'>"
        "<table:table-row><table:table-cell><text:p>nom</text:p></table:table-cell>"
        "<table:table-cell><text:p>commune</text:p></table:table-cell></table:table-row>"
        f"<table:table-row><table:table-cell><text:p>{cell}</text:p></table:table-cell>"
        "<table:table-cell><text:p>Clairmaille</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def geojson(*positions):
    """Return a map with a place at each of these positions, written as they are."""
    features = ",".join(
        f'{{"type":"Feature","properties":{{"nom":"Lieu {n}","commune":"Clairmaille"}},'
        f'"geometry":{{"type":"Point","coordinates":{position}}}}}'
        for n, position in enumerate(positions)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()


def kml(doctype="", name="&xxe;"):
    return (
        f"<?xml version='1.0'?>{doctype}<kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
        f"<Placemark><name>{name}</name><Point><coordinates>2.5,48.5</coordinates></Point>"
        "</Placemark></Document></kml>"
    ).encode()


XXE = "<!DOCTYPE a [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>"
ENTITIES = "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in itertools.pairwise("abcdefghij")
)
LAUGHS = f"<!DOCTYPE a [<!ENTITY a 'ha ha'>{ENTITIES}<!ENTITY xxe '&j;'>]>"
PLACE = {"id": "A1", "nom": "Atelier du pont", "commune": "Clairmaille"}
OTHER = "A2,Médiathèque,Clairmaille,99999,2 rue,48.5,2.5\n"
TITLES = "nom,commune,<script>alert(1)</script>,\u202eabc,=1+1,  ,{{ x }},%s,__class__"
CELLS = "Atelier,Clairmaille,<b>x</b>,\u202ex,=cmd|' /C calc'!A0,y,{{ 7*7 }},%n,z"


def wide(n):
    """Return a table of so many columns."""
    return (",".join(f"c{i}" for i in range(n)) + "\n" + ",".join("x" * n) + "\n").encode()


HOSTILE = {
    "empty.csv": b"",
    "nul.csv": f"{STANDARD}\n{ROW}\nA2,Ate\0lier,Clairmaille,99999,2 rue,48.5,2.5\n".encode(),
    "only nul.csv": b"\0" * 5000,
    "2000 columns.csv": wide(2_002),
    "long line.csv": f"{STANDARD}\n{ROW}\nA2,{'x' * 10 * 1024**2},Clairmaille,99999,,,\n".encode(),
    "open quote.csv": f'{STANDARD}\n{ROW}\nA2,"Atelier,Clairmaille,99999,,,\n{ROW}\n'.encode(),
    "mixed.csv": f"{STANDARD}\n{ROW}\n".encode() + OTHER.encode("latin-1") + OTHER.encode(),
    "same titles.csv": b"nom,nom,nom,commune\na,b,c,Clairmaille\n",
    "bad titles.csv": (TITLES + "\n" + CELLS + "\n").encode(),
    "deep.json": b"[" * 1000 + b"]" * 1000,
    "deep in a place.json": json.dumps([PLACE | {"n": 0}])
    .replace("0}", "[" * 1_000 + "]" * 1_000 + "}")
    .encode(),
    "numbers.json": json.dumps([PLACE | {"n": 0}])
    .replace('"n": 0', '"n": 1' + "0" * 5_000)
    .encode(),
    "nan.json": json.dumps(
        [PLACE | {"latitude": float("nan"), "longitude": float("inf")}]
    ).encode(),
    "surrogate.json": b'[{"id":"A1","nom":"Ate\\ud800lier","commune":"Clair\\u0000maille"}]',
    "cut.json": json.dumps([PLACE, PLACE]).encode()[:-12],
    "text.geojson": geojson(
        '["2.5","48.5"]', '"2.5 48.5"', '["a","b"]', "null", "[]", "{}", "[[[2.5,48.5]]]"
    ),
    "nan.geojson": geojson("[2.5,48.5]", "[NaN,NaN]", "[Infinity,1]"),
    "huge.geojson": geojson("[1e308,-1e308]", "[1e999,1]", "[2.5,48.5]", "[1,2,3,4,5]"),
    "swapped.geojson": geojson("[48.5,2.5]", "[48.6,2.4]", "[48.7,2.6]"),
    "features are text.geojson": b'{"type":"FeatureCollection","features":"a"}',
    "null feature.geojson": b'{"type":"FeatureCollection","features":'
    b'[null,1,{"type":"Feature"},{"properties":[]}]}',
    "dtd.kml": kml(XXE),
    "laughs.kml": kml(LAUGHS),
    "entity.kml": kml(name="&xxe;"),
    "bomb.xlsx": bomb,
    "xxe.ods": ods(XXE),
    "cut.ods": ods("", "Atelier")[:-60],
    "no content.ods": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "bad.xlsx": zipped({"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"}),
    "a.zip": zipped({"lieux.csv": STANDARD}),
    "up.kmz": zipped({"../../doc.kml": kml(XXE)}),
    "a.pdf": b"%PDF-1.7\n",
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
}


def answer_of(answer):
    """Return what a page says; it is a page, in words, and nothing of the file runs in it."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode()
    assert answer.status_code in {200, 302, 409, 413, 422}, text
    for forbidden in ("Traceback", "root:x:", "<script>alert", "<b>x</b>"):
        assert forbidden not in text
    return text


def refused_in_words(file):
    assert file.failure.rstrip().endswith((".", "?")), file.failure
    assert "de notre côté" not in file.failure
    assert file.path not in file.failure


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_every_page_of_a_hostile_file_answers_in_words(desk, own_folder, name):
    content = HOSTILE[name]
    answer = send(desk, content() if callable(content) else content, name)
    if answer.status_code != 302:
        assert "est vide" in answer_of(answer)
        return
    run_waiting()
    file = DeliveredFile.objects.get()
    answer_of(desk.get(page(file)))
    if file.state == "failed":
        refused_in_words(file)
    said = {"producteur": "La Roue", "titre": "Ses lieux", "entier": "on"}
    answer = desk.post(f"{page(file)}decrire/", said)
    text = answer_of(answer)
    if answer.status_code == 302:
        describe(desk, file)
    else:
        assert "Rien n’a été changé" in text
    desk.post(f"{page(file)}source/", {"source": "national", "producteur": "mjc"})
    run_waiting()
    file.refresh_from_db()
    answer_of(desk.get(page(file)))
    if file.state == "failed":
        refused_in_words(file)
        return
    assert file.state == "previewed"
    answer_of(desk.post(f"{page(file)}importer/", {"retraits": "1"}))
    run_waiting()
    file.refresh_from_db()
    assert file.state == "imported", file.failure


def describe(desk, file):
    """Take a file through its description, as far as it goes."""
    text = answer_of(desk.get(f"{page(file)}colonnes/"))
    said = {f"c{n}": "keep" for n in range(text.count("<select"))}
    said |= {"c0": "field:nom", "commune": "Clairmaille", "code_postal": "99999"}
    answer = desk.post(f"{page(file)}colonnes/", said)
    answer_of(answer)
    if answer.status_code != 302:
        return
    answer_of(desk.get(f"{page(file)}mots/"))
    answer_of(desk.post(f"{page(file)}mots/"))
    run_waiting()
    file.refresh_from_db()
    answer_of(desk.get(page(file)))
    answer_of(desk.get(f"{page(file)}valeurs-ecartees.csv"))
    if file.state == "failed":
        refused_in_words(file)
