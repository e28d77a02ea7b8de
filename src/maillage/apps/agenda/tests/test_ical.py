"""What we write by hand is read back by two libraries, whatever the text."""

from datetime import UTC, datetime

import icalendar
import vobject
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.queries.ical import calendar, moment, text

WHEN = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
HEAD = ["VERSION:2.0", "PRODID:-//Maillage//Agenda//FR"]


def written(words):
    event = [
        text("UID", "un@maillage"),
        moment("DTSTAMP", WHEN),
        moment("DTSTART", WHEN),
        text("SUMMARY", words),
        text("DESCRIPTION", words),
    ]
    return calendar(HEAD, [event])


def lines_of(words):
    """Return a text with the ends of lines that a calendar keeps."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
HARD = st.text('é😀’ \\;,:"\n\r\tnN', max_size=120)


@given(words=st.one_of(PRINTED, HARD))
def test_a_text_comes_back_as_it_was(words):
    data = written(words)
    event = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == lines_of(words)
    assert event["DTSTART"].dt == WHEN


@given(words=st.text(st.sampled_from('aé😀’ \\;,:"\n'), max_size=200))
def test_another_library_reads_the_same(words):
    read = vobject.readOne(written(f"x{words}x").decode())
    assert read.vevent.summary.value == f"x{words}x"
    assert read.vevent.dtstart.value == WHEN


@given(words=st.text(max_size=300))
def test_no_line_is_longer_than_75_bytes_nor_cuts_a_character_nor_adds_a_property(words):
    data = written(words)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    unfolded = data.replace(b"\r\n ", b"").split(b"\r\n")
    assert len(unfolded) == 2 + len(HEAD) + 2 + 5 + 1
    assert not any(sign in data.replace(b"\r\n", b"") for sign in (b"\r", b"\n", b"\x00"))
