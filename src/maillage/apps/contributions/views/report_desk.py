"""The keepers read what anybody reported, and answer: corrected, closed, nothing to correct."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.actions import (
    correct_report,
    mark_read,
    refuse_report,
    reopen_report,
)
from maillage.apps.contributions.forms.reports import AnswerForm
from maillage.apps.contributions.queries.access import may_decide, may_decide_report
from maillage.apps.contributions.queries.reports import (
    get_report,
    place_of,
    reports_answered,
    reports_waiting,
    same_reports,
)
from maillage.apps.contributions.views.report_words import (
    AnsweredLine,
    ReportLine,
    ReportRow,
    answered_line,
    proposed_rows,
    published_rows,
    report_line,
)
from maillage.apps.contributions.views.words import name_of, url, when_words
from maillage.web.access import permitted
from maillage.web.pages import render_page

ANSWER_SEEN_BY = gettext_lazy(
    "La personne qui a signalé lit votre phrase avec son code ; vos collègues aussi. Elle est "
    "effacée après 30 jours."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """All that contributions/reports.html may use."""

    lines: Sequence[ReportLine]
    answered: Sequence[AnsweredLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeskPage:
    """All that contributions/report_desk.html may use."""

    line: ReportLine
    number: int
    nom: str
    where: str
    place_url: str
    public_url: str
    open: bool
    closed_place: bool
    erased: bool
    # What is published beside what is proposed.
    published: Sequence[ReportRow]
    proposed: Sequence[ReportRow]
    decided: str
    answer: str
    may_reopen: bool
    form: AnswerForm
    seen_by: Any


@permitted(may_decide)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; then the last answers, which may be taken back."""
    today = timezone.localdate()
    page = ReportsPage(
        lines=[
            report_line(one.report, n_same=one.n_same, today=today) for one in reports_waiting()
        ],
        answered=[answered_line(one) for one in reports_answered()],
    )
    return render_page(request, page, "contributions/reports.html")


@permitted(may_decide_report)
@require_safe
def one_report(request: HttpRequest, number: int) -> HttpResponse:
    """Read a report beside what is published; whoever follows it learns that it is read."""
    mark_read(number=number, now=timezone.now())
    return _show(request, number, AnswerForm())


def _show(request: HttpRequest, number: int, form: AnswerForm) -> HttpResponse:
    found = get_report(number)
    place = place_of(found)
    waits = found.state in ("received", "read")
    decided = ""
    if found.decided_by is not None:
        decided = _("%(state)s par %(who)s, %(when)s") % {
            "state": str(found.get_state_display()).capitalize(),
            "who": name_of(found.decided_by),
            "when": when_words(found.decided_at),
        }
    n_same = same_reports(found).count() if waits else 1
    page = ReportDeskPage(
        line=report_line(found, n_same=n_same, today=timezone.localdate()),
        number=found.pk,
        nom=place.nom,
        where=", ".join(part for part in (place.adresse, place.commune) if part),
        place_url=reverse("directory:staff_place", args=[place.public_id]),
        public_url=reverse("directory:place", args=[place.public_id]),
        open=waits,
        closed_place=place.closed_on is not None,
        erased=found.erased_at is not None,
        published=published_rows(place),
        proposed=proposed_rows(found),
        decided=decided,
        answer=found.answer,
        may_reopen=found.decided_by is not None and found.erased_at is None,
        form=form,
        seen_by=ANSWER_SEEN_BY,
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/report_desk.html", status=status)


def next_report(request: HttpRequest, words: str) -> HttpResponse:
    """Say what was done, and go on with the oldest report that waits."""
    messages.success(request, words)
    waiting = reports_waiting()
    if waiting:
        return redirect(url("report", waiting[0].report.pk))
    return redirect(url("reports"))


@permitted(may_decide_report)
@require_POST
def already_corrected(request: HttpRequest, number: int) -> HttpResponse:
    """Say that what was reported is corrected already, elsewhere."""
    person: Any = request.user
    correct_report(number=number, by=person, now=timezone.now())
    return next_report(request, _("C’est noté : corrigé. La personne le lit avec son code."))


@permitted(may_decide_report)
@require_POST
def nothing_to_correct(request: HttpRequest, number: int) -> HttpResponse:
    """Say that there is nothing to correct, and why."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, number, form)
    person: Any = request.user
    refuse_report(number=number, answer=form.cleaned_data["answer"], by=person, now=timezone.now())
    return next_report(request, _("C’est répondu. La personne lit votre phrase avec son code."))


@permitted(may_decide_report)
@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take back an answer: the report waits again."""
    person: Any = request.user
    again = reopen_report(number=number, by=person, now=timezone.now())
    words = _(
        "La réponse est reprise : le signalement attend de nouveau. La fiche du lieu, elle, n’a "
        "pas changé : l’historique du lieu permet de revenir en arrière."
    )
    messages.success(request, words)
    return redirect(url("report", again.pk))
