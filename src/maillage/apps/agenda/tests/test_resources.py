"""Setting the agenda up: what is written, what is refused, what stays booked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.actions.resources import (
    add_absence,
    add_availability,
    add_motive,
    add_resource,
    edit_availability,
    edit_motive,
    edit_resource,
    end_absence,
    end_availability,
    end_motive,
    end_resource,
    restore_resource,
)
from maillage.apps.agenda.errors import (
    AbsenceWrong,
    LanesAreTaken,
    MotiveHoursWrong,
    NobodyForMotive,
    ResourceOfSomebody,
    RuleImpossible,
)
from maillage.apps.agenda.models import Absence, Availability, Booking, Resource, Step
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.queries.rules import rule_of
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_booking,
    make_motive,
    make_resource,
)
from maillage.apps.directory.tests.factories import AuditRow, make_place, make_user
from maillage.core.timetable import occurrences, step_of

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
RULE = {
    "first": TODAY,
    "start": time(14),
    "end": time(17),
    "zone": "Europe/Paris",
    "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
}


def days(row, n_days=60):
    found = occurrences(rule_of(row), start=TODAY, end=TODAY + timedelta(days=n_days))
    return [one.day for one in found]


def test_a_person_has_one_line_and_the_journal_does_not_hold_the_name():
    by, who = make_user(), make_user()
    made = add_resource(
        values={"kind": "person", "name": "Inès, médiatrice", "user": who}, by=by, now=NOW
    )
    with pytest.raises(ResourceOfSomebody):
        add_resource(values={"kind": "person", "name": "Encore", "user": who}, by=by, now=NOW)
    edit_resource(resource=made, values={"name": "Inès"}, by=by, now=NOW)
    end_resource(resource=made, on=TODAY, by=by, now=NOW)
    second = add_resource(values={"kind": "person", "name": "Revenue", "user": who}, by=by, now=NOW)
    with pytest.raises(ResourceOfSomebody):
        restore_resource(resource=made, by=by, now=NOW)
    assert Resource.objects.get(ended_on=None) == second
    rows = AuditRow.objects.filter(subject_kind="resource")
    assert set(rows.values_list("action", flat=True)) == {
        "add_resource",
        "edit_resource",
        "end_resource",
    }
    assert "Inès" not in str(list(rows.values_list("before", "after")))


def test_minutes_of_a_motive_go_by_five():
    by = make_user()
    values = {"title": "Impôts", "mediation": "procedures", "duration_min": 40, "every_min": 20}
    motive = add_motive(values=values, by=by, now=NOW)
    with pytest.raises(MotiveHoursWrong):
        edit_motive(motive=motive, values={"every_min": 22}, by=by, now=NOW)
    motive.refresh_from_db()
    assert motive.every_min == 20
    assert end_motive(motive=motive, on=TODAY, by=by, now=NOW).ended_on == TODAY
    assert AuditRow.objects.filter(subject_kind="motive").count() == 2


def test_an_availability_is_for_something_and_gives_dates():
    by, who, motive = make_user(), make_resource(), make_motive()
    with pytest.raises(NobodyForMotive):
        add_availability(resource=who, values=RULE, motives=[], by=by, now=NOW)
    ends = {"until": TODAY - timedelta(days=1)}
    with pytest.raises(RuleImpossible):
        add_availability(resource=who, values=RULE | ends, motives=[motive], by=by, now=NOW)
    assert not Availability.objects.exists()
    room = make_resource(kind="room", name="Petite salle")
    row = add_availability(
        resource=who, values=RULE, motives=[motive], along=[room], by=by, now=NOW
    )
    assert list(row.along.all()) == [room]
    assert AuditRow.objects.get(action="add_availability").after["quand"].startswith("un mardi sur")


def test_changed_from_a_day_on_the_weeks_keep_their_turn_and_what_was_before_stays():
    row = make_availability(rrule=RULE["rrule"])
    whole = days(row)
    motive = row.motives.get()
    later = edit_availability(
        availability=row,
        values={"start": time(15)},
        motives=[motive],
        on=whole[2],
        by=make_user(),
        now=NOW,
    )
    row.refresh_from_db()
    assert later.pk != row.pk
    assert days(row) + days(later) == whole
    assert (row.start, later.start) == (time(14), time(15))
    assert list(later.motives.all()) == [motive]


def test_changed_from_its_first_day_it_is_changed_whole():
    row = make_availability()
    later = edit_availability(
        availability=row,
        values={"end": time(16)},
        motives=row.motives.all(),
        on=TODAY,
        by=make_user(),
        now=NOW,
    )
    assert (later.pk, Availability.objects.count()) == (row.pk, 1)


def test_after_its_last_day_there_is_nothing_to_change():
    row = make_availability(until=TODAY + timedelta(days=8))
    with pytest.raises(RuleImpossible):
        edit_availability(
            availability=row,
            values={},
            motives=row.motives.all(),
            on=TODAY + timedelta(days=30),
            by=make_user(),
            now=NOW,
        )


def test_received_no_more_from_a_day_on_or_not_at_all_and_what_is_booked_stands():
    row = make_availability()
    motive, by = row.motives.get(), make_user()
    at = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    made = book_time(
        motive=motive,
        resource=row.resource,
        starts_at=at,
        person=Person(name="Samira"),
        channel="online",
        now=NOW,
    )
    end_availability(availability=row, on=TUESDAY + timedelta(days=7), by=by, now=NOW)
    assert days(row) == [TUESDAY]
    end_availability(availability=row, on=None, by=by, now=NOW)
    assert not Availability.objects.exists()
    assert Booking.objects.get(pk=made.booking.pk).state == "booked"
    assert AuditRow.objects.filter(action="end_availability").count() == 2


def test_an_absence_takes_the_times_away_and_gives_them_back_and_is_never_dated_in_the_journal():
    row = make_availability(place=make_place())
    motive, by = row.motives.get(), make_user()
    whole = free_times(motive, start=TUESDAY, end=TUESDAY, now=NOW)
    starts = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    with pytest.raises(AbsenceWrong):
        add_absence(resource=row.resource, starts_at=starts, ends_at=starts, by=by, now=NOW)
    past = NOW - timedelta(days=2)
    with pytest.raises(AbsenceWrong):
        add_absence(
            resource=row.resource,
            starts_at=past,
            ends_at=past + timedelta(hours=1),
            by=by,
            now=NOW,
        )
    away = add_absence(
        resource=row.resource,
        starts_at=starts,
        ends_at=starts + timedelta(days=1),
        by=by,
        now=NOW,
    )
    assert whole
    assert free_times(motive, start=TUESDAY, end=TUESDAY, now=NOW) == ()
    end_absence(absence=away, by=by, now=NOW)
    assert free_times(motive, start=TUESDAY, end=TUESDAY, now=NOW) == whole
    assert not Absence.objects.exists()
    assert AuditRow.objects.get(action="add_absence").after == {}


# ---------------------------------------------------------------- fewer of something


def on_lane(devices, lane, at):
    row = make_booking(starts_at=at, ends_at=at + timedelta(minutes=5))
    return Step.objects.create(resource=devices, step=step_of(at), lane=lane, booking=row)


def test_fewer_computers_are_kept_when_hours_leave_room_and_people_keep_theirs():
    by, devices = make_user(), make_resource(kind="device", name="Ordinateurs", lanes=4)
    first, past = NOW + timedelta(days=1), NOW - timedelta(days=1)
    kept = [on_lane(devices, lane, first) for lane in (0, 3)]
    old = [on_lane(devices, lane, past) for lane in range(4)]
    edit_resource(resource=devices, values={"lanes": 2}, by=by, now=NOW)
    devices.refresh_from_db()
    assert devices.lanes == 2
    lanes = Step.objects.filter(pk__in=[one.pk for one in kept])
    assert sorted(lanes.values_list("lane", "beyond")) == [(0, False), (1, False)]
    assert Step.objects.filter(pk__in=[one.pk for one in old], beyond=True).count() == 2


def test_fewer_than_are_taken_at_once_is_refused_and_nothing_moves():
    by, devices = make_user(), make_resource(kind="device", name="Ordinateurs", lanes=4)
    for lane in (0, 2, 3):
        on_lane(devices, lane, NOW + timedelta(days=1))
    with pytest.raises(LanesAreTaken, match="3 sont déjà pris"):
        edit_resource(resource=devices, values={"lanes": 2}, by=by, now=NOW)
    devices.refresh_from_db()
    assert devices.lanes == 4
    assert set(Step.objects.values_list("lane", flat=True)) == {0, 2, 3}
