"""The 31 activities on two sheets of paper: answered with a pen, alone or with somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from maillage.apps.orientation.forms.keeping import MONTH_WORDS, AgreementForm
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.item_words import AREAS_IN_ORDER, VERSION
from maillage.apps.orientation.queries.words import AREAS, LAST_USES, Said
from maillage.apps.orientation.views.bilan import ANSWERS, Activity, activities
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """All that orientation/diagnosis/paper.html may use."""

    uses: Sequence[Any]
    answers: Sequence[Any]
    areas: Sequence[tuple[Said, Sequence[Activity]]]
    months: Sequence[Any]
    allowed: Sequence[Any]
    version: str


@login_not_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Print the activities; a professional types the answers in, if the person agrees."""
    fields = AgreementForm().fields
    page = PaperPage(
        uses=list(LAST_USES.values()),
        answers=[words for _answer, words in ANSWERS],
        areas=[(AREAS[area], activities(area, Everything())) for area in AREAS_IN_ORDER],
        months=list(MONTH_WORDS.values()),
        allowed=[fields["may_show"].label, fields["may_count"].label],
        version=VERSION,
    )
    return render_page(request, page, "orientation/diagnosis/paper.html")
