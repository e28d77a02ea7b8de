"""Figures of what was answered, for those who steer: who agreed to be counted, no small number."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.orientation.queries.access import may_read_counts
from maillage.apps.orientation.queries.counted import Counted, counted
from maillage.web.access import permitted
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPage:
    """All that orientation/desk/counted.html may use."""

    start: date
    end: date
    it: Counted


@permitted(may_read_counts)
@require_safe
def counted_page(request: HttpRequest) -> HttpResponse:
    """Show what the last twelve months say, together."""
    end = timezone.localdate()
    start = end - relativedelta(months=12)
    page = CountedPage(start=start, end=end, it=counted(start=start, end=end))
    return render_page(request, page, "orientation/desk/counted.html")
