"""Calendars kept elsewhere: busy time here, hours alone; what fails keeps what was known."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.actions import calendars
from maillage.apps.agenda.actions.calendars import (
    add_calendar,
    ask_for_all,
    read_calendar,
    remove_calendar,
)
from maillage.apps.agenda.errors import OutsideCalendarRefused
from maillage.apps.agenda.models import Absence, OutsideCalendar
from maillage.apps.agenda.queries.feeds import city_calendar
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.queries.outside import CalendarFault, busy_times
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.directory.tests.factories import AuditRow, make_user
from maillage.sources.addresses import FetchError

PARIS = ZoneInfo("Europe/Paris")
END = NOW + timedelta(days=400)
URL = "https://calendrier.example/prive-1f2e3d/agenda.ics"
WEEKLY = """BEGIN:VEVENT
UID:reunion@calendrier.example
DTSTAMP:20260101T000000Z
SUMMARY:Rendez-vous chez le kinésithérapeute
DTSTART;TZID=Europe/Paris:20261124T140000
DTEND;TZID=Europe/Paris:20261124T150000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Paris:20261201T140000
END:VEVENT
"""


def ics(*parts, head=""):
    body = "".join(parts)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//autre//\n{head}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def event(start, end="", *more, uid="un"):
    lines = [f"UID:{uid}@calendrier.example", "DTSTAMP:20260101T000000Z", f"DTSTART{start}"]
    lines += [f"DTEND{end}"] if end else []
    return "\n".join(["BEGIN:VEVENT", *lines, *more, "END:VEVENT\n"])


def busy(*parts, zone=PARIS, head=""):
    times = busy_times(ics(*parts, head=head), zone=zone, start=NOW, end=END)
    return [(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in times]


def utc(*said):
    return datetime(*said, tzinfo=UTC)


# ---------------------------------------------------------------- hours


def test_a_rule_with_a_day_taken_out_is_expanded():
    assert busy(WEEKLY) == [
        (utc(2026, 11, 24, 13), utc(2026, 11, 24, 14)),
        (utc(2026, 12, 8, 13), utc(2026, 12, 8, 14)),
    ]


def test_what_is_free_cancelled_or_past_takes_no_time():
    assert (
        busy(
            event(":20261124T100000Z", ":20261124T110000Z", "TRANSP:TRANSPARENT", uid="a"),
            event(":20261124T100000Z", ":20261124T110000Z", "STATUS:CANCELLED", uid="b"),
            event(
                ":20261124T100000Z",
                ":20261124T110000Z",
                "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
                uid="c",
            ),
            event(":20201124T100000Z", ":20201124T110000Z", uid="d"),
            event(":20281124T100000Z", ":20281124T110000Z", uid="e"),
            event(":20261124T100000Z", ":20261124T100000Z", uid="f"),
        )
        == []
    )


def test_one_occurrence_that_is_cancelled_leaves_the_others():
    changed = event(
        ";TZID=Europe/Paris:20261208T140000",
        ";TZID=Europe/Paris:20261208T150000",
        "RECURRENCE-ID;TZID=Europe/Paris:20261208T140000",
        "STATUS:CANCELLED",
    ).replace("un@", "reunion@")
    assert [start for start, _end in busy(WEEKLY, changed)] == [utc(2026, 11, 24, 13)]


def test_a_whole_day_and_an_hour_without_zone_are_those_of_the_place():
    day = event(";VALUE=DATE:20261124", ";VALUE=DATE:20261126", uid="a")
    floating = event(":20261130T090000", ":20261130T100000", uid="b")
    assert busy(day, floating) == [
        (utc(2026, 11, 23, 23), utc(2026, 11, 25, 23)),
        (utc(2026, 11, 30, 8), utc(2026, 11, 30, 9)),
    ]
    reunion = busy(day, floating, zone=ZoneInfo("Indian/Reunion"))
    assert reunion[1] == (utc(2026, 11, 30, 5), utc(2026, 11, 30, 6))


def test_what_began_before_today_and_goes_on_takes_time():
    holidays = event(";VALUE=DATE:20261101", ";VALUE=DATE:20261201")
    assert busy(holidays) == [(utc(2026, 10, 31, 23), utc(2026, 11, 30, 23))]


def test_the_names_of_zones_that_other_programs_write_are_known():
    said = event(
        ";TZID=Romance Standard Time:20261124T140000",
        ";TZID=Romance Standard Time:20261124T150000",
    )
    assert busy(said) == [(utc(2026, 11, 24, 13), utc(2026, 11, 24, 14))]


def test_it_keeps_its_wall_clock_hour_through_the_clock_change():
    said = event(
        ";TZID=Europe/Paris:20270325T140000",
        ";TZID=Europe/Paris:20270325T150000",
        "RRULE:FREQ=DAILY;COUNT=5",
    )
    hours = [(start.astimezone(PARIS).hour, start.hour) for start, _end in busy(said)]
    assert hours == [(14, 13)] * 3 + [(14, 12)] * 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"<html>connexion</html>", "unreadable"),
        (b"\xff\xfe\x00BEGIN:VCALENDAR", "unreadable"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "unreadable"),
        (ics(event(":20261124T100000Z", "", "RRULE:FREQ=SECONDLY")), "too_many"),
        (ics(event(":20261124T100000Z", "", "RRULE:FREQ=DAILY;INTERVAL=0")), "too_many"),
        (
            ics(
                event(
                    ":20261124T100000Z",
                    "",
                    "RRULE:FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))),
                )
            ),
            "too_many",
        ),
    ],
)
def test_what_is_no_calendar_or_has_no_end_is_a_fault_that_has_a_name(data, code):
    with pytest.raises(CalendarFault) as fault:
        busy_times(data, zone=PARIS, start=NOW, end=END)
    assert fault.value.code == code


def test_more_than_anybody_is_busy_is_refused(monkeypatch):
    monkeypatch.setattr("maillage.apps.agenda.queries.outside.MOST_EVENTS", 10)
    with pytest.raises(CalendarFault) as fault:
        busy(event(":20261124T100000Z", ":20261124T110000Z", "RRULE:FREQ=DAILY"))
    assert fault.value.code == "too_many"


@given(noise=st.binary(max_size=200), at=st.integers(0, 400))
def test_a_calendar_that_was_damaged_is_hours_or_a_fault_never_a_crash(noise, at):
    data = ics(WEEKLY)
    damaged = data[: at % len(data)] + noise + data[at % len(data) :]
    times = []
    with suppress(CalendarFault):
        times = busy_times(damaged, zone=PARIS, start=NOW, end=END)
    assert all(one.ends_at > one.starts_at for one in times)


# ---------------------------------------------------------------- kept


@pytest.fixture
def fetched(monkeypatch):
    """What the address gives: bytes, or a fault."""
    said = {"data": ics(WEEKLY)}

    def fetch(url, path, *, limits):
        if isinstance(said["data"], Exception):
            raise said["data"]
        path.write_bytes(said["data"])

    monkeypatch.setattr(calendars, "fetch", fetch)
    return said


@pytest.fixture
def kept(db, fetched):
    row = make_availability(None, make_motive())
    return add_calendar(resource=row.resource, url=URL, now=NOW, by=make_user())


def absences():
    return list(Absence.objects.order_by("starts_at").values_list("pk", "starts_at", "ends_at"))


def test_what_is_read_is_time_that_nobody_can_book(kept):
    assert read_calendar(kept.pk, now=NOW) == ""
    row = kept.resource.availabilities.get()
    day = date(2026, 11, 24)
    free = free_times(row.motives.get(), start=day, end=day, now=NOW)
    assert [t.starts_at for t in free] == [utc(2026, 11, 24, 14), utc(2026, 11, 24, 14, 45)]
    kept.refresh_from_db()
    assert (kept.read_at, kept.fault) == (NOW, "")


def test_no_title_is_kept(kept):
    read_calendar(kept.pk, now=NOW)
    for row in Absence.objects.values():
        assert "kin" not in str(row)
        assert "calendrier" not in str(row)


def test_what_did_not_change_is_not_written_again(kept, django_assert_num_queries):
    read_calendar(kept.pk, now=NOW)
    before = absences()
    read_calendar(kept.pk, now=NOW + timedelta(hours=1))
    assert absences() == before
    assert len(before) == 2


def test_what_changed_is_changed_alone(kept, fetched):
    read_calendar(kept.pk, now=NOW)
    before = absences()
    fetched["data"] = ics(WEEKLY.replace("COUNT=3", "COUNT=4"))
    read_calendar(kept.pk, now=NOW)
    assert absences()[:2] == before
    assert len(absences()) == 3
    fetched["data"] = ics(WEEKLY.replace("20261124T150000", "20261124T153000"))
    read_calendar(kept.pk, now=NOW)
    assert [end.minute for _pk, _start, end in absences()] == [30, 30]
    fetched["data"] = ics()
    read_calendar(kept.pk, now=NOW)
    assert absences() == []


def test_an_event_under_way_that_lasts_longer_is_changed(kept, fetched):
    read_calendar(kept.pk, now=NOW)
    fetched["data"] = ics(WEEKLY.replace("20261124T150000", "20261124T180000"))
    read_calendar(kept.pk, now=utc(2026, 11, 24, 14, 30))
    assert absences()[0][2] == utc(2026, 11, 24, 17)


@pytest.mark.parametrize(
    ("data", "code"),
    [(FetchError("not_found", ""), "not_found"), (b"<html>", "unreadable")],
)
def test_what_fails_keeps_the_last_that_was_known_and_says_since_when(kept, fetched, data, code):
    read_calendar(kept.pk, now=NOW)
    before = absences()
    fetched["data"] = data
    assert read_calendar(kept.pk, now=NOW + timedelta(hours=2)) == code
    kept.refresh_from_db()
    assert (kept.read_at, kept.fault) == (NOW, code)
    assert absences() == before
    fetched["data"] = ics(WEEKLY)
    read_calendar(kept.pk, now=NOW + timedelta(hours=3))
    kept.refresh_from_db()
    assert (kept.read_at, kept.fault) == (NOW + timedelta(hours=3), "")


def test_our_own_calendar_read_elsewhere_and_back_takes_no_time(kept, fetched):
    make_series()
    fetched["data"] = city_calendar(now=NOW, site="https://agenda.clairmaille.example")
    fetched["data"] = fetched["data"].replace(b"TRANSP:TRANSPARENT\r\n", b"")
    assert read_calendar(kept.pk, now=NOW) == ""
    assert absences() == []


def test_removed_it_takes_its_hours_with_it(kept):
    read_calendar(kept.pk, now=NOW)
    remove_calendar(calendar=kept, now=NOW, by=make_user())
    assert absences() == []
    assert read_calendar(kept.pk, now=NOW) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://calendrier.example/a.ics",
        "file:///etc/passwd",
        "https://moi:secret@calendrier.example/a.ics",
        "https://calendrier.example:22/a.ics",
        "https://a b.example/",
        "n’importe quoi",
    ],
)
def test_an_address_that_is_not_safe_is_refused_in_words(db, url):
    with pytest.raises(OutsideCalendarRefused) as refused:
        add_calendar(resource=make_resource(), url=url, now=NOW, by=make_user())
    assert len(str(refused.value)) > 10
    assert not OutsideCalendar.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.7"])
def test_an_internal_address_is_never_fetched(db, host):
    made = add_calendar(
        resource=make_resource(), url=f"https://{host}/a.ics", now=NOW, by=make_user()
    )
    assert read_calendar(made.pk, now=NOW) == "host_internal"


def test_added_twice_it_is_one_and_five_are_enough(kept):
    by = make_user()
    words = URL.replace("https://", "webcal://")
    assert add_calendar(resource=kept.resource, url=words, now=NOW, by=by) == kept
    for n in range(4):
        add_calendar(resource=kept.resource, url=f"{URL}?{n}", now=NOW, by=by)
    with pytest.raises(OutsideCalendarRefused):
        add_calendar(resource=kept.resource, url=f"{URL}?9", now=NOW, by=by)
    for row in AuditRow.objects.filter(action="add_outside_calendar"):
        assert "calendrier.example" not in f"{row.before}{row.after}{row.subject_id}"


def test_each_hour_all_are_asked_for_once(kept):
    assert ask_for_all(now=NOW + timedelta(minutes=59)) == 0
    assert ask_for_all(now=NOW + timedelta(minutes=60)) == 1
    assert ask_for_all(now=NOW + timedelta(minutes=61)) == 0
    path = "maillage.apps.agenda.tasks.read_calendar"
    jobs = DBTaskResult.objects.filter(task_path=path)
    assert [job.args_kwargs["args"] for job in jobs] == [[kept.pk]] * 2
