"""A storm of writes on one place, run by test_staff_storm.py in a process of its own."""

import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402

from maillage.apps.directory.actions import Statement, publish_statements  # noqa: E402
from maillage.apps.directory.actions.holdings import set_equipment  # noqa: E402
from maillage.apps.directory.actions.invitations import (  # noqa: E402
    accept_invitation,
    digest_of,
    invite,
)
from maillage.apps.directory.actions.people import end_membership  # noqa: E402
from maillage.apps.directory.actions.staff import (  # noqa: E402
    close_place,
    edit_place,
    reopen_place,
)
from maillage.apps.directory.errors import (  # noqa: E402
    InvitationOver,
    LastAdministrator,
)
from maillage.apps.directory.models import (  # noqa: E402
    AuditRow,
    BaseVersion,
    Invitation,
    Membership,
    Place,
    SourceRecord,
)
from maillage.apps.directory.queries import ZoneFinder  # noqa: E402
from maillage.apps.directory.tests.factories import (  # noqa: E402
    NOW,
    SOURCE,
    TODAY,
    make_place,
    make_user,
)

FIELDS = ("waiting", "ask_for", "papers_to_bring", "adaptations")
TURNS = 8
LAST = f"tour {TURNS - 1}"


def all_at_once(works: Sequence[Callable[[], None]]) -> None:
    """Run each work in its own thread, started together; raise what the first one raised."""
    start = threading.Barrier(len(works))
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait(timeout=30)
            work()
        except BaseException as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=200)
    if faults:
        raise faults[0]


def equal(found: object, expected: object) -> None:
    """Stop with both values when they differ; `assert` may be switched off."""
    if found != expected:
        raise SystemExit(f"found {found!r}, expected {expected!r}")


def open_and_close(who: dict[str, Any]) -> None:
    """Close and reopen a place, and leave it closed: each step is refused if the last was lost."""
    for _ in range(TURNS):
        close_place(on=TODAY, **who)
        reopen_place(**who)
    close_place(on=TODAY, **who)


def people() -> None:
    """Four people correct four fields of one place while a fifth closes and reopens it."""
    place = make_place()
    names = [make_user() for _ in FIELDS]
    before = BaseVersion.objects.get().version

    def edits(number: int) -> None:
        for turn in range(TURNS):
            edit_place(
                public_id=place.public_id,
                values={FIELDS[number]: f"tour {turn}"},
                by=names[number],
                now=NOW + timedelta(seconds=turn),
            )

    who = {"public_id": place.public_id, "by": names[0], "now": NOW}
    all_at_once([*(lambda n=n: edits(n) for n in range(len(FIELDS))), lambda: open_and_close(who)])
    place.refresh_from_db()
    n_edits, n_steps = len(FIELDS) * TURNS, 2 * TURNS + 1
    equal((place.state, place.closed_on), ("closed", TODAY))
    equal([getattr(place, name) for name in FIELDS], [LAST] * len(FIELDS))
    equal(AuditRow.objects.count(), n_edits + n_steps)
    equal(SourceRecord.objects.count(), n_edits)
    equal(BaseVersion.objects.get().version, before + n_edits + n_steps)
    # The last statement holds what all of them said: nobody wrote over another.
    last = SourceRecord.objects.order_by("-pk")[0].values["place"]
    equal([last[name] for name in FIELDS], [LAST] * len(FIELDS))


def delivery() -> None:
    """A source delivers while people correct the place, count its computers, close it."""
    zones = ZoneFinder(today=TODAY)

    def deliver(turn: int) -> None:
        statement = Statement(
            key="1",
            content_hash=str(turn),
            payload={},
            values={"place": {"nom": "Médiathèque", "horaires": f"tour {turn}"}, "offer": {}},
            stated_on=TODAY - timedelta(days=30 - turn),
            line=1,
        )
        publish_statements([statement], source=SOURCE, delivery=1, now=NOW, zones=zones)

    deliver(0)
    number = Place.objects.get().public_id
    who = {"public_id": number, "by": make_user(), "now": NOW}

    def deliveries() -> None:
        for turn in range(1, TURNS):
            deliver(turn)

    def edits() -> None:
        for turn in range(TURNS):
            edit_place(values={"waiting": f"tour {turn}"}, **who)

    def counts() -> None:
        for turn in range(TURNS):
            set_equipment(kind="computer", total=turn, adapted=0, **who)

    all_at_once([deliveries, edits, counts, lambda: open_and_close(who)])
    place = Place.objects.get()
    equal((place.state, place.closed_on), ("closed", TODAY))
    equal((place.waiting, place.horaires), (LAST, LAST))
    equal(place.equipment.get().total, TURNS - 1)
    equal(AuditRow.objects.count(), 4 * TURNS + 1)
    equal(place.index_version, BaseVersion.objects.get().version)


def one_code() -> None:
    """Two people hold the same paper, eight times over: each time one of them gets the role."""
    coordinator = make_user()
    pairs = [(make_user(role=""), make_user(role="")) for _ in range(TURNS)]
    for pair in pairs:
        digest = digest_of(invite(role="elected", by=coordinator, now=NOW).secret)
        refused: list[InvitationOver] = []

        def take(user: Any, digest: str = digest, refused: Any = refused) -> None:
            try:
                accept_invitation(digest=digest, user=user, now=NOW)
            except InvitationOver as error:
                refused.append(error)

        all_at_once([lambda u=user: take(u) for user in pair])
        equal(len(refused), 1)
        equal(Membership.objects.filter(user__in=pair, role="elected").count(), 1)
    equal(Invitation.objects.exclude(used_by=None).count(), TURNS)


def last_administrators() -> None:
    """Two administrators leave at once, again and again: one of them stays."""
    for _ in range(TURNS):
        pair = [make_user(role="administrator") for _ in range(2)]
        refused: list[LastAdministrator] = []

        def leave(user: Any, refused: Any = refused) -> None:
            try:
                end_membership(membership=user.memberships.get().pk, by=user, now=NOW)
            except LastAdministrator as error:
                refused.append(error)

        all_at_once([lambda u=user: leave(u) for user in pair])
        equal(len(refused), 1)
        left = Membership.objects.filter(role="administrator", ended_at=None)
        equal(left.count(), 1)
        left.update(ended_at=NOW)


if __name__ == "__main__":
    {
        "people": people,
        "delivery": delivery,
        "one_code": one_code,
        "last_administrators": last_administrators,
    }[sys.argv[1]]()
    print("nothing lost")
