"""What the sheets say on the first page of those who work: received first (GOV-13), or search and
one’s own sheets (GOV-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.apps.accounts.queries import people_by_number
from maillage.apps.directory.queries.access import holders_among
from maillage.apps.liaison.queries.sheets import n_received, n_sent
from maillage.web.slots import Id, Panel

RECEIVE = ("member", "mediator", "letter_writer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPanel:
    """All that liaison/desk_received.html may use."""

    n_new: int
    n_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriberPanel:
    """All that liaison/desk_prescriber.html may use."""

    n_wait: int
    n_again: int


def role_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the sheets received for those who receive; search and own sheets for prescribers."""
    people = [int(id_) for id_ in ids]
    receive = set(holders_among(people, RECEIVE))
    prescribe = set(holders_among(people, ("prescriber",)))
    found: dict[Id, Sequence[Panel]] = {}
    for number, person in people_by_number(receive | prescribe).items():
        panels = []
        if number in receive:
            n_new, n_open = n_received(person)
            page = ReceivedPanel(n_new=n_new, n_open=n_open)
            # What waits comes first, before the bookings of the day.
            panels.append(Panel("liaison/desk_received.html", page, order=5 if n_new else 11))
        if number in prescribe:
            n_wait, n_again = n_sent(person)
            own = PrescriberPanel(n_wait=n_wait, n_again=n_again)
            panels.append(Panel("liaison/desk_prescriber.html", own, order=6))
        found[number] = panels
    return found
