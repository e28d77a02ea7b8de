"""A proposal that was sent: what its keepers decide, whose it is, when a draft is erased."""

from datetime import timedelta

import pytest
from django.core import mail

from maillage.apps.contributions.actions import accept, keep_draft, purge_drafts, send
from maillage.apps.contributions.errors import ProposalDecided, ProposalSent
from maillage.apps.contributions.models import Kind, Proposal, State
from maillage.apps.contributions.tests.conftest import session_of
from maillage.apps.contributions.tests.factories import NOW, TITLE, make_author, make_proposal
from maillage.apps.contributions.tests.test_steps import draft_of, my_place, offers_at, url
from maillage.apps.directory.errors import TermUnknown
from maillage.apps.directory.tests.desk import fill_in, text
from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- decisions


def test_a_refusal_comes_back_with_its_reason(
    by_author, author, by_keeper, django_capture_on_commit_callbacks
):
    proposal = make_proposal(by=author)
    page = url("refuse", proposal.pk)
    answer = by_keeper.post(page, {"reason": " "})
    assert answer.status_code == 422
    assert "Dites pourquoi" in text(answer)
    with django_capture_on_commit_callbacks(execute=True):
        by_keeper.post(page, {"reason": "Il est déjà dans l’annuaire."})
    for page in (url("mine"), url("proposal", proposal.pk)):
        assert "Il est déjà dans l’annuaire." in text(by_author.get(page))
    assert "Il est déjà dans l’annuaire." in mail.outbox[0].body
    assert f"http://testserver{url('proposal', proposal.pk)}" in mail.outbox[0].body


def test_a_keeper_corrects_then_publishes_and_the_author_knows(
    by_keeper, author, django_capture_on_commit_callbacks
):
    place = make_place()
    proposal = make_proposal(by=author, place=place)
    page = url("correct", proposal.pk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = fill_in(by_keeper, page, **{"service-title": "Démarches"})
    assert answer.status_code == 302, text(answer)
    assert [offer.title for offer in offers_at(place)] == ["Démarches"]
    assert "après quelques corrections" in mail.outbox[0].body


@pytest.mark.parametrize("kind", [Kind.ADD_PLACE, Kind.EDIT_PLACE, Kind.EDIT_OFFER])
def test_every_kind_may_be_corrected_before_it_is_published(by_keeper, kind):
    place = make_place()
    about = {"place": place} if kind != Kind.ADD_PLACE else {}
    if kind == Kind.EDIT_OFFER:
        about["offer"] = make_offer(place, contact_nom="Accueil")
    proposal = make_proposal(kind, **about)
    answer = fill_in(by_keeper, url("correct", proposal.pk))
    assert answer.status_code == 302, text(answer)
    proposal.refresh_from_db()
    assert proposal.state == State.ACCEPTED


def test_the_second_of_two_keepers_is_told_who_decided(by_keeper, keeper):
    proposal = make_proposal()
    by_keeper.post(url("publish", proposal.pk))
    second = session_of(make_user(name="Sacha Exemple", role="coordinator"))
    answer = second.post(url("refuse", proposal.pk), {"reason": "Non."})
    assert answer.status_code == 409
    assert "Dominique Exemple a déjà publié cette proposition" in text(answer)
    assert len(offers_at(proposal.place)) == 1


def test_what_was_taken_back_is_not_published(by_author, author, by_keeper):
    proposal = make_proposal(by=author)
    by_author.post(url("withdraw", proposal.pk))
    answer = by_keeper.post(url("publish", proposal.pk))
    assert answer.status_code == 409
    assert "a retiré" in text(answer)


def test_what_the_directory_refuses_leaves_the_proposal_waiting(keeper):
    proposal = make_proposal(values={"offer": {"title": "x", "contact_nom": "y", "uses": ["?"]}})
    with pytest.raises(TermUnknown):
        accept(number=proposal.pk, by=keeper, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


# ---------------------------------------------------------------- whose it is


def test_the_proposal_of_another_organisation_does_not_exist_for_me(by_author):
    other = make_author(organisation=make_organisation(nom="Le Fuseau"))
    proposal = make_proposal(by=other)
    for route in ("proposal", "send", "withdraw"):
        assert by_author.post(url(route, proposal.pk)).status_code == 404, route
    draft = make_proposal(state="draft", by=other, place=proposal.place)
    page = f"{url('new_offer', proposal.place.public_id)}?brouillon={draft.pk}"
    assert by_author.get(page).status_code == 404
    assert by_author.get(f"{url('choose')}?brouillon={draft.pk}").status_code == 404


def test_a_draft_is_seen_by_its_author_alone(by_keeper):
    draft = make_proposal(state="draft")
    assert by_keeper.get(url("proposal", draft.pk)).status_code == 404
    assert TITLE not in text(by_keeper.get(url("queue")))


def test_what_was_sent_is_changed_no_more(by_author, author):
    place = my_place(author)
    draft = draft_of(by_author, place)
    by_author.post(url("send", draft.pk))
    with pytest.raises(ProposalSent):
        keep_draft(kind=Kind.ADD_OFFER, values={}, by=author, now=NOW, place=place, draft=draft)
    with pytest.raises(ProposalSent):
        send(number=draft.pk, by=author, now=NOW)
    page = f"{url('new_offer', place.public_id)}?brouillon={draft.pk}"
    assert by_author.get(page).status_code == 404


def test_a_decided_proposal_is_not_taken_back(by_author, author):
    proposal = make_proposal(state="refused", by=author)
    answer = by_author.post(url("withdraw", proposal.pk))
    assert answer.status_code == ProposalDecided.status


# ---------------------------------------------------------------- drafts


def test_drafts_are_erased_after_thirty_days_and_nothing_else(author):
    old, young = NOW - timedelta(days=31), NOW - timedelta(days=29)
    for moment in (old, young):
        make_proposal(state="draft", made_at=moment, by=author)
    sent = make_proposal(made_at=old, by=author)
    assert purge_drafts(now=NOW) == 1
    assert set(Proposal.objects.values_list("made_at", "state")) == {
        (young, "draft"),
        (sent.made_at, "proposed"),
    }
