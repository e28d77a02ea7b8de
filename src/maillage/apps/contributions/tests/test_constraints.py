"""Each rule that the database holds about proposals is broken once, and holds."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from maillage.apps.contributions.models import Kind, ReportKind, ReportState, State
from maillage.apps.contributions.tests.factories import (
    NOW,
    make_author,
    make_proposal,
    make_report,
)
from maillage.apps.directory.tests.factories import make_offer, make_place, make_user

pytestmark = pytest.mark.django_db


def sent_twice(first, second):
    """Two proposals of one author, under these digests of a key."""
    author = make_author()
    for digest in (first, second):
        make_proposal(by=author, once_digest=digest, body_digest="b" if digest else "")


# Of a unique constraint, SQLite names the columns.
ALSO_SAID = {"proposal_sent_once": r"proposal\.by_id, contributions_proposal\.once_digest"}
BREAKS = {
    "proposal_kind_known": [lambda: make_proposal("erase", place=None, offer=None)],
    "proposal_state_known": [lambda: make_proposal(state="lost")],
    "proposal_target_whole": [
        lambda: make_proposal(Kind.ADD_OFFER, place=None),
        lambda: make_proposal(Kind.ADD_OFFER, offer=make_offer(make_place())),
        lambda: make_proposal(Kind.ADD_OFFER, State.ACCEPTED, offer=None),
        lambda: make_proposal(Kind.EDIT_OFFER, offer=None),
        lambda: make_proposal(Kind.EDIT_OFFER, place=None, offer=make_offer(make_place())),
        lambda: make_proposal(Kind.EDIT_PLACE, place=None),
        lambda: make_proposal(Kind.EDIT_PLACE, offer=make_offer(make_place())),
        lambda: make_proposal(Kind.ADD_PLACE, place=make_place()),
        lambda: make_proposal(Kind.ADD_PLACE, State.ACCEPTED, place=None),
    ],
    "proposal_decided_by_somebody": [
        lambda: make_proposal(state=State.ACCEPTED, decided_by=None),
        lambda: make_proposal(state=State.ACCEPTED, decided_at=None),
        lambda: make_proposal(state=State.REFUSED, decided_by=None),
        lambda: make_proposal(state=State.PROPOSED, decided_by=make_user()),
        lambda: make_proposal(state=State.WITHDRAWN, decided_at=NOW),
    ],
    "proposal_refused_with_reason": [lambda: make_proposal(state=State.REFUSED, reason="")],
    "proposal_sent_once": [lambda: sent_twice("une-clé", "une-clé")],
    "proposal_digests_together": [
        lambda: make_proposal(once_digest="a" * 64),
        lambda: make_proposal(body_digest="a" * 64),
    ],
    "report_kind_known": [lambda: make_report(kind="noise")],
    "report_channel_known": [lambda: make_report(channel="rumour")],
    "report_state_known": [lambda: make_report(state="lost")],
    "report_has_code": [lambda: make_report(code_digest="")],
    "report_erased_whole": [
        lambda: make_report(erased_at=NOW, text="", content_digest="", right_value="x"),
        lambda: make_report(erased_at=NOW, content_digest="", right_value=""),
        lambda: make_report(erased_at=NOW, text="", right_value=""),
        lambda: make_report(
            erased_at=NOW, text="", content_digest="", right_value="", values={"nom": "x"}
        ),
        lambda: make_report(
            "refused", erased_at=NOW, text="", content_digest="", right_value="", answer="x"
        ),
    ],
    "report_withdrawn_erased": [lambda: make_report("withdrawn", erased_at=None)],
    "report_decided_by_somebody": [
        lambda: make_report("corrected", decided_by=None),
        lambda: make_report("refused", decided_at=None),
        lambda: make_report("refused", decided_with=None),
        lambda: make_report("read", decided_by=make_user()),
        lambda: make_report("received", decided_at=NOW),
    ],
    "report_refused_with_answer": [lambda: make_report("refused", answer="")],
}
WAYS = [(name, way) for name, ways in BREAKS.items() for way in ways]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_the_database_refuses_what_would_make_a_proposal_meaningless(name, way):
    # What is of no known kind has no whole target either: the database may say it first.
    said = "proposal" if name == "proposal_kind_known" else name
    said = f"{said}|{ALSO_SAID[name]}" if name in ALSO_SAID else said
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        way()


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("state", State.values)
def test_every_kind_may_be_in_every_state(kind, state):
    assert make_proposal(kind, state).pk


def test_without_a_key_or_under_two_one_may_propose_as_often_as_one_likes():
    sent_twice("", "")
    sent_twice("une-clé", "une-autre")
    sent_twice("une-clé", "une-autre")  # by another person


@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("state", ReportState.values)
def test_every_kind_of_report_may_be_in_every_state(kind, state):
    assert make_report(state, kind=kind).pk


def test_every_constraint_has_its_test():
    models = apps.get_app_config("contributions").get_models()
    assert {c.name for model in models for c in model._meta.constraints} == set(BREAKS)
