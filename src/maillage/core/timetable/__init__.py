"""The agenda's arithmetic: rules that come back, days closed, free times. Moments are in UTC.

A rule speaks the wall clock of a place and survives both clock changes; its occurrences are spans
in UTC, cut into steps of five minutes, the unit in which the base refuses a double booking.
"""

from maillage.core.timetable.choices import Choice, monthly, read_rrule, weekly
from maillage.core.timetable.closed import closed_days
from maillage.core.timetable.free import free_starts, merge, subtract
from maillage.core.timetable.recurrence import RuleRefused
from maillage.core.timetable.rules import (
    MAX_OCCURRENCES,
    Occurrence,
    Rule,
    check_rule,
    occurrences,
    split,
)
from maillage.core.timetable.spans import STEP_MIN, Span, local_span, step_of, steps_of
from maillage.core.timetable.words import in_words

__all__ = [
    "MAX_OCCURRENCES",
    "STEP_MIN",
    "Choice",
    "Occurrence",
    "Rule",
    "RuleRefused",
    "Span",
    "check_rule",
    "closed_days",
    "free_starts",
    "in_words",
    "local_span",
    "merge",
    "monthly",
    "occurrences",
    "read_rrule",
    "split",
    "step_of",
    "steps_of",
    "subtract",
    "weekly",
]
