"""A report leads to the forms of a place: what they save is its answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.contributions.actions import close_reported, correct_report
from maillage.apps.contributions.errors import ReportDecided
from maillage.apps.contributions.forms.proposals import can_be_read, positioned
from maillage.apps.contributions.queries.access import may_decide_report
from maillage.apps.contributions.queries.reports import get_report, place_of
from maillage.apps.contributions.views.adding import form_page
from maillage.apps.contributions.views.correcting import CorrectPage
from maillage.apps.contributions.views.report_desk import next_report
from maillage.apps.contributions.views.report_words import suggested
from maillage.apps.contributions.views.words import SEEN_AT_ONCE, url
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.lending import borrowed
from maillage.web.pages import render_page


def _open_report(number: int) -> Any:
    found = get_report(number)
    if found.state not in ("received", "read"):
        raise ReportDecided(said=_("Ce signalement n’attend plus."))
    return found


@permitted(may_decide_report)
@form_page
def correct_place_reported(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the place; what was proposed is in the form already."""
    found = _open_report(number)
    data = request.POST if request.method == "POST" else None
    form = borrowed("place")(data, place=place_of(found))
    proposed = positioned(suggested(found))
    form.initial |= proposed
    nothing = ""
    if form.is_bound and can_be_read(form):
        # What was proposed was shown, hence not changed: saved all the same.
        form.changed_data = sorted({*form.changed_data, *proposed})
        values = form.values()
        if values:
            try:
                person: Any = request.user
                correct_report(number=number, values=values, by=person, now=timezone.now())
            except ReportDecided:
                raise
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                words = _("C’est corrigé, et visible dès la prochaine recherche.")
                return next_report(request, words)
        else:
            nothing = _(
                "Vous n’avez rien changé. Si c’est déjà corrigé, revenez le dire au signalement."
            )
    return _form_page(
        request,
        found,
        form,
        title=_("Corriger la fiche du lieu"),
        nothing=nothing,
        button=_("Enregistrer, et répondre « corrigé »"),
    )


@permitted(may_decide_report)
@form_page
def close_place_reported(request: HttpRequest, number: int) -> HttpResponse:
    """Close the place for good, or say where it went."""
    found = _open_report(number)
    form = borrowed("close")(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            person: Any = request.user
            close_reported(number=number, by=person, now=timezone.now(), **form.values())
        except ReportDecided:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("Le lieu est fermé : il n’est plus dans les listes, sa page le dit.")
            return next_report(request, words)
    return _form_page(
        request,
        found,
        form,
        title=_("Fermer ce lieu définitivement ?"),
        nothing="",
        button=_("Oui, fermer ce lieu"),
    )


def _form_page(
    request: HttpRequest, found: Any, form: Any, *, title: str, nothing: str, button: str
) -> HttpResponse:
    said = " ".join(part for part in (found.text, found.right_value) if part)
    page = CorrectPage(
        title=title,
        over=place_of(found).nom,
        lead=f"{found.get_kind_display()} : {said}" if said else str(found.get_kind_display()),
        form=form,
        groups=form.groups,
        nothing=nothing,
        button=button,
        hidden=(),
        cancel_url=url("report", found.pk),
        seen_by=SEEN_AT_ONCE,
        plan_url="",
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/correct.html", status=status)


__all__ = ["close_place_reported", "correct_place_reported"]
