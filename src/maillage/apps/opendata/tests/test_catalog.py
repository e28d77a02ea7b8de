"""The record for portals: the same statements in JSON-LD and in Turtle, and every link alive."""

import re

import pytest

from maillage.apps.directory.tests.factories import make_place
from maillage.apps.opendata.queries.catalog import FORMATS, PREFIXES
from maillage.apps.opendata.queries.linked import Iri, Text, Thing, json_ld, turtle
from maillage.apps.opendata.tests.asked import answer_of, body_of, text_of

JSON, TURTLE = "/donnees/catalogue.jsonld", "/donnees/catalogue.ttl"
# Mandatory and recommended in DCAT-AP 3.0, as we use them.
WANTED = {
    "dcat:Catalog": "dct:title dct:description dct:publisher dcat:dataset foaf:homepage",
    "dcat:Dataset": (
        "dct:title dct:description dct:publisher dcat:contactPoint dcat:distribution "
        "dcat:keyword dcat:theme dct:accrualPeriodicity dct:modified dct:license dcat:landingPage"
    ),
    "dcat:Distribution": "dcat:accessURL dct:license dct:format dcat:mediaType dct:title",
    "dcat:DataService": "dct:title dcat:endpointURL dcat:servesDataset dct:publisher",
    "foaf:Organization": "foaf:name",
}

# ---------------------------------------------------------------- a small reader of Turtle

TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[a-z]+)|\^\^(?P<datatype>\S+))?'
    r"|<(?P<iri>[^>]*)>|(?P<mark>[\[\];,.])|(?P<name>[^\s;,\[\]]+)"
)


def statements_of_turtle(text):
    """Return (subject, predicate, object) of a document written by us; a nested thing is "[]"."""
    body = [line for line in text.splitlines() if not line.startswith("@prefix")]
    tokens = list(TOKEN.finditer("\n".join(body)))
    found, stack, subject, predicate = set(), [], None, None
    for match in tokens:
        mark = match["mark"]
        if mark == "[":
            found.add((subject, predicate, "[]"))
            stack.append(subject)
            subject, predicate = "[]", None
        elif mark == "]":
            subject = stack.pop()
        elif mark == ";":
            predicate = None
        elif mark == ".":
            subject = predicate = None
        elif mark != ",":
            value = _value(match)
            if subject is None:
                subject = value
            elif predicate is None:
                predicate = value
            else:
                found.add((subject, predicate, value))
    return found


def _value(match):
    if match["text"] is not None:
        text = match["text"]
        for written, meant in (('\\"', '"'), ("\\n", "\n"), ("\\\\", "\\")):
            text = text.replace(written, meant)
        return (text, match["language"] or "", match["datatype"] or "")
    return match["iri"] if match["iri"] is not None else match["name"]


def statements_of_json(document):
    """Return the same of a JSON-LD document written by us."""
    found = set()

    def walk(node):
        subject = node.get("@id", "[]")
        for type_ in node["@type"]:
            found.add((subject, "a", type_))
        for predicate, values in node.items():
            if predicate.startswith("@"):
                continue
            for value in values:
                if "@value" in value:
                    said = (value["@value"], value.get("@language", ""), value.get("@type", ""))
                elif "@type" in value:
                    walk(value)
                    said = "[]"
                else:
                    said = value["@id"]
                found.add((subject, predicate, said))

    for node in document["@graph"]:
        walk(node)
    return found


# ---------------------------------------------------------------- the writers


def test_a_text_may_hold_anything():
    hard = Text('l’« eau » "\\\n\tet <b>', "fr")
    thing = Thing(["dcat:Dataset"], [("dct:title", hard)], "https://ville.example/#x")
    assert '\\"\\\\\\n\\t' in turtle([thing], PREFIXES)
    assert json_ld([thing], PREFIXES)["@graph"][0]["dct:title"] == [
        {"@value": hard.value, "@language": "fr"}
    ]


@pytest.mark.parametrize("bad", ["https://a.example/a b", "https://a.example/>", "x\ny", 'a"b'])
def test_what_an_iri_cannot_hold_is_not_written(bad):
    thing = Thing(["dcat:Dataset"], [("dct:license", Iri(bad))], "https://ville.example/#x")
    with pytest.raises(ValueError, match="IRI"):
        turtle([thing], PREFIXES)


# ---------------------------------------------------------------- the record

pytestmark = pytest.mark.django_db


def test_both_files_say_the_same(client):
    make_place()
    from_json = statements_of_json(body_of(client, JSON))
    from_turtle = statements_of_turtle(text_of(answer_of(client, TURTLE)))
    assert from_json == from_turtle
    assert len(from_json) > 60


def test_each_thing_says_what_portals_need(client):
    nodes = body_of(client, JSON)["@graph"]
    for type_, names in WANTED.items():
        of_type = [node for node in nodes if type_ in node["@type"]]
        assert of_type, type_
        for node in of_type:
            assert not set(names.split()) - node.keys(), (type_, node["@id"])


def test_things_that_are_named_exist(client):
    said = statements_of_json(body_of(client, JSON))
    subjects = {subject for subject, _p, _o in said}
    inside = {o for _s, _p, o in said if isinstance(o, str) and "catalogue.jsonld#" in o}
    assert inside <= subjects


def test_every_format_that_is_on_is_told_once_and_answers(client):
    make_place(n_offers=1)
    nodes = body_of(client, JSON)["@graph"]
    told = [node for node in nodes if node["@type"] == ["dcat:Distribution"]]
    addresses = [node["dcat:accessURL"][0]["@id"] for node in told]
    assert len(set(addresses)) == len(addresses) >= 5
    for url in addresses:
        answer = client.get(url.removeprefix("http://testserver"))
        assert answer.status_code in (200, 302), url
        assert answer.status_code == 302 or b"".join(answer), url
    media = {node["dcat:mediaType"][0]["@id"].partition("media-types/")[2] for node in told}
    assert media <= {one.media_type for one in FORMATS}


def test_the_publisher_is_the_territory_and_its_contact_a_desk(client, settings):
    nodes = body_of(client, JSON)["@graph"]
    editor = next(node for node in nodes if "foaf:Organization" in node["@type"])
    assert editor["foaf:name"][0]["@value"] == settings.SITE["name"]
    dataset = next(node for node in nodes if node["@type"] == ["dcat:Dataset"])
    contact = dataset["dcat:contactPoint"][0]
    assert contact["vcard:fn"][0]["@value"] == settings.SITE["contact_name"]
    assert contact["vcard:hasTelephone"][0]["@id"].startswith("tel:+33")
    assert dataset["dct:accrualPeriodicity"][0]["@id"].endswith("frequency/CONT")


def test_an_empty_base_has_no_place_on_earth(client):
    dataset = next(
        node for node in body_of(client, JSON)["@graph"] if node["@type"] == ["dcat:Dataset"]
    )
    assert "dct:spatial" not in dataset
    make_place(latitude=50.0, longitude=3.0)
    text = text_of(answer_of(client, TURTLE))
    assert "POLYGON((3.0 50.0, " in text
    assert answer_of(client, TURTLE)["Content-Type"] == "text/turtle; charset=utf-8"
