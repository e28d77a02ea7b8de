"""Keepers who decide at the same moment, run by test_storm.py in a process of its own."""

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from maillage.apps.contributions.actions import (
    accept,
    correct_report,
    propose_once,
    refuse,
    refuse_report,
    report,
    send,
    withdraw,
    withdraw_report,
)
from maillage.apps.contributions.errors import ProposalDecided, ProposalSent, ReportDecided
from maillage.apps.contributions.models import Proposal, Report, State
from maillage.apps.contributions.tests.factories import NOW, make_author, make_proposal
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.directory.tests.factories import make_place, make_user

ROUNDS = 6


def keepers() -> None:
    """Two keepers publish, a third refuses, the author takes it back: one of them does it."""
    people = [make_user(role="data_steward", name=f"Garde {n}") for n in range(3)]
    author = make_author()
    for _ in range(ROUNDS):
        place = make_place()
        number = make_proposal(place=place, by=author).pk
        won: list[str] = []
        told: list[str] = []

        def attempt(name, act, won=won, told=told):
            try:
                act()
            except ProposalDecided as error:
                told.append(str(error))
            else:
                won.append(name)

        who = {"number": number, "now": NOW}
        acts = [
            ("accepted", lambda who=who: accept(by=people[0], **who)),
            ("accepted", lambda who=who: accept(by=people[1], **who)),
            ("refused", lambda who=who: refuse(by=people[2], reason="Déjà là.", **who)),
            ("withdrawn", lambda who=who: withdraw(by=author, **who)),
        ]
        all_at_once([lambda one=one, attempt=attempt: attempt(*one) for one in acts])
        equal((len(won), len(told)), (1, 3))
        equal(Proposal.objects.get(pk=number).state, State(won[0]))
        n_offers = len(running_offers([place.public_id]).get(place.public_id, []))
        n_traces = len(audit_rows("place", place.public_id))
        equal((n_offers, n_traces), (1, 2) if won[0] == "accepted" else (0, 0))


def clicks() -> None:
    """A keeper sends a draft with two clicks: it is published once."""
    keeper, place = make_user(role="data_steward"), make_place()
    number = make_proposal(state=State.DRAFT, by=keeper, place=place).pk
    told: list[str] = []

    def click() -> None:
        try:
            send(number=number, by=keeper, now=NOW)
        except ProposalSent as error:
            told.append(str(error))

    all_at_once([click, click, click])
    equal(len(told), 2)
    equal(len(running_offers([place.public_id])[place.public_id]), 1)


def answers() -> None:
    """Two reports say the same; two keepers answer one each, and its author takes one back."""
    people = [make_user(role="data_steward", name=f"Réponse {n}") for n in range(2)]
    for _ in range(ROUNDS):
        place = make_place(horaires="Mo 09:00-12:00")
        said = {"kind": "hours", "text": "Fermé.", "values": None, "channel": "public", "now": NOW}
        (first, code), (second, _code) = report(place, **said), report(place, **said)
        won: list[str] = []
        told: list[str] = []

        def attempt(name, act, won=won, told=told):
            try:
                act()
            except ReportDecided as error:
                told.append(str(error))
            else:
                won.append(name)

        acts = [
            ("corrected", lambda n=first.pk: correct_report(
                number=n, values={"horaires": "Tu 09:00-12:00"}, by=people[0], now=NOW)),
            ("refused", lambda n=second.pk: refuse_report(
                number=n, answer="Ouvert.", by=people[1], now=NOW)),
            ("withdrawn", lambda c=code: withdraw_report(code=c, now=NOW)),
        ]  # fmt: skip
        all_at_once([lambda one=one, attempt=attempt: attempt(*one) for one in acts])
        rows = {row.pk: row for row in Report.objects.filter(place=place)}
        equal(rows[first.pk].text, "")
        answered = [one for one in won if one != "withdrawn"]
        # The second stays open for its own keeper, and is answered by one of them at most once.
        traces = len(audit_rows("report", str(first.pk))) + len(
            audit_rows("report", str(second.pk))
        )
        equal(traces, len(answered))
        equal(len(won) + len(told), 3)
        assert str(rows[second.pk].state) in answered, (rows[second.pk].state, won, told)
        n_edits = len(audit_rows("place", place.public_id))
        equal(n_edits, int("corrected" in answered))


def programs() -> None:
    """A program that hears no answer sends again before the first one is written: once is made."""
    author = make_author()
    place = {
        "nom": "Rouet",
        "adresse": "3 rue du Rouet",
        "code_postal": "59999",
        "commune": "Clairmaille",
    }
    offer = {"title": "Atelier", "contact_nom": "Inès", "uses": ["procedures"]}
    values = {"place": place, "offer": offer}
    for n in range(ROUNDS):
        made: list[tuple[int, bool]] = []

        def again(n=n, made=made):
            proposal, is_new = propose_once(
                kind="add_place", values=values, key=f"k{n}", body=b"{}", by=author, now=NOW
            )
            made.append((proposal.pk, is_new))

        all_at_once([again, again, again, again])
        equal(len(made), 4)
        equal(len({number for number, _is_new in made}), 1)
        equal(sum(is_new for _number, is_new in made), 1)
        equal(len(audit_rows("proposal", str(made[0][0]))), 1)
    equal(Proposal.objects.filter(by=author).count(), ROUNDS)


if __name__ == "__main__":
    keepers()
    clicks()
    answers()
    programs()
    print("nothing lost")
