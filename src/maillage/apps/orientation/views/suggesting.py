"""What is suggested, as a piece of a page: the places that fit who answered the questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from maillage.apps.directory.queries import zones_to_search
from maillage.apps.orientation.forms.orient import MOST_ON_PAPER
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.profiles import profile_of_answers
from maillage.apps.orientation.queries.suggestions import Card, Found, suggest
from maillage.web.slots import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsPanel:
    """All that orientation/suggestions/_list.html may use."""

    cards: Sequence[Card]
    relaxed: str
    too_late: bool
    # Where to say that nothing fits, "" when something does.
    missing_url: str
    need: str
    paper_url: str
    # Where a sheet is written, "" for who has no account or when no sheet is written here.
    sheet_url: str
    most_on_paper: int


def suggested(answers: Everything, *, now: datetime, sheets: bool = False) -> Panel | None:
    """Return the panel of the places that fit, for who answered the questions.

    `sheets`: a professional reads it, who may pass the person on by a liaison sheet.
    """
    zones = zones_to_search(today=timezone.localdate(now))
    found = suggest(profile_of_answers(answers, zones), now=now)
    return Panel(
        "orientation/suggestions/_list.html",
        suggestions_panel(found, need=answers.short.motive, zone=answers.short.zone, sheets=sheets),
    )


def suggestions_panel(
    found: Found, *, need: str, zone: str, told: bool = False, sheets: bool = False
) -> SuggestionsPanel:
    """Return what the list says of what was found; `told`: the city knows already what lacks."""
    words = urlencode({key: value for key, value in (("besoin", need), ("ou", zone)) if value})
    say = found.unmet and bool(need) and not told
    return SuggestionsPanel(
        cards=found.cards,
        relaxed=found.relaxed,
        too_late=found.too_late,
        missing_url=f"{reverse('orientation:missing')}?{words}" if say else "",
        need=need,
        paper_url=reverse("orientation:places_slip"),
        sheet_url=_sheet_url() if sheets else "",
        most_on_paper=MOST_ON_PAPER,
    )


def _sheet_url() -> str:
    """Return the address of the module of sheets, "" when it is off."""
    try:
        return reverse("liaison:new")
    except NoReverseMatch:
        return ""
