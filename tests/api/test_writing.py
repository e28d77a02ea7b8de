"""Writing with a key: the scope, then the rights of the person, then what was read, then once."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from maillage.apps.accounts.actions import close_account, revoke_token
from maillage.apps.directory.models import AuditRow, Membership, Offer, Place
from maillage.apps.directory.tests.factories import (
    make_membership,
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from tests.api.town import ROOT, Program, problem

pytestmark = pytest.mark.django_db
PLACES, OFFERS = ("places:write",), ("offers:write",)
BOTH = ("places:write", "offers:write")
NEW = {"title": "Atelier du lundi", "contact_nom": "Accueil"}


@pytest.fixture
def place():
    return make_place(organisation=make_organisation(), wheelchair=True)


@pytest.fixture
def keeper():
    return make_user(role="data_steward")


def audit(action):
    return list(AuditRow.objects.filter(action=action))


@pytest.mark.row("GOV-16")
def test_a_place_is_corrected_in_the_name_of_the_person_and_the_journal_says_so(place, keeper):
    program = Program(keeper, PLACES)
    answer = program.patch(f"/places/{place.public_id}", {"waiting": "Dix minutes"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["waiting"] == "Dix minutes"
    assert answer["ETag"] == program.get(f"/places/{place.public_id}")["ETag"]
    (row,) = audit("edit_place")
    assert (row.by, row.subject_id) == (keeper, place.public_id)
    assert row.after["waiting"] == "Dix minutes"
    program.token.refresh_from_db()
    assert program.token.last_used_on == timezone.localdate()


def test_null_takes_a_value_back_and_what_is_not_named_stays(place, keeper):
    program = Program(keeper, PLACES)
    said = {"waiting": "Dix minutes", "site_web": ["https://rouet.example/"], "wheelchair": False}
    assert program.patch(f"/places/{place.public_id}", said).json()["wheelchair"] is False
    nothing = dict.fromkeys(said)
    back = program.patch(f"/places/{place.public_id}", nothing).json()
    assert (back["waiting"], back["site_web"], back["wheelchair"]) == (None, [], None)
    assert back["nom"] == place.nom
    same = program.patch(f"/places/{place.public_id}", {})
    assert same.status_code == 200
    assert len(audit("edit_place")) == 2


def test_a_change_without_what_was_read_or_after_another_one_writes_nothing(place, keeper):
    program = Program(keeper, PLACES)
    path = f"/places/{place.public_id}"
    read = program.get(path)["ETag"]
    problem(program.send("PATCH", path, {"waiting": "?"}), 428, "api_condition_missing")
    problem(program.patch(path, {"waiting": "?"}, if_match='"autre"'), 412, "api_changed")
    assert program.patch(path, {"waiting": "Une heure"}, if_match=read).status_code == 200
    problem(program.patch(path, {"waiting": "Deux"}, if_match=read), 412, "api_changed")
    assert Place.objects.get(pk=place.pk).waiting == "Une heure"
    # Compressed on its way, the tag comes back weak; "*" says "whatever there is".
    weak = "W/" + program.get(path)["ETag"]
    assert program.patch(path, {"waiting": "Trois"}, if_match=weak).status_code == 200
    assert program.patch(path, {"waiting": "Quatre"}, if_match="*").status_code == 200


def test_an_offer_is_added_once_however_often_it_is_sent(place, keeper):
    program = Program(keeper, OFFERS)
    path = f"/places/{place.public_id}/offers"
    first = program.send("POST", path, NEW, idempotency_key="lundi-1")
    assert first.status_code == 201, first.content
    number = first.json()["id"]
    assert first["Location"] == f"http://testserver{ROOT}/offers/{number}"
    again = program.send("POST", path, NEW, idempotency_key="lundi-1")
    assert (again.status_code, again.json()["id"]) == (200, number)
    other = NEW | {"title": "Atelier du mardi"}
    problem(program.send("POST", path, other, idempotency_key="lundi-1"), 409, "offer_repeated")
    assert program.send("POST", path, NEW).status_code == 201
    # A key of one person is nothing to another one.
    colleague = Program(make_user(role="coordinator"), OFFERS)
    assert colleague.send("POST", path, NEW, idempotency_key="lundi-1").status_code == 201
    assert Offer.objects.filter(place=place).count() == 3
    assert [row.by for row in audit("add_offer")].count(keeper) == 2


def test_an_offer_is_corrected_and_names_somebody_to_ask(place, keeper):
    offer = make_offer(place)  # of a source: it names nobody
    program = Program(keeper, OFFERS)
    path = f"/offers/{offer.public_id}"
    said = problem(program.patch(path, {"title": "Autre"}), 422, "offer_without_contact")
    assert "à qui s’adresser" in said["detail"]
    change = {"title": "Autre", "contact_nom": "Accueil", "frais_a_charge": ["Gratuit"]}
    answer = program.patch(path, change)
    assert answer.status_code == 200
    assert answer.json()["frais_a_charge"] == ["Gratuit"]
    problem(program.patch(path, {"uses": ["inconnu"]}), 422, "term_unknown")
    problem(program.patch(path, {"age_min": 20, "age_max": 10}), 422, "ages_out_of_order")
    (row,) = audit("edit_offer")
    assert row.by == keeper


# ---------------------------------------------------------------- who may


def writes(place, offer):
    """Return every write of the API: its method, its address, what it sends, its scope."""
    return [
        ("PATCH", f"/places/{place}", {"waiting": "Une heure"}, "places:write", "edit_place"),
        ("PATCH", f"/offers/{offer}", {"contact_nom": "Inès"}, "offers:write", "edit_offer"),
        ("POST", f"/places/{place}/offers", NEW, "offers:write", "add_offer"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(3))
def test_each_write_wants_a_key_that_serves_made_for_it(place, number):
    method, path, body, scope, action = writes(place.public_id, make_offer(place).public_id)[number]
    keeper = make_user(role="administrator")
    now = timezone.now()

    def send(program):
        return program.send(method, path, body, if_match="*")

    problem(send(Program()), 401, "api_key_missing")
    others = tuple({"places:write", "offers:write", "proposals:write"} - {scope})
    said = problem(send(Program(keeper, others)), 403, "api_scope")
    assert scope in said["detail"]
    old = Program(keeper, BOTH, days=1, now=now - timedelta(days=2))
    problem(send(old), 401, "api_key_wrong")
    revoked = Program(keeper, BOTH)
    revoke_token(owner=keeper, number=revoked.token.pk, now=timezone.now())
    problem(send(revoked), 401, "api_key_wrong")
    leaver = make_user(role="administrator")
    left = Program(leaver, BOTH)
    close_account(user=leaver, now=timezone.now())
    problem(send(left), 401, "api_key_wrong")
    assert not audit(action)
    assert send(Program(keeper, (scope,))).status_code in (200, 201)
    assert len(audit(action)) == 1


ROLES = {
    "administrator": True, "coordinator": True, "data_steward": True, "elected": False, "": False,
}  # fmt: skip
OF_AN_ORGANISATION = ("member", "mediator", "letter_writer", "prescriber")


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("whose", ["own", "other", "missing"])
def test_the_rights_of_the_person_hold_at_each_write(place, number, whose):
    """The matrix of the API: every write × every role × own, other's, missing."""
    mine = place.organisation
    target = place if whose == "own" else make_place(organisation=make_organisation())
    offer = make_offer(target, contact_nom="Accueil").public_id
    names = ("inconnu", "inconnu") if whose == "missing" else (target.public_id, offer)
    method, path, body, scope, _action = writes(*names)[number]
    people = [(make_user(role=role), may) for role, may in ROLES.items()]
    people += [(make_user(role=r, organisation=mine), whose == "own") for r in OF_AN_ORGANISATION]
    for person, may in people:
        answer = Program(person, (scope,)).send(method, path, body, if_match="*")
        role = [m.role for m in Membership.objects.filter(user=person)]
        if whose == "missing":
            assert answer.status_code in (403, 404), role
        elif may:
            assert answer.status_code in (200, 201), (role, answer.content)
        else:
            problem(answer, 403, "not_allowed")


def test_a_right_that_is_taken_back_is_taken_from_the_key_at_once(place, keeper):
    elected = make_user(role="elected")
    path = f"/places/{place.public_id}"
    problem(Program(elected, PLACES).patch(path, {"waiting": "?"}), 403, "not_allowed")
    program = Program(keeper, PLACES)
    assert program.patch(path, {"waiting": "Une heure"}).status_code == 200
    Membership.objects.filter(user=keeper).update(ended_at=timezone.now())
    problem(program.patch(path, {"waiting": "Deux"}), 403, "not_allowed")
    make_membership(keeper, "coordinator")
    assert program.patch(path, {"waiting": "Deux"}).status_code == 200


def test_a_place_that_left_the_lists_is_not_written_by_a_program(keeper):
    gone = make_place(state="closed", closed_on=timezone.localdate())
    program = Program(keeper, BOTH)
    answer = program.send("PATCH", f"/places/{gone.public_id}", {"waiting": "?"}, if_match="*")
    problem(answer, 404, "place_unknown")
    answer = program.send("POST", f"/places/{gone.public_id}/offers", NEW)
    problem(answer, 404, "place_unknown")


# ---------------------------------------------------------------- hostile


DEEP = b'{"nom":' * 50_000 + b"1" + b"}" * 50_000
UNREADABLE = [
    b"{", b"nom=Rouet", b"{'nom': 1}", b'{"nom": "a",}', b'{"latitude": NaN, "longitude": 3}',
    b'{"latitude": Infinity}', b'{"nom": "\xff\xfe"}', '{"nom": "é"}'.encode("utf-16"),
    b'{"nom": "a", "nom": "b"}', b'{"age": ' + b"9" * 5_000 + b"}", b"[" * 90_000, b"\x00",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(UNREADABLE)))
def test_a_body_that_is_not_json_is_refused_in_words(place, keeper, number):
    program = Program(keeper, PLACES)
    answer = program.send("PATCH", f"/places/{place.public_id}", UNREADABLE[number], if_match="*")
    problem(answer, 400, "api_unreadable")


WRONG = [
    {"nom": None}, {"nom": ""}, {"nom": " "}, {"nom": 3}, {"nom": ["a"]}, {"nom": {"a": 1}},
    {"nom": "a" * 256}, {"nom": "a\x00b"}, {"nom": "a\ud800"}, {"latitude": 10**20, "longitude": 3},
    {"latitude": "50", "longitude": "3"}, {"latitude": 50}, {"latitude": 91, "longitude": 3},
    {"latitude": True, "longitude": True}, {"wheelchair": "oui"}, {"wheelchair": 1},
    {"site_web": "https://a.example"}, {"site_web": ["javascript:alert(1)"]},
    {"site_web": ["https://a.example"] * 41}, {"courriels": ["a@b"]}, {"telephone": "12"},
    {"code_postal": "5999"}, {"itinerance": ["Volant"]}, {"inconnu": 1}, {"extension": {}},
    {"state": "closed"}, {"pk": 1}, {"organisation": None}, [], "nom", 3, None,
    {"presentation_resume": "a\u0007"}, {"languages": ["FR"]}, {"horaires": "a" * 1_001},
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_value_that_means_nothing_is_refused_and_nothing_is_written(place, keeper, number):
    program = Program(keeper, PLACES)
    answer = program.send("PATCH", f"/places/{place.public_id}", WRONG[number], if_match="*")
    said = problem(answer, 422, "api_parameters")
    assert said["errors"][0]["where"].startswith("body")
    assert not audit("edit_place")


def test_a_kind_of_place_that_is_in_no_list_is_refused(place, keeper):
    answer = Program(keeper, PLACES).patch(f"/places/{place.public_id}", {"kinds": ["chateau"]})
    problem(answer, 422, "term_unknown")


def test_long_deep_and_foreign_bodies_are_refused_in_words(place, keeper):
    program = Program(keeper, PLACES)
    path = f"/places/{place.public_id}"

    def send(body, **headers):
        return program.send("PATCH", path, body, if_match="*", **headers)

    problem(send(b'{"nom": "' + b"a" * 1_000_000 + b'"}'), 413, "api_body_too_long")
    problem(send(b"a" * 4_000_000), 413, "api_body_too_long")
    problem(send(DEEP), 413, "api_body_too_long")
    problem(send(DEEP[:150_000]), 400, "api_unreadable")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                 "application/json; charset=latin-1", ""):  # fmt: skip
        problem(send({"nom": "a"}, content_type=kind), 415, "api_body_type")
    assert send({"waiting": "b"}, content_type="application/json; charset=UTF-8").status_code == 200


@pytest.mark.parametrize("key", ["", "a" * 101, "é", "a b"])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(place, keeper, key):
    program = Program(keeper, OFFERS)
    answer = program.send("POST", f"/places/{place.public_id}/offers", NEW, idempotency_key=key)
    problem(answer, 422, "api_parameters")


def test_two_programs_at_once_never_undo_one_another(place, keeper, monkeypatch):
    """What was read is compared under the lock: a write between the two readings is seen."""
    from maillage.apps.directory.actions import programs
    from maillage.apps.directory.actions.staff import edit_place

    program = Program(keeper, PLACES)
    path = f"/places/{place.public_id}"
    read = program.get(path)["ETag"]
    lock = programs.lock_place

    def somebody_was_first(public_id):
        monkeypatch.setattr(programs, "lock_place", lock)
        edit_place(
            public_id=public_id, values={"waiting": "Une heure"}, by=keeper, now=timezone.now()
        )
        return lock(public_id)

    monkeypatch.setattr(programs, "lock_place", somebody_was_first)
    problem(program.patch(path, {"waiting": "Deux"}, if_match=read), 412, "api_changed")
    assert connection.in_atomic_block
    assert json.loads(program.get(path).content)["waiting"] is None  # all of it was one transaction
