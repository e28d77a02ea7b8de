"""Proposing with a key: nothing is published before somebody reads it, once, for its author."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.accounts.actions import close_account, revoke_token
from maillage.apps.contributions.actions import accept, refuse
from maillage.apps.contributions.models import Proposal
from maillage.apps.directory.models import AuditRow, Membership, Offer, Place
from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.web.api import forget_counts
from tests.api.town import NEW, OFFER, PLACE, ROOT, Program, problem

pytestmark = pytest.mark.django_db
SCOPE = ("proposals:write",)


@pytest.fixture
def place():
    return make_place(organisation=make_organisation(), wheelchair=False)


@pytest.fixture
def author():
    return make_user(role="mediator", organisation=make_organisation(nom="Le Rouet"))


@pytest.fixture
def keeper():
    return make_user(role="data_steward", name="Dominique Exemple")


@pytest.fixture
def program(author):
    return Program(author, SCOPE)


def audit(action):
    return list(AuditRow.objects.filter(action=action))


def send(program, body, **headers):
    return program.send("POST", "/proposals", body, **headers)


# ---------------------------------------------------------------- sent, read, decided


def test_a_new_place_waits_and_nothing_of_it_is_published(program, author):
    body = NEW | {"place": PLACE | {"latitude": 50.5, "longitude": 3.25, "wheelchair": True,
                                    "site_web": ["https://rouet.example/"]}}  # fmt: skip
    answer = send(program, body | {"note": "Dès le 1er octobre."})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert answer["Location"] == f"http://testserver{ROOT}/proposals/{said['id']}"
    assert (said["state"], said["kind"]) == ("proposed", "add_place")
    assert said["place"]["latitude"] == 50.5
    assert said["place"]["wheelchair"] is True
    assert said["place"]["site_web"] == ["https://rouet.example/"]
    assert said["offer"]["uses"] == ["procedures"]
    assert (said["place_id"], said["offer_id"], said["reason"]) == (None, None, None)
    assert Place.objects.count() == Offer.objects.count() == 0
    assert program.get("/places").json()["data"] == []
    (row,) = audit("propose")
    assert (row.by, row.subject_kind, row.subject_id) == (author, "proposal", str(said["id"]))
    assert "Rouet" not in str(row.after)
    made = Proposal.objects.get()
    assert (made.by, made.note) == (author, "Dès le 1er octobre.")


def test_what_a_keeper_publishes_is_what_the_program_sent_and_the_program_reads_it(program, keeper):
    number = send(program, NEW).json()["id"]
    accept(number=number, by=keeper, now=timezone.now())
    said = program.get(f"/proposals/{number}").json()
    assert said["state"] == "accepted"
    place = program.get(f"/places/{said['place_id']}").json()
    assert (place["nom"], place["adresse"]) == (PLACE["nom"], PLACE["adresse"])
    (offer,) = place["offers"]
    assert (offer["id"], offer["title"]) == (said["offer_id"], OFFER["title"])
    assert offer["contact_nom"] == "Accueil"


def test_a_refusal_says_why_and_never_who(program, keeper):
    number = send(program, NEW).json()["id"]
    refuse(number=number, reason="Ce lieu a fermé.", by=keeper, now=timezone.now())
    answer = program.get(f"/proposals/{number}")
    said = answer.json()
    assert (said["state"], said["reason"]) == ("refused", "Ce lieu a fermé.")
    assert said["decided_at"]
    assert "Dominique" not in answer.content.decode()
    late = program.send("DELETE", f"/proposals/{number}", b"")
    problem(late, 409, "proposal_decided")
    assert "Dominique" not in late.content.decode()
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_place_and_an_offer_are_corrected_only_where_something_changes(program, place, keeper):
    body = {"kind": "edit_place", "place_id": place.public_id,
            "place": {"waiting": "Dix minutes", "wheelchair": False, "telephone": "01 99 00 21 10",
                      "horaires": "Mo 09:00-12:00"}}  # fmt: skip
    said = send(program, body).json()
    assert said["place"] == {
        "waiting": "Dix minutes", "telephone": "+33199002110", "horaires": "Mo 09:00-12:00",
    }  # fmt: skip
    assert said["place_id"] == place.public_id
    assert not Place.objects.get(pk=place.pk).waiting
    accept(number=said["id"], by=keeper, now=timezone.now())
    assert Place.objects.get(pk=place.pk).waiting == "Dix minutes"
    offer = make_offer(place, contact_nom="Accueil")
    body = {"kind": "edit_offer", "offer_id": offer.public_id, "offer": {"age_min": 16.0}}
    said = send(program, body).json()
    assert (said["offer"], said["offer_id"]) == ({"age_min": 16}, offer.public_id)
    accept(number=said["id"], by=keeper, now=timezone.now())
    assert Offer.objects.get(pk=offer.pk).age_min == 16


def test_null_asks_to_take_a_value_back(program, keeper):
    place = make_place(telephone="+33199002110", latitude=50.5, longitude=3.25)
    nothing = {"telephone": None, "latitude": None, "longitude": None}
    body = {"kind": "edit_place", "place_id": place.public_id, "place": nothing}
    said = send(program, body).json()
    assert said["place"] == {"telephone": "", "latitude": None, "longitude": None}


def test_an_offer_is_proposed_for_a_place_of_the_list(program, place, keeper):
    offer = OFFER | {"where": "remote", "partners": ["La Filature"], "childcare": True}
    body = {"kind": "add_offer", "place_id": place.public_id, "offer": offer}
    said = send(program, body).json()
    accept(number=said["id"], by=keeper, now=timezone.now())
    offer = Offer.objects.get(place=place)
    assert (offer.title, offer.where, offer.partners) == (OFFER["title"], "remote", ["La Filature"])
    assert offer.childcare is True


def test_also_what_a_keeper_sends_by_a_program_waits_to_be_read(keeper):
    said = send(Program(keeper, SCOPE), NEW).json()
    assert said["state"] == "proposed"
    assert not Place.objects.exists()


def test_it_is_taken_back_while_nobody_answered_and_stays_so(program, author):
    number = send(program, NEW).json()["id"]
    path = f"/proposals/{number}"
    for _ in range(2):
        answer = program.send("DELETE", path, b"", content_type="")
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn"), answer.content
    assert program.get(path).json()["state"] == "withdrawn"
    assert [row.by for row in audit("withdraw_proposal")] == [author]


# ---------------------------------------------------------------- once


def test_a_proposal_is_made_once_however_often_it_is_sent(program, author, keeper):
    first = send(program, NEW, idempotency_key="k1")
    again = send(program, NEW, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    other = NEW | {"note": "Autre"}
    problem(send(program, other, idempotency_key="k1"), 409, "proposal_repeated")
    assert send(program, NEW, idempotency_key="k2").status_code == 201
    assert send(program, NEW).status_code == 201
    assert send(program, NEW).status_code == 201
    # One key of one person is nothing to another one.
    assert send(Program(keeper, SCOPE), NEW, idempotency_key="k1").status_code == 201
    # Another program of the same person says the same thing: it is the same proposal.
    assert send(Program(author, SCOPE), NEW, idempotency_key="k1").status_code == 200
    assert Proposal.objects.filter(by=author).count() == 4
    assert len(audit("propose")) == 5
    accept(number=first.json()["id"], by=keeper, now=timezone.now())
    late = send(program, NEW, idempotency_key="k1")
    assert (late.status_code, late.json()["state"]) == (200, "accepted")


def test_of_two_at_once_the_database_lets_one_in(program, monkeypatch):
    """The second one found nothing when it looked, and the first one was written meanwhile."""
    from maillage.apps.contributions.actions import programs

    first = send(program, NEW, idempotency_key="k1").json()
    really, calls = programs.sent_already, []

    def not_yet(**asked):
        calls.append(asked)
        return None if len(calls) == 1 else really(**asked)

    monkeypatch.setattr(programs, "sent_already", not_yet)
    monkeypatch.setattr(
        "maillage.apps.contributions.api.proposals.sent_already", lambda **asked: None
    )
    again = send(program, NEW, idempotency_key="k1")
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert Proposal.objects.count() == 1
    assert len(audit("propose")) == 1


# ---------------------------------------------------------------- who may


def test_each_step_wants_a_key_that_serves_made_for_it(author):
    number = send(Program(author, SCOPE), NEW).json()["id"]
    revoked = Program(author, SCOPE)
    leaver = make_user(role="mediator", organisation=make_organisation())
    left = Program(leaver, SCOPE)
    now = timezone.now()
    revoke_token(owner=author, number=revoked.token.pk, now=now)
    close_account(user=leaver, now=now)
    path = f"/proposals/{number}"
    for method, where, body in (("POST", "/proposals", NEW), ("GET", path, b""),
                                ("DELETE", path, b"")):  # fmt: skip
        problem(Program().send(method, where, body), 401, "api_key_missing")
        other = Program(author, ("places:write", "offers:write"))
        said = problem(other.send(method, where, body), 403, "api_scope")
        assert "proposals:write" in said["detail"]
        old = Program(author, SCOPE, days=1, now=now - timedelta(days=2))
        for wrong in (old, revoked, left):
            answer = wrong.send(method, where, body)
            problem(answer, 401, "api_key_wrong")
            assert answer["WWW-Authenticate"] == "Bearer"
    assert Proposal.objects.get().state == "proposed"


ROLES = {"administrator": True, "coordinator": True, "data_steward": True, "elected": False,
         "": False}  # fmt: skip


@pytest.mark.parametrize("whose", ["own", "other", "missing"])
def test_the_matrix_of_who_proposes_reads_and_takes_back(whose):
    """Every step × every role × one's own, another's, none."""
    mine = make_organisation()
    somebody = make_user(role="mediator", organisation=mine)
    people = [(make_user(role=role), may) for role, may in ROLES.items()]
    people += [(make_user(role=r, organisation=mine), True)
               for r in ("member", "mediator", "letter_writer", "prescriber")]  # fmt: skip
    for person, may in people:
        program = Program(person, SCOPE)
        sent = send(program, NEW)
        roles = [m.role for m in Membership.objects.filter(user=person)]
        if not may:
            problem(sent, 403, "not_allowed")
        else:
            assert sent.status_code == 201, roles
        theirs = send(Program(somebody, SCOPE), NEW).json()["id"]
        own = sent.json().get("id", theirs)
        number = {"own": own, "other": theirs, "missing": 2_000_000_000}[whose]
        for method in ("GET", "DELETE"):
            answer = program.send(method, f"/proposals/{number}", b"")
            if not may:
                problem(answer, 403, "not_allowed")
            elif whose == "own":
                assert answer.status_code == 200, roles
            else:
                problem(answer, 404, "proposal_unknown")
    assert not Proposal.objects.filter(by=somebody, state="withdrawn").exists()


def test_a_draft_of_the_desk_is_nothing_to_a_program(program, author):
    draft = Proposal.objects.create(
        kind="add_place", state="draft", by=author, made_at=timezone.now()
    )
    problem(program.get(f"/proposals/{draft.pk}"), 404, "proposal_unknown")
    problem(program.send("DELETE", f"/proposals/{draft.pk}", b""), 404, "proposal_unknown")
    assert Proposal.objects.count() == 1


def test_a_place_that_left_the_lists_is_not_corrected_by_a_program(program):
    gone = make_place(state="closed", closed_on=timezone.localdate())
    offer = make_offer(gone)
    for body, code in (
        ({"kind": "edit_place", "place_id": gone.public_id, "place": {"waiting": "?"}},
         "place_unknown"),
        ({"kind": "add_offer", "place_id": gone.public_id, "offer": OFFER}, "place_unknown"),
        ({"kind": "edit_offer", "offer_id": offer.public_id, "offer": {"title": "?"}},
         "offer_unknown"),
        ({"kind": "edit_offer", "offer_id": "inconnu", "offer": {"title": "?"}}, "offer_unknown"),
        ({"kind": "edit_place", "place_id": "inconnu", "place": {"waiting": "?"}},
         "place_unknown"),
    ):  # fmt: skip
        problem(send(program, body), 404, code)
    assert not Proposal.objects.exists()


def test_the_limits_of_a_key_hold_here_too(program, settings):
    settings.API_LIMITS = {"key": 3}
    forget_counts()
    statuses = [send(program, NEW).status_code for _ in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    problem(send(program, NEW), 429, "api_too_many")
