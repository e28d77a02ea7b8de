"""Days without sessions: public holidays and school holidays, from core.hours."""

from collections.abc import Callable
from datetime import date

from maillage.core.hours import OFFICIAL, holiday_name, public_holidays


def closed_days(
    *, holidays_zone: str, school_zone: str | None, skip_public: bool, skip_school: bool
) -> Callable[[date], bool]:
    """Return what says whether a day is closed, for `occurrences`.

    Parameters
    ----------
    holidays_zone : zone of public holidays, as `core.hours.zone_of` gives it
    school_zone : "A", "B", "C", or None where these do not apply

    Raises
    ------
    ValueError : an unknown zone of public holidays.

    Notes
    -----
    A day whose school holidays are not known (no zone, or a year not yet published) is open:
    nobody is told "closed" for want of a table.

    >>> closed = closed_days(
    ...     holidays_zone="metropole", school_zone="B", skip_public=True, skip_school=False
    ... )
    >>> closed(date(2026, 11, 11)), closed(date(2026, 10, 20))
    (True, False)
    """
    public_holidays(2000, holidays_zone)  # an unknown zone is said now, not at the first day

    def closed(day: date) -> bool:
        if skip_public and holiday_name(day, holidays_zone) is not None:
            return True
        return skip_school and OFFICIAL.holiday_on(day, school_zone) is True

    return closed
