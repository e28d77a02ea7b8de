"""Proposals that mean nothing: refused in the words of the staff form, each value at its path."""

import pytest

from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import AuditRow
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user
from tests.api.town import NEW, OFFER, PLACE, Program, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place(organisation=make_organisation(), wheelchair=False)


@pytest.fixture
def program():
    author = make_user(role="mediator", organisation=make_organisation(nom="Le Rouet"))
    return Program(author, ("proposals:write",))


def send(program, body, **headers):
    return program.send("POST", "/proposals", body, **headers)


PLACE_WRONG = [
    ({"code_postal": "5999"}, "place.code_postal", "cinq chiffres"),
    ({"telephone": "12 34"}, "place.telephone", "il en faut 10"),
    ({"telephone": "3939"}, "place.telephone", "il en faut 10"),
    ({"contact_telephone": "01 99 00 21"}, "place.contact_telephone", "il en faut 10"),
    ({"courriels": ["a@b"]}, "place.courriels", "« a@b » n’est pas une adresse e-mail"),
    ({"kinds": ["chateau"]}, "place.kinds", "chateau"),
    ({"languages": ["xx"]}, "place.languages", "xx"),
    ({"latitude": 50.5}, "place", "ou aucune des deux"),
    ({"latitude": 91.0, "longitude": 3.0}, "place.latitude", "pas plus de 90"),
    ({"nom": None}, "place.nom", "texte"),
    ({"nom": " "}, "place.nom", "pas écrit comme attendu"),
    ({"wheelchair": "oui"}, "place.wheelchair", "true ou false"),
    ({"site_web": ["javascript:alert(1)"]}, "place.site_web.0", "pas écrit comme attendu"),
    ({"state": "open"}, "place.state", "ce nom n’est pas connu"),
    ({"extension": {}}, "place.extension", "ce nom n’est pas connu"),
    ({"latitude": "50"}, "place.latitude", "un nombre est attendu"),
]


@pytest.mark.parametrize(("wrong", "where", "words"), PLACE_WRONG)
@pytest.mark.parametrize("kind", ["add_place", "edit_place"])
def test_a_value_that_means_nothing_is_refused_at_its_path(
    program, place, kind, wrong, where, words
):
    if kind == "add_place":
        body = NEW | {"place": PLACE | wrong}
    else:
        body = {"kind": kind, "place_id": place.public_id, "place": wrong}
    said = problem(send(program, body), 422, "api_parameters")
    assert [one["where"] for one in said["errors"]] == [f"body.{where}"], said
    assert words in said["errors"][0]["message"]
    assert not Proposal.objects.exists()


OFFER_WRONG = [
    ({"uses": ["inconnu"]}, "offer.uses", "inconnu"),
    ({"uses": []}, "offer.uses", ""),
    ({"age_min": 20, "age_max": 10}, "offer.age_max", "âge"),
    ({"age_min": -1}, "offer.age_min", "pas moins de 0"),
    ({"contact_nom": "a" * 121}, "offer.contact_nom", "120"),
    ({"where": None}, "offer.where", "valeurs possibles"),
    ({"title": "a\u0000"}, "offer.title", "pas écrit comme attendu"),
]


@pytest.mark.parametrize(("wrong", "where", "words"), OFFER_WRONG)
def test_an_offer_that_means_nothing_is_refused_at_its_path(program, wrong, where, words):
    said = problem(send(program, NEW | {"offer": OFFER | wrong}), 422, "api_parameters")
    assert [one["where"] for one in said["errors"]] == [f"body.{where}"], said
    assert words in said["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.kind"), ({"kind": "chateau"}, "body.kind"), ({"kind": 3}, "body.kind"),
        ({"kind": "add_place"}, "body.place"), (NEW | {"place_id": "a"}, "body.place_id"),
        (NEW | {"note": "a" * 501}, "body.note"), (NEW | {"by": 3}, "body.by"),
        (NEW | {"kind": "add_offer"}, "body.place_id"), ([], "body"), ("nom", "body"),
        (None, "body"), (NEW | {"place": []}, "body.place"),
        ({"kind": "add_place", "place": {}, "offer": OFFER}, "body.place.nom"),
    ],
)  # fmt: skip
def test_a_proposal_of_no_known_shape_is_refused_at_its_path(program, body, where):
    said = problem(send(program, body), 422, "api_parameters")
    assert said["errors"][0]["where"] == where, said
    if where == "body.kind" and body:
        assert "add_place | add_offer" in said["errors"][0]["message"]


def test_a_correction_of_nothing_is_refused(program, place):
    for nothing in ({}, {"wheelchair": False}, {"nom": place.nom}):
        body = {"kind": "edit_place", "place_id": place.public_id, "place": nothing}
        problem(send(program, body), 422, "nothing_proposed")
    assert not Proposal.objects.exists()
    assert not AuditRow.objects.filter(action="propose").exists()


def test_what_is_wrong_in_the_base_is_not_for_a_program_to_repair(program):
    place = make_place(nom="Local", adresse="", code_postal="", telephone="3939")
    body = {"kind": "edit_place", "place_id": place.public_id, "place": {"waiting": "Une heure"}}
    assert send(program, body).status_code == 201


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "1.0", "a", "%00", ""])
def test_an_absurd_number_is_nobody_s_proposal(program, number):
    for method in ("GET", "DELETE"):
        assert program.send(method, f"/proposals/{number}", b"").status_code in (404, 405)


def test_a_body_that_is_not_json_is_refused_before_anything_is_read(program):
    problem(send(program, b"{"), 400, "api_unreadable")
    problem(send(program, NEW, content_type="text/plain"), 415, "api_body_type")
    problem(send(program, b'{"a":"' + b"a" * 300_000 + b'"}'), 413, "api_body_too_long")
    problem(send(program, NEW, idempotency_key="é"), 422, "api_parameters")
