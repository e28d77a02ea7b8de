"""What a conflict leaves: nothing, and the transaction goes on; every other rule still speaks."""

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.actions.inserting import (
    insert_booking,
    insert_first_seat,
    insert_steps,
)
from maillage.apps.agenda.errors import TimeTaken
from maillage.apps.agenda.models import Booking, Resource, Seat, SeatKind, Session, Step
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_booking,
    make_resource,
    make_series,
    make_session,
)

pytestmark = pytest.mark.django_db


def copy_of(booking, **values):
    """Return a booking that is not written yet."""
    other = Booking.objects.get(pk=booking.pk)
    other.pk, other._state.adding = None, True
    for name, value in values.items():
        setattr(other, name, value)
    return other


def test_a_booking_is_written_as_django_writes_it():
    made = make_booking(name="Zoé", children=[4, 7], once_digest="abc", email="z@rouet.example")
    other = copy_of(made, code_digest="another", once_digest=None)
    assert insert_booking(other)
    assert not other._state.adding
    columns = [field.attname for field in Booking._meta.concrete_fields]
    read = Booking.objects.get(pk=other.pk)
    for name in set(columns) - {"id", "code_digest", "once_digest"}:
        assert getattr(read, name) == getattr(made, name), name


def test_a_code_or_a_form_that_already_serves_writes_nothing_and_the_rest_goes_on():
    made = make_booking(once_digest="abc")
    assert not insert_booking(copy_of(made, once_digest=None))
    assert not insert_booking(copy_of(made, code_digest="another"))
    assert Booking.objects.count() == 1  # the transaction is not broken
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_booking(copy_of(made, code_digest="", once_digest=None))


def test_the_first_free_seat_is_taken_until_none_is_left():
    session = make_session(make_series(seats=3, childcare_seats=1))
    booking = make_booking(series=session.series, session=session)
    Seat.objects.create(session=session, booking=booking, number=2)
    Seat.objects.create(session=session, booking=booking, number=7, beyond=True)
    taken = [insert_first_seat(session, booking, SeatKind.SEAT) for _ in range(3)]
    assert [one and one.number for one in taken] == [1, 3, None]
    # What the page read may be old.
    Session.objects.filter(pk=session.pk).update(seats=4)
    last = insert_first_seat(session, booking, SeatKind.SEAT)
    assert Seat.objects.get(pk=last.pk).number == 4
    assert insert_first_seat(session, booking, SeatKind.CARE).number == 1
    assert insert_first_seat(session, booking, SeatKind.CARE) is None


def test_a_session_that_nobody_books_gives_no_seat():
    session = make_session(make_series(seats=None))
    booking = make_booking(series=session.series, session=session)
    assert insert_first_seat(session, booking, SeatKind.SEAT) is None


def test_of_steps_one_of_which_is_taken_none_is_written():
    booking, who = make_booking(), make_resource()
    Step.objects.create(resource=who, step=8, booking=make_booking())
    rows = [Step(resource=who, step=step, booking=booking) for step in (7, 8, 9)]
    assert not insert_steps(rows)
    assert list(Step.objects.values_list("step", flat=True)) == [8]
    assert insert_steps([rows[0], rows[2]])
    assert Step.objects.filter(booking=booking).count() == 2


def test_lanes_are_read_when_they_are_taken():
    room = make_resource(kind="device", lanes=2)
    row = make_availability(along=[room])
    motive, who = row.motives.get(), row.resource
    at = NOW.replace(day=24, hour=13)
    taken = make_booking(starts_at=at, ends_at=at.replace(minute=45))
    said = {"motive": motive, "resource": who, "starts_at": at, "person": Person(),
            "channel": "online", "now": NOW}  # fmt: skip
    first = book_time(**said).booking
    lane = Step.objects.filter(booking=first, resource=room).first()
    assert lane.lane == 0
    Step.objects.filter(booking=first, resource=who).delete()
    Step.objects.filter(booking=first).update(booking=taken)
    Resource.objects.filter(pk=room.pk).update(lanes=1)
    with pytest.raises(TimeTaken):
        book_time(**said)
