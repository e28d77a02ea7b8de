"""The first screen of a person who signed in: what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import GAPS, n_public_places, n_to_qualify
from maillage.apps.directory.queries.staff import latest_places
from maillage.web.pages import render_page
from maillage.web.slots import Panel, Slot, fill

WITHOUT_HELP = "Lieux dont on ne sait pas si l’on y est seul ou accompagné"


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the queue: how many, what, and on what base."""

    n: int
    url: str
    words: str
    base: str


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place that changed lately."""

    url: str
    nom: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """All that home/desk.html may use."""

    first_name: str
    now: datetime
    n_public: int
    tasks: Sequence[Task]
    panels: Sequence[Panel]
    changed: Sequence[ChangedPlace]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be done first, what came in, and where to go."""
    person: Any = request.user
    n_public = n_public_places()
    counts = n_to_qualify()
    base = _("sur %(n)s lieux que les habitants voient") % {"n": n_public}
    page = DeskPage(
        first_name=person.get_short_name(),
        now=timezone.now(),
        n_public=n_public,
        tasks=[
            Task(
                counts[code],
                f"{reverse('directory:to_qualify')}?manque={code}",
                str(WITHOUT_HELP if code == "help" else _("Lieux sans %(what)s") % {"what": label}),
                base,
            )
            for code, (label, _condition) in GAPS.items()
            if counts[code]
        ],
        panels=fill(Slot.ROLE_DESK, [person.pk])[person.pk],
        changed=[
            ChangedPlace(
                reverse("directory:staff_place", args=[place.public_id]),
                place.nom,
                place.updated_at,
            )
            for place in latest_places(limit=6)
        ],
    )
    return render_page(request, page, "home/desk.html")
