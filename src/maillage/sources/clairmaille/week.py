"""Opening hours of the town, as each producer writes them."""

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
Spans = tuple[tuple[str, str], ...]


def week(hours: str) -> tuple[Spans, ...]:
    """Return the spans of each day, Monday first, of the plain rules of an OSM text.

    >>> week("Mo-We 09:00-12:00; PH off")[2], week("Sa 10:00-12:00")[0]
    ((('09:00', '12:00'),), ())
    """
    days: list[Spans] = [()] * 7
    for rule in hours.split(";"):
        words = rule.split()
        if len(words) < 2 or words[0][:2] not in DAYS or ":" not in words[1]:
            continue
        spans = tuple((span[:5], span[6:11]) for span in words[1].split(","))
        for part in words[0].split(","):
            first, _, last = part.partition("-")
            if first in DAYS:
                start, end = DAYS.index(first), DAYS.index(last or first)
                days[start : end + 1] = [spans] * (end + 1 - start)  # the later rule holds
    return tuple(days)


def in_columns(hours: str) -> list[str]:
    """Return the seven cells of a file with a column a day: "09:00 - 12:00 / 13:30 - 17:00"."""
    return [" / ".join(f"{a} - {b}" for a, b in spans) for spans in week(hours)]


def in_words(hours: str) -> str:
    """Return the week as a clerk types it: "lundi, mardi : 9h-12h ; samedi : 10h-12h30"."""
    groups: dict[Spans, list[str]] = {}
    for day, spans in zip(FRENCH, week(hours), strict=True):
        if spans:
            groups.setdefault(spans, []).append(day)
    return " ; ".join(
        f"{', '.join(days)} : {', '.join(f'{_clock(a)}-{_clock(b)}' for a, b in spans)}"
        for spans, days in groups.items()
    )


def _clock(moment: str) -> str:
    hour, minute = moment.split(":")
    return f"{int(hour)}h" if minute == "00" else f"{int(hour)}h{minute}"
