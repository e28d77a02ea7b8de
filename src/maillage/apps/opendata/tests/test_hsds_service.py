"""The reading service of HSDS: lists by numbered pages, choices, refusals in words."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import (
    TemporaryClosure,
    make_offer,
    make_organisation,
    make_place,
)
from maillage.apps.opendata.queries.hsds_ids import OFFER, named, uuid_of
from maillage.apps.opendata.tests.asked import answer_of, body_of, refusal_of, text_of
from maillage.apps.opendata.tests.hsds_rules import faults


@pytest.mark.django_db
def test_every_list_and_every_object_keeps_the_rules(client):
    place = make_place(organisation=make_organisation(nom="La Navette"), n_offers=1)
    offer = place.offers.get()
    offer.services = ["Aide aux démarches administratives"]
    offer.save()
    for name, table in (
        ("services?full=true", "services"),
        ("services", "services"),
        ("service_at_locations", "service_at_locations"),
        ("organizations", "organizations"),
        ("taxonomies", "taxonomies"),
        ("taxonomy_terms", "taxonomy_terms"),
    ):
        page = body_of(client, f"/hsds/{name}")
        assert page["contents"]
        assert not [fault for row in page["contents"] for fault in faults(table, row)], name
        one = body_of(client, f"/hsds/{name.partition('?')[0]}/{page['contents'][0]['id']}")
        assert not faults(table, one), name
        assert one["id"] == page["contents"][0]["id"]
    assert body_of(client, "/hsds/")["version"] == "3.0"


@pytest.mark.django_db
def test_pages_are_numbered_and_give_each_service_once(client):
    for _ in range(3):
        make_place(n_offers=3)
    pages = [body_of(client, f"/hsds/services?per_page=4&page={n}") for n in (1, 2, 3)]
    assert [p["size"] for p in pages] == [4, 4, 1]
    assert len({row["id"] for p in pages for row in p["contents"]}) == 9
    head = {name: value for name, value in pages[0].items() if name != "contents"}
    assert head == {
        "total_items": 9,
        "total_pages": 3,
        "page_number": 1,
        "size": 4,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    assert body_of(client, "/hsds/services?per_page=4&page=9")["empty"]


@pytest.mark.django_db
def test_a_service_is_found_by_word_place_organisation_and_date(client):
    navette = make_organisation(nom="La Navette")
    here = make_place(code_postal="59999", organisation=navette, latitude=50.0, longitude=3.0)
    wanted = make_offer(here, title="Imprimer", frais_a_charge=["Gratuit"])
    far = make_place(code_postal="59001", latitude=50.05, longitude=3.0)
    make_offer(far, title="Coudre", frais_a_charge=["Payant"])
    terms = body_of(client, "/hsds/taxonomy_terms?per_page=200&search=Gratuit")["contents"]
    free = next(term["id"] for term in terms if term["name"] == "Gratuit")
    organisation = body_of(client, "/hsds/organizations")["contents"][0]["id"]
    since = (timezone.now() + timedelta(days=1)).date()
    for query, n in (
        ("search=impr", 1),
        ("postcode=59999", 1),
        ("postcode=59999&proximity=1000", 1),
        ("postcode=59999&proximity=10000", 2),
        (f"taxonomy_term_id={free}", 1),
        (f"taxonomy_id={body_of(client, f'/hsds/taxonomy_terms/{free}')['taxonomy_id']}", 2),
        (f"organization_id={organisation}", 1),
        (f"organization_id={uuid_of('o', 'personne')}", 0),
        ("organization_id=x", 0),
        ("taxonomy_term_id=x", 0),
        (f"modified_after={since}", 0),
        ("modified_after=2020-01-01T00:00:00Z", 2),
    ):
        page = body_of(client, f"/hsds/services?{query}")
        assert page["total_items"] == n, query
    (found,) = body_of(client, "/hsds/services?search=impr&minimal=true")["contents"]
    assert found.keys() == {"id", "last_modified"}
    assert found["id"] == uuid_of(OFFER, wanted.public_id)


@pytest.mark.django_db
def test_a_place_closed_for_some_days_says_so(client):
    place = make_place(n_offers=1)
    today = timezone.localdate()
    TemporaryClosure.objects.create(place=place, starts_on=today, ends_on=today, reason="travaux")
    (service,) = body_of(client, "/hsds/services")["contents"]
    assert service["status"] == "temporarily closed"
    assert service["alert"].endswith(": travaux")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=0", "nombre entier"),
        ("page=99999999999999999999", "nombre entier"),
        ("page=100001", "nombre entier"),
        ("per_page=beaucoup", "nombre entier"),
        ("proximity=100", "code postal"),
        ("proximity=-5&postcode=59999", "nombre entier"),
        ("modified_after=hier", "Écrivez une date"),
        ("full=peut-être", "« true » ou « false »"),
        ("format=xml", "json"),
        ("serch=a", "Vouliez-vous dire « search »"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, query, words):
    assert words in refusal_of(client, f"/hsds/services?{query}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"]
)
def test_what_is_not_there_is_a_problem_document(client, name):
    closed = make_place(state="closed", closed_on=date(2026, 1, 1), n_offers=1)
    kinds = {"services": "s", "service_at_locations": "w"}
    number = uuid_of(kinds.get(name, "o"), closed.offers.get().public_id)
    for one in (number, "x", "0" * 40, named("x")):
        assert "Rien n’est publié" in refusal_of(client, f"/hsds/{name}/{one}", 404)


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_page(client, django_assert_max_num_queries):
    for _ in range(30):
        make_place(n_offers=2, organisation=make_organisation())
    with django_assert_max_num_queries(13):
        assert body_of(client, "/hsds/services?per_page=200&full=true")["size"] == 60
    with django_assert_max_num_queries(3):
        assert body_of(client, "/hsds/organizations?per_page=200")["size"] == 30
    with django_assert_max_num_queries(24):
        text_of(answer_of(client, "/donnees/fichiers/hsds.json"))
