"""The three rows of a booking, each in one statement that a conflict does not break.

`ON CONFLICT DO NOTHING` says by what it returns that somebody came first: no savepoint to lay and
lift around it, which were four of the ten exchanges of a booking with PostgreSQL. Only a rule of
uniqueness is passed over; every other one still raises. Written by hand: the same text on both
databases, a fifth of the time.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from maillage.apps.agenda.models import Booking, Seat, SeatKind, Session, Step


def insert_booking(booking: Booking) -> bool:
    """Write a booking; False, and nothing is, when its code or its form is already that of one."""
    fields, sql = _booking_insert()
    values = [field.get_db_prep_save(field.pre_save(booking, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return False
    booking.pk = row[0]
    booking._state.adding, booking._state.db = False, connection.alias
    return True


@cache
def _booking_insert() -> tuple[Sequence["models.Field[Any, Any]"], str]:
    fields = [field for field in Booking._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return fields, (
        f"INSERT INTO agenda_booking ({columns}) VALUES ({marks})"
        " ON CONFLICT DO NOTHING RETURNING id"
    )


# The first number from 1 that is free: 1 itself, or the one after a number that is taken.
_SEAT = """
INSERT INTO agenda_seat (session_id, kind, number, booking_id, beyond)
SELECT %s, %s, free.number, %s, false FROM (
  SELECT MIN(next.number) AS number FROM (
    SELECT 1 AS number
    UNION ALL SELECT t.number + 1 FROM agenda_seat t WHERE t.session_id = %s AND t.kind = %s
  ) next
  WHERE next.number <= (SELECT COALESCE({column}, 0) FROM agenda_session WHERE id = %s)
    AND NOT EXISTS (SELECT 1 FROM agenda_seat u
                    WHERE u.session_id = %s AND u.kind = %s AND u.number = next.number)
) free
WHERE free.number IS NOT NULL
ON CONFLICT DO NOTHING RETURNING id, number
"""
_COLUMNS = {SeatKind.SEAT: "seats", SeatKind.CARE: "childcare_seats"}


def insert_first_seat(session: Session, booking: Booking, kind: SeatKind) -> Seat | None:
    """Take the first free number of a session; None when there is none, or somebody just took it.

    How many there are is read by the statement itself.
    """
    at: list[Any] = [session.pk, kind.value]
    with connection.cursor() as cursor:
        cursor.execute(_SEAT.format(column=_COLUMNS[kind]), [*at, booking.pk, *at, session.pk, *at])
        row = cursor.fetchone()
    if row is None:
        return None
    return Seat(pk=row[0], session=session, booking=booking, kind=kind, number=row[1])


def insert_steps(rows: Sequence[Step]) -> bool:
    """Write steps in their order; False, and none is, when somebody has one of them."""
    values: list[Any] = []
    for row in rows:
        values += [
            row.resource_id, row.step, row.lane, row.booking_id, row.session_id, row.beyond
        ]  # fmt: skip
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agenda_step (resource_id, step, lane, booking_id, session_id, beyond)"
            f" VALUES {marks} ON CONFLICT DO NOTHING RETURNING id",
            values,
        )
        written = [number for (number,) in cursor.fetchall()]
    if len(written) == len(rows):
        return True
    Step.objects.filter(pk__in=written).delete()
    return False
