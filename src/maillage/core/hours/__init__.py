"""Opening hours for people: read, asked, said in French. Times are local to the place.

What cannot be understood stays as text and is never shown as open; "sur rendez-vous" is its own
state; French public holidays and school holidays are held here, computed or typed from the law.
"""

from maillage.core.hours.cut import (
    CutHours,
    cut_hours,
    lost_but,
    only_day_said,
    other_days_unknown,
    others_unknown,
)
from maillage.core.hours.french import french_times_to_osm, french_to_osm
from maillage.core.hours.holidays import (
    ZONES,
    easter,
    holiday_name,
    public_holidays,
    time_zone_of,
    zone_of,
)
from maillage.core.hours.schedule import Hours, parse
from maillage.core.hours.school import OFFICIAL, Calendar, Period, school_zone_of
from maillage.core.hours.states import DayOfWeek, Interval, Span, State
from maillage.core.hours.voice import FRENCH, Voice
from maillage.core.hours.week import day_cell_to_osm, week_to_osm
from maillage.core.hours.words import spans_in_words, time_in_words

__all__ = [
    "FRENCH",
    "OFFICIAL",
    "ZONES",
    "Calendar",
    "CutHours",
    "DayOfWeek",
    "Hours",
    "Interval",
    "Period",
    "Span",
    "State",
    "Voice",
    "cut_hours",
    "day_cell_to_osm",
    "easter",
    "french_times_to_osm",
    "french_to_osm",
    "holiday_name",
    "lost_but",
    "only_day_said",
    "other_days_unknown",
    "others_unknown",
    "parse",
    "public_holidays",
    "school_zone_of",
    "spans_in_words",
    "time_in_words",
    "time_zone_of",
    "week_to_osm",
    "zone_of",
]
