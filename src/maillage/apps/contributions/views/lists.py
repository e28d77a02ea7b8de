"""What waits for the keepers, and what I proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from maillage.apps.contributions.queries.access import may_decide, may_propose
from maillage.apps.contributions.queries.proposals import proposals_of, waiting
from maillage.apps.contributions.views.words import Line, line_of
from maillage.web.access import permitted
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """All that contributions/queue.html and contributions/mine.html may use."""

    lines: Sequence[Line]


@permitted(may_decide)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first."""
    page = ListPage(lines=[line_of(one) for one in waiting()])
    return render_page(request, page, "contributions/queue.html")


@permitted(may_propose)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I proposed, and what was answered."""
    person: Any = request.user
    page = ListPage(lines=[line_of(one) for one in proposals_of(person)])
    return render_page(request, page, "contributions/mine.html")
