"""Reading without a key: pages that lose nothing, conditions, limits, refusals in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.models import Place
from maillage.apps.directory.tests.factories import (
    NOW,
    make_equipment,
    make_offer,
    make_place,
    make_programme,
    make_user,
)
from maillage.apps.territories.models import Zone
from tests.api.town import ROOT, Program, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return Program()


def all_pages(program, path, **query):
    """Follow `next` to the last page; return what each page held."""
    pages, address = [], f"{path}?" + "&".join(f"{k}={v}" for k, v in query.items())
    while address:
        answer = program.get(address)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        pages.append([one["id"] for one in body["data"]])
        address = (body["next"] or "").removeprefix(f"http://testserver{ROOT}")
        link = answer.get("Link", "")
        assert bool(address) == bool(link)
        if address:
            assert link == f'<{body["next"]}>; rel="next"'
    return pages


@pytest.mark.row("DAT-02")
def test_every_place_and_every_offer_is_read_once_whatever_is_added_meanwhile(program):
    for _ in range(7):
        make_place(n_offers=2)
    make_place(state="closed", closed_on=NOW, n_offers=1)
    make_place(withdrawn_at=NOW, n_offers=1)
    public = set(Place.objects.public().values_list("public_id", flat=True))
    pages = all_pages(program, "/places", limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {one for page in pages for one in page} == public
    offers = [one for page in all_pages(program, "/offers", limit=4) for one in page]
    assert len(offers) == len(set(offers)) == 14
    first = program.get("/places", {"limit": 3}).json()
    make_place(public_id="000")  # sorts before what has been read
    following = program.get("/places", {"limit": 3, "after": first["data"][-1]["id"]}).json()
    assert not {one["id"] for one in first["data"]} & {one["id"] for one in following["data"]}


def test_what_is_unknown_is_null_and_three_answers_stay_three(program):
    known = make_place(wheelchair=True, wifi_public=False, telephone="")
    said = program.get(f"/places/{known.public_id}").json()
    assert (said["wheelchair"], said["wifi_public"], said["childcare"]) == (True, False, None)
    assert said["telephone"] is None
    assert said["organisation"] is None
    assert said["courriels"] == []
    assert not {"pk", "state", "extension", "origins"} & set(said)


def test_nothing_personal_is_in_what_is_open(program):
    make_place(extension={"Responsable": "Camille Exemple"}, n_offers=1)
    for path in ("/places", "/offers", "/search", "/zones"):
        assert "Camille" not in program.get(path).content.decode()


def test_lists_are_narrowed_by_commune_quarter_box_and_day(program):
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    here = make_place(quarter_zone=zone, n_offers=1)
    away = make_place(
        commune="Autreville", code_insee="59998", latitude=48.0, longitude=179.5, n_offers=1,
        updated_at=NOW + timedelta(days=3),
    )  # fmt: skip
    nowhere = make_place(latitude=None, longitude=None)

    def ids(path="/places", **query):
        return {one["id"] for one in program.get(path, query).json()["data"]}

    assert ids(commune="59998") == {away.public_id}
    assert ids(quarter="centre") == {here.public_id}
    assert ids(quarter="inconnu") == set()
    assert ids(bbox="3,50,4,51") == {here.public_id}
    assert ids(bbox="170,40,-170,60") == {away.public_id}  # over the antimeridian
    assert ids(changed_since="2026-09-16T00:00:00Z") == {away.public_id}
    assert ids(changed_since="2026-09-16T02:00:00+02:00") == {away.public_id}
    assert nowhere.public_id in ids()
    assert ids("/offers", commune="59998") == {away.offers.get().public_id}


def test_an_offer_has_its_place_and_one_that_ended_is_not_there(program):
    place = make_place()
    offer = make_offer(place, frais_a_charge=["Gratuit"])
    ended = make_offer(place, ended_on=NOW)
    said = program.get(f"/offers/{offer.public_id}").json()
    assert said["place"]["id"] == place.public_id
    assert said["frais_a_charge"] == ["Gratuit"]
    problem(program.get(f"/offers/{ended.public_id}"), 404, "offer_unknown")


def test_a_place_that_left_the_lists_says_where_to_go(program):
    new = make_place()
    moved = make_place(state="moved", closed_on=NOW, moved_to=new)
    planned = make_place(state="planned")
    said = problem(program.get(f"/places/{moved.public_id}"), 410, "api_gone")
    assert f"/api/v1/places/{new.public_id}" in said["detail"]
    problem(program.get(f"/places/{planned.public_id}"), 404, "place_unknown")
    problem(program.get("/places/inconnu"), 404, "place_unknown")


def test_territories_are_listed_and_one_has_its_outline(program):
    outline = {"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, 51], [3, 50]]]}
    town = Zone.objects.create(kind="commune", code="59999", nom="Clairmaille", slug="clairmaille")
    Zone.objects.create(
        kind="quarter", code="q", nom="Centre", slug="centre", parent=town, geometry=outline
    )
    Zone.objects.create(kind="iris", code="i", nom="Iris", slug="iris")
    pages = [program.get("/zones", {"limit": 1}).json()]
    pages.append(program.get(pages[0]["next"].removeprefix(f"http://testserver{ROOT}")).json())
    assert [one["slug"] for page in pages for one in page["data"]] == ["centre", "clairmaille"]
    assert pages[1]["next"] is None
    assert [z["slug"] for z in program.get("/zones?kind=commune").json()["data"]] == ["clairmaille"]
    said = program.get("/zones/centre").json()
    assert said["geometry"] == outline
    assert said["parent"] == "clairmaille"
    problem(program.get("/zones/iris"), 404, "zone_unknown")


# ---------------------------------------------------------------- the search of the page


def test_the_search_answers_as_the_page_does(program, client):
    zone = Zone.objects.create(kind="commune", code="59999", nom="Clairmaille", slug="clairmaille")
    for number in range(5):
        place = make_place(nom=f"Lieu {number}", commune_zone=zone, wheelchair=number > 2 or None)
        make_offer(place, frais_a_charge=["Gratuit"] if number else [])
        make_equipment(place, "printer")
    query = {"besoin": "imprimer", "avec": ["cost:Gratuit", "wheelchair:yes"], "inconnus": "1"}
    said = program.get("/search", query).json()
    page = client.get("/lieux/", query).content.decode()
    assert (said["n_certain"], said["n_unknown"]) == (2, 3)
    shown = [page.index(f"/lieux/{hit['place']['id']}/") for hit in said["data"]]
    assert len(shown) == 5
    assert shown == sorted(shown)
    assert [hit["certain"] for hit in said["data"]] == [True, True, False, False, False]
    assert said["facets"]["cost:Gratuit"] == {"yes": 2, "unknown": 3}
    assert said["data"][2]["unknown"] == ["cost", "wheelchair"]


def test_what_was_widened_is_said_and_strict_widens_nothing(program):
    make_offer(make_place(), frais_a_charge=["Payant"])
    said = program.get("/search", {"avec": "cost:Gratuit"}).json()
    assert said["relaxed"] == [{"dimension": "cost", "any_of": ["cost:Gratuit"]}]
    assert said["n_certain"] == 1
    strict = program.get("/search", {"avec": "cost:Gratuit", "strict": "true"}).json()
    assert (strict["n_certain"], strict["relaxed"]) == (0, [])


def test_results_are_paged_by_distance_and_a_cursor_serves_its_own_order_only(program):
    for number in range(3):
        make_place(latitude=50.60 + number / 100, n_offers=1)
    point = {"latitude": "50.60", "longitude": "3.0722", "limit": 2}
    first = program.get("/search", point).json()
    assert [hit["distance_m"] for hit in first["data"]] == [0, 1112]
    rest = program.get(first["next"].removeprefix(f"http://testserver{ROOT}")).json()
    assert len(rest["data"]) == 1
    assert rest["next"] is None
    cursor = first["next"].partition("suite=")[2].partition("&")[0]
    problem(program.get("/search", {"suite": cursor}), 422, "api_cursor")
    problem(program.get("/search", {"suite": "cd1.x"}), 422, "api_parameters")
    problem(program.get("/search", {"suite": "cn1.4pyF4py"}), 422, "api_cursor")


def test_a_condition_that_the_base_does_not_know_is_named_not_guessed(program):
    make_place(n_offers=1)
    said = program.get("/search", {"avec": ["mood:happy", "cost:Gratuit"]}).json()
    assert said["ignored"] == ["mood:happy"]


def test_a_place_that_is_not_known_or_has_namesakes_is_said(program):
    for code in ("59998", "62998"):
        zone = Zone.objects.create(
            kind="commune", code=code, nom="Saint-Exemple", slug=f"saint-exemple-{code}"
        )
        make_place(commune_zone=zone, n_offers=1)
    said = problem(program.get("/search", {"ou": "Nullepart"}), 404, "api_named_nothing")
    assert "Nullepart" in said["detail"]
    problem(program.get("/search", {"ou": "Saint-Exemple"}), 409, "api_named_several")
    problem(program.get("/search", {"programme": "inconnu"}), 404, "api_named_nothing")
    said = problem(program.get("/search", {"latitude": "50"}), 422, "api_parameters")
    assert said["errors"][0]["where"] == "query.latitude"
    make_programme("Espaces parents", slug="parents")
    make_place()  # the base changed: what was kept of it is read again
    assert program.get("/search", {"programme": "parents"}).status_code == 200


# ---------------------------------------------------------------- conditions, formats, methods


def test_what_a_program_has_already_is_not_sent_again(program):
    place = make_place(n_offers=1)
    for path in (f"/places/{place.public_id}", "/places", "/offers", "/zones", "/search"):
        first = program.get(path)
        again = program.get(path, if_none_match=first["ETag"])
        assert again.status_code == 304, path
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"
    one = program.get(f"/places/{place.public_id}")
    assert (
        program.get(
            f"/places/{place.public_id}", if_modified_since=one["Last-Modified"]
        ).status_code
        == 304
    )
    Place.objects.filter(pk=place.pk).update(nom="Autre nom", updated_at=timezone.now())
    changed = program.get(f"/places/{place.public_id}", if_none_match=one["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != one["ETag"]
    problem(program.get(f"/places/{place.public_id}", if_match='"autre"'), 412, "api_changed")


def test_any_site_may_read_and_none_may_write_with_a_visitor_s_cookies(program):
    for path in ("/places", "/search", "/zones"):
        asked = program.client.options(f"{ROOT}{path}")
        assert asked.status_code == 204
        assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert asked["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in asked
    place = make_place()
    program.client.force_login(make_user(), "allauth.account.auth_backends.AuthenticationBackend")
    answer = program.patch(f"/places/{place.public_id}", {"nom": "Volé"})
    problem(answer, 401, "api_key_missing")
    assert "session" not in answer.cookies


def test_methods_and_formats_are_refused_in_words(program):
    place = make_place()
    said = problem(program.client.delete(f"{ROOT}/places"), 405, "api_method")
    assert "GET" in said["detail"]
    assert program.client.delete(f"{ROOT}/places")["Allow"] == "GET, HEAD, OPTIONS"
    assert program.client.put(f"{ROOT}/places/{place.public_id}")["Allow"] == (
        "GET, HEAD, OPTIONS, PATCH"
    )
    problem(program.get("/places", accept="text/csv"), 406, "api_format")
    problem(program.get("/places", accept="application/json;q=0"), 406, "api_format")
    assert program.get("/places", accept="text/html,*/*;q=0.8").status_code == 200
    head = program.client.head(f"{ROOT}/places")
    assert (head.status_code, head.content) == (200, b"")
    for path in ("", "/", "/lieux", "/places/", "/places/a/b", "/places/a%0Ab", "/%00", "/é"):
        problem(program.client.get(f"{ROOT}{path or '/'}"), 404, "api_address_unknown")


def test_the_document_names_every_address_and_reads_without_the_base(
    program, django_assert_num_queries
):
    program.get("/openapi.json")
    with django_assert_num_queries(0):
        document = program.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"{ROOT}{path}"
        for path in (
            "/places", "/places/{public_id}", "/places/{public_id}/offers", "/offers",
            "/offers/{offer_id}", "/zones", "/zones/{slug}", "/search",
            "/proposals", "/proposals/{number}",
        )
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert {"400", "404", "405", "406", "422", "429", "500"} <= set(operation["responses"])
