"""What the agenda says of a place in a list: when one can be received, in a sentence or two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.soonest import Soonest, soonest
from maillage.apps.agenda.views.lines import day_words, hours_words, local, moment_words
from maillage.apps.agenda.views.said import joined
from maillage.web.slots import Id, Panel
from maillage.web.templatetags.maillage import typed
from maillage.web.words import time_words

# More would hide the list itself: the page of the place says the rest.
MOST_WAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """All that agenda/_place_line.html may use."""

    icon: str
    lead: str
    words: str
    url: str


def place_lines(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return what comes first at each place: three queries at most, for one place or for fifty."""
    now, today = timezone.now(), timezone.localdate()
    found = soonest([int(id_) for id_ in ids], now=now, today=today)
    return {
        id_: [
            Panel("agenda/_place_line.html", _line(one, now=now, today=today), order=20)
            for one in found[int(id_)][:MOST_WAYS]
        ]
        for id_ in ids
        if int(id_) in found
    }


def _line(one: Soonest, *, now: datetime, today: date) -> PlaceLine:
    if one.kind == "time":
        return PlaceLine(
            icon="appointment",
            lead=_("Prochain rendez-vous libre :"),
            words=moment_words(one.starts_at, one.codes, today),
            url=f"{reverse('agenda:choose')}?lieu={one.public_id}",
        )
    url = reverse("agenda:session", args=[one.public_id])
    if one.kind == "seat":
        said = moment_words(one.starts_at, one.codes, today)
        words = joined(", ", [said, typed(one.title)])
        return PlaceLine(icon="learn", lead=_("Prochaine place libre :"), words=words, url=url)
    if one.starts_at <= now:
        end = time_words(local(one.ends_at, one.codes))
        words = _("en ce moment, jusqu’à %(hour)s") % {"hour": end}
    else:
        day = day_words(local(one.starts_at, one.codes).date(), today)
        hours = hours_words(one.starts_at, one.ends_at, one.codes)
        words = _("%(day)s, %(hours)s") % {"day": day, "hours": hours}
    return PlaceLine(icon="walk-in", lead=_("Sans rendez-vous :"), words=words, url=url)
