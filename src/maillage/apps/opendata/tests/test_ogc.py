"""OGC API – Features: documents, pages, boxes, dates, refusals in words."""

from datetime import date

import jsonschema_rs
import pytest

from maillage.apps.directory.tests.factories import Zone, make_offer, make_place
from maillage.apps.opendata.queries.ogc import COLLECTIONS
from maillage.apps.opendata.tests.asked import answer_of, body_of, refusal_of

pytestmark = pytest.mark.django_db
ITEMS = "/ogc/collections/lieux/items"
SQUARE = [[3.0, 50.0], [3.2, 50.0], [3.2, 50.2], [3.0, 50.2], [3.0, 50.0]]


def ids(body):
    return [feature["id"] for feature in body["features"]]


def link_to(body, rel):
    return next((link["href"] for link in body["links"] if link["rel"] == rel), "")


def every_page(client, url):
    """Return the ids of all pages, following the links as a program does."""
    found, n_pages = [], 0
    while url:
        body = body_of(client, url.removeprefix("http://testserver"))
        found += ids(body)
        n_pages += 1
        url = link_to(body, "next")
    return found, n_pages


# ---------------------------------------------------------------- documents


def test_every_link_of_the_documents_leads_somewhere(client):
    make_place(n_offers=1)
    seen, waiting = set(), ["/ogc/"]
    while waiting:
        url = waiting.pop().removeprefix("http://testserver")
        if url in seen or url.startswith("https://"):
            continue
        seen.add(url)
        if url == "/donnees/ouvertes/" or "f=html" in url:
            assert client.get(url).status_code == 200
            continue
        body = body_of(client, url)
        links = body.get("links", [])
        links += [one for c in body.get("collections", ()) for one in c["links"]]
        waiting += [link["href"] for link in links]
    assert {"/ogc/api", "/ogc/conformance", "/ogc/collections/zones/items"} <= seen


def test_the_parts_of_the_standard_that_are_followed_are_said(client):
    said = body_of(client, "/ogc/conformance")["conformsTo"]
    assert [one.rsplit("/", 1)[1] for one in said] == ["core", "oas30", "geojson", "html"]


def test_the_description_names_every_parameter_that_works_and_no_other(client):
    api = body_of(client, "/ogc/api")
    assert api["openapi"].startswith("3.0.")
    for one in COLLECTIONS:
        described = api["paths"][f"/collections/{one}/items"]["get"]["parameters"]
        names = {parameter["name"] for parameter in described}
        assert {"limit", "bbox", "datetime"} <= names
        for name in names - {"limit", "bbox", "datetime", "f"}:
            answer_of(client, f"/ogc/collections/{one}/items?{name}=x")
        refusal_of(client, f"/ogc/collections/{one}/items?inconnu=x")


def test_features_are_what_the_schema_of_their_collection_says(client, demo):
    for one in COLLECTIONS:
        schema = body_of(client, f"/ogc/collections/{one}/schema")
        columns = schema["properties"]["properties"]
        validator = jsonschema_rs.validator_for({**columns, "additionalProperties": False})
        features = body_of(client, f"/ogc/collections/{one}/items?limit=1000")["features"]
        assert features
        for feature in features:
            properties = {k: v for k, v in feature["properties"].items() if k != "id"}
            validator.validate(properties)


def test_the_extent_is_that_of_the_places(client):
    make_place(latitude=50.0, longitude=3.0, date_maj=date(2025, 1, 2))
    make_place(latitude=51.0, longitude=4.0, date_maj=date(2026, 1, 2))
    extent = body_of(client, "/ogc/collections/lieux")["extent"]
    assert extent["spatial"]["bbox"] == [[3.0, 50.0, 4.0, 51.0]]
    assert extent["temporal"]["interval"] == [["2025-01-02T00:00:00Z", "2026-01-02T23:59:59Z"]]


def test_an_empty_base_has_no_extent_and_no_feature(client):
    assert "extent" not in body_of(client, "/ogc/collections/lieux")
    body = body_of(client, ITEMS)
    assert (body["numberMatched"], body["numberReturned"], body["features"]) == (0, 0, [])


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(("collection", "n", "limit"), [("lieux", 7, 3), ("offres", 14, 5)])
def test_pages_give_each_feature_once(client, collection, n, limit):
    for _ in range(7):
        make_place(n_offers=2)
    url = f"/ogc/collections/{collection}/items?limit={limit}"
    found, n_pages = every_page(client, url)
    assert len(found) == len(set(found)) == n
    assert n_pages == 3
    first = body_of(client, url)
    assert (first["numberMatched"], first["numberReturned"]) == (n, limit)


def test_a_full_last_page_promises_no_other(client):
    for _ in range(3):
        make_place()
    assert not link_to(body_of(client, f"{ITEMS}?limit=3"), "next")


def test_a_place_added_between_two_pages_moves_nothing(client):
    for _ in range(6):
        make_place()
    first = body_of(client, f"{ITEMS}?limit=3")
    make_place(public_id="0000000000")
    rest, _n = every_page(client, link_to(first, "next"))
    assert not set(ids(first)) & set(rest)
    assert len(rest) == 3


def test_a_place_of_thirty_offers_spreads_over_pages(client):
    place = make_place(n_offers=30)
    found, n_pages = every_page(client, "/ogc/collections/offres/items?limit=10")
    assert sorted(found) == sorted(place.offers.values_list("public_id", flat=True))
    assert n_pages == 3


def test_queries_do_not_grow_with_the_page(client, django_assert_max_num_queries):
    for _ in range(40):
        make_place(n_offers=2)
    Zone.objects.bulk_create(
        Zone(kind="quarter", code=f"q{n}", nom=f"Q{n}", slug=f"q{n}") for n in range(30)
    )
    for one, most in (("lieux", 12), ("offres", 12), ("zones", 3)):
        with django_assert_max_num_queries(most):
            assert body_of(client, f"/ogc/collections/{one}/items?limit=500")["numberReturned"] > 20


# ---------------------------------------------------------------- boxes, dates, values


def test_a_box_keeps_what_is_inside_with_or_without_heights(client):
    inside = make_place(latitude=50.5, longitude=3.5)
    make_place(latitude=52.0, longitude=3.5)
    make_place(latitude=None, longitude=None)
    for box in ("3,50,4,51", "3,50,-10,4,51,10", "3.5,50.5,3.5,50.5"):
        body = body_of(client, f"{ITEMS}?bbox={box}")
        assert ids(body) == [inside.public_id]
        assert body["numberMatched"] == 1


def test_a_box_may_cross_the_antimeridian(client):
    fiji = make_place(latitude=-17.0, longitude=179.5)
    wallis = make_place(latitude=-13.3, longitude=-176.2)
    make_place(latitude=-17.0, longitude=3.0)
    found = ids(body_of(client, f"{ITEMS}?bbox=175,-20,-170,-10"))
    assert sorted(found) == sorted([fiji.public_id, wallis.public_id])


def test_the_next_page_keeps_the_question(client):
    for n in range(5):
        make_place(code_insee="59001" if n else "59002", latitude=50.0, longitude=3.0)
    found, n_pages = every_page(client, f"{ITEMS}?limit=2&code_insee=59001&bbox=2,49,4,51")
    assert (len(found), n_pages) == (4, 2)


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        ("2026-09-01", 1),
        ("2026-09-01T23:30:00Z", 0),  # already the 2nd in Paris
        ("2026-09-01/2026-09-30", 2),
        ("2026-09-02/..", 1),
        ("../2026-09-01", 1),
        ("/2026-09-01", 1),
        ("../..", 2),
    ],
)
def test_a_date_keeps_the_places_dated_so(client, asked, n):
    make_place(date_maj=date(2026, 9, 1))
    make_place(date_maj=date(2026, 9, 30))
    make_place(date_maj=None)
    assert body_of(client, f"{ITEMS}?datetime={asked}")["numberMatched"] == n


def test_places_and_offers_are_chosen_by_the_same_values(client):
    quarter = Zone.objects.create(kind="quarter", code="f", nom="La Filature", slug="filature")
    place = make_place(nom="EPN", quarter_zone=quarter, n_offers=2)
    make_place(nom="MJC", n_offers=1)
    assert ids(body_of(client, f"{ITEMS}?quartier=filature")) == [place.public_id]
    assert body_of(client, "/ogc/collections/offres/items?nom=EPN")["numberReturned"] == 2
    assert body_of(client, f"{ITEMS}?commune=Clairmaille&code_postal=59999")["numberMatched"] == 2


def test_an_offer_says_its_place_and_lies_there(client):
    place = make_place(nom="EPN", latitude=50.0, longitude=3.0)
    offer = make_offer(place, frais_a_charge=["Gratuit"])
    found = body_of(client, f"/ogc/collections/offres/items/{offer.public_id}")
    assert found["geometry"]["coordinates"] == [3.0, 50.0]
    assert found["properties"]["lieu_id"] == place.public_id
    assert found["properties"]["frais_a_charge"] == ["Gratuit"]


# ---------------------------------------------------------------- territories


def box_of_outline(outline):
    """Return the box of a polygon, as the base wants it."""
    if outline is None:
        return {}
    (ring,) = outline["coordinates"]
    longitudes, latitudes = [x for x, _y in ring], [y for _x, y in ring]
    return {
        "south": min(latitudes),
        "west": min(longitudes),
        "north": max(latitudes),
        "east": max(longitudes),
    }


def make_zone(slug, **fields):
    outline = {"type": "Polygon", "coordinates": [SQUARE]}
    said = {"kind": "quarter", "code": slug, "nom": slug, "slug": slug, "geometry": outline}
    said |= fields
    return Zone.objects.create(**said | box_of_outline(said["geometry"]))


def test_territories_of_today_have_their_outline(client):
    make_zone("centre", kind="commune")
    make_zone("qp", kind="qpv")
    make_zone("ancien", valid_to=date(2020, 1, 1))
    make_zone("iris", kind="iris")
    make_zone("sans-contour", geometry=None)
    body = body_of(client, "/ogc/collections/zones/items")
    assert ids(body) == ["centre", "qp", "sans-contour"]
    assert body["features"][0]["geometry"]["coordinates"] == [SQUARE]
    assert body["features"][2]["geometry"] is None
    assert ids(body_of(client, "/ogc/collections/zones/items?genre=qpv")) == ["qp"]


def test_territories_that_meet_a_box_by_pages(client):
    for n in range(5):
        make_zone(f"z{n}")
    away = [[x + 10, y] for x, y in SQUARE]
    make_zone("a-loin", geometry={"type": "Polygon", "coordinates": [away]})
    found, n_pages = every_page(client, "/ogc/collections/zones/items?limit=2&bbox=3.1,50.1,4,51")
    assert (found, n_pages) == (["z0", "z1", "z2", "z3", "z4"], 3)
    assert ids(body_of(client, "/ogc/collections/zones/items?bbox=12,49,-170,51")) == ["a-loin"]


def test_an_outline_across_the_180th_meridian_meets_the_boxes_of_both_sides(client):
    west_part = [[179.0, -18.0], [180.0, -18.0], [180.0, -17.0], [179.0, -17.0], [179.0, -18.0]]
    east_part = [[-180.0, -18.0], [-179.0, -18.0], [-179.0, -17.0], [-180.0, -18.0]]
    outline = {"type": "MultiPolygon", "coordinates": [[west_part], [east_part]]}
    box = {"south": -18.0, "west": 179.0, "north": -17.0, "east": -179.0}
    Zone.objects.create(
        kind="commune", code="98600", nom="Îles", slug="iles", geometry=outline, **box
    )
    make_zone("loin")
    for asked, n in (
        ("178,-20,179.5,-10", 1),
        ("-179.5,-20,-170,-10", 1),
        ("170,-20,-170,-10", 1),
        ("179.9,-20,-179.9,-10", 1),
        ("-170,-20,170,-10", 0),
        ("170,0,-170,60", 0),
    ):
        body = body_of(client, f"/ogc/collections/zones/items?bbox={asked}")
        assert (asked, body["numberMatched"]) == (asked, n)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("bbox=1,2,3", "quatre nombres"),
        ("bbox=a,b,c,d", "quatre nombres"),
        ("bbox=nan,0,1,1", "quatre nombres"),
        ("bbox=inf,0,1,1", "quatre nombres"),
        ("bbox=1,2,3,4,5", "quatre nombres"),
        ("bbox=3,51,4,50", "le sud avant le nord"),
        ("bbox=-181,0,1,1", "longitude"),
        ("bbox=0,-91,1,1", "latitudes"),
        ("bbox=0,0,9,1,1,1", "hauteur"),
        ("limit=0", "de 1 à 1000"),
        ("limit=-1", "de 1 à 1000"),
        ("limit=99999999999999999999", "de 1 à 1000"),
        ("limit=dix", "nombre entier"),
        ("limit=%C2%B2", "nombre entier"),
        ("datetime=hier", "Écrivez une date"),
        ("datetime=2026-13-01", "Écrivez une date"),
        ("datetime=2026-01-01/2025-01-01/2024-01-01", "Écrivez une date"),
        ("datetime=2026-02-01/2026-01-01", "avant la seconde"),
        ("datetime=0001-01-01T00:00:00%2B14:00", "Écrivez une date"),
        ("apres=%27%3B--", "suivez le lien"),
        ("comune=Clairmaille", "Vouliez-vous dire « commune »"),
        ("limit=1&limit=2", "deux fois"),
        ("f=xml", "json"),
        ("nom=a%00b", "trop long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, query, words):
    assert words in refusal_of(client, f"{ITEMS}?{query}")


def test_more_than_a_page_holds_gives_a_whole_page(client):
    make_place()
    assert body_of(client, f"{ITEMS}?limit=100000")["numberReturned"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "/ogc/collections/inconnue",
        "/ogc/collections/inconnue/items",
        f"{ITEMS}/inconnu",
        f"{ITEMS}/99999999999999999999",
        "/ogc/collections/offres/items/inconnu",
        "/ogc/collections/zones/items/inconnu",
    ],
)
def test_what_is_not_there_is_a_problem_document(client, url):
    assert "Rien n’est publié" in refusal_of(client, url, 404)


def test_a_closed_place_and_its_offers_are_not_there(client):
    place = make_place(state="closed", closed_on=date(2026, 1, 1))
    offer = make_offer(place)
    ended = make_offer(make_place(), ended_on=date(2026, 1, 1))
    refusal_of(client, f"{ITEMS}/{place.public_id}", 404)
    for one in (offer, ended):
        refusal_of(client, f"/ogc/collections/offres/items/{one.public_id}", 404)
    assert body_of(client, "/ogc/collections/offres/items")["numberMatched"] == 0


def test_a_program_that_says_nothing_of_what_it_accepts_gets_no_page(client):
    for accept in ("", "*/*", "application/geo+json", "image/png", "application/json, text/html"):
        answer = client.get(f"{ITEMS}?limit=0", headers={"Accept": accept})
        assert answer["Content-Type"] == "application/problem+json", accept
        assert "Accept" in answer["Vary"].split(", ")
        answer = client.get(ITEMS, headers={"Accept": accept})
        assert answer["Content-Type"] == "application/geo+json", accept


def test_any_site_may_read_and_ask_again_only_what_changed(client):
    make_place()
    answer = answer_of(client, ITEMS)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/geo+json"
    assert answer_of(client, ITEMS, 304, **{"If-None-Match": answer["ETag"]}).content == b""
    make_place()
    assert answer_of(client, ITEMS, 200, **{"If-None-Match": answer["ETag"]})
    assert client.post(ITEMS).status_code == 405
