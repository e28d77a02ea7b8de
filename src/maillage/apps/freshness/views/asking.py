"""Asked by hand: sheets of paper, calls, what somebody types for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.errors import ReportValuesRefused
from maillage.apps.directory.queries import may_keep_base
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.freshness.actions.answers import (
    confirm_request,
    correct_request,
    make_sheet_of_place,
    make_sheets,
    note_call,
)
from maillage.apps.freshness.errors import (
    CallDayMissing,
    CodeUnknown,
    NothingCorrected,
    RequestUnknown,
)
from maillage.apps.freshness.forms.answers import CallForm, CodeForm, CorrectionForm
from maillage.apps.freshness.queries import campaigns as read
from maillage.apps.freshness.queries.access import may_ask, may_ask_request, may_run_campaign
from maillage.apps.freshness.queries.doors import door_of_code
from maillage.apps.freshness.queries.keys import code_of
from maillage.apps.freshness.queries.records import Part, parts_of
from maillage.apps.freshness.views.blocks import Record, correction_form, hours_sentence, record_of
from maillage.apps.freshness.views.staff import address, form_page, number_in
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words

MOST_SHEETS = 100
SEEN_BY = "Les personnes qui tiennent l’annuaire lisent ces corrections avant de les publier."


# ---------------------------------------------------------------- paper


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to print."""

    nom: str
    code: str
    until: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsPage:
    """All that freshness/sheets.html may use."""

    sheets: Sequence[Sheet]
    site_address: str
    back_url: str


@permitted(may_keep_base)
@require_POST
def sheet_of_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the sheet of one place."""
    number = make_sheet_of_place(public_id, by=signed_in(request), now=timezone.now())
    return HttpResponseRedirect(address("sheets", fiche=number))


@permitted(may_run_campaign)
@require_POST
def sheets_of_campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Make the sheets of the places of a campaign that have no e-mail and did not answer."""
    numbers = [row.pk for row in read.to_print(number, limit=MOST_SHEETS)]
    make_sheets(numbers, by=signed_in(request), now=timezone.now())
    return HttpResponseRedirect(address("sheets", campagne=number))


@permitted(may_ask)
@never_cache
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets to print, of one place or of a campaign; printed again, the code is the same."""
    campaign = number_in(request.GET.get("campagne", ""))
    one = number_in(request.GET.get("fiche", ""))
    if campaign is not None:
        numbers = [row.pk for row in read.to_print(campaign, limit=MOST_SHEETS)]
    else:
        numbers = [one] if one is not None else []
    rows = read.sheets(numbers)
    offers = running_offers([read.place_of(row).public_id for row in rows])
    made = [
        Sheet(
            nom=read.place_of(row).nom,
            code=code_of(row.pk),
            until=date_words(timezone.localtime(row.code_until).date()),
            parts=parts_of(read.place_of(row), offers.get(read.place_of(row).public_id, []), {}),
        )
        for row in rows
        if row.code_until is not None
    ]
    page = SheetsPage(
        sheets=made,
        site_address=request.build_absolute_uri("/verifier/").partition("://")[2].rstrip("/"),
        back_url=address("campaign", campaign) if campaign is not None else address("dashboard"),
    )
    return render_page(request, page, "freshness/sheets.html")


@dataclass(frozen=True, slots=True)
class PaperPage:
    """All that freshness/paper.html may use."""

    form: CodeForm
    seen_by: str = SEEN_BY


@permitted(may_ask)
@form_page
def paper(request: HttpRequest) -> HttpResponse:
    """Type the code of a sheet that came back, to write down what is on it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            door = door_of_code(form.cleaned_data["code"], now=timezone.now())
        except CodeUnknown as error:
            form.add_error("code", str(error))
        else:
            return HttpResponseRedirect(address("answer", door.requests[0].pk))
    status = 422 if form.is_bound else 200
    return render_page(request, PaperPage(form), "freshness/paper.html", status=status)


# ---------------------------------------------------------------- typed for a place


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPage:
    """All that freshness/typed.html may use."""

    record: Record
    form: CorrectionForm
    by_phone: bool
    back_url: str
    seen_by: str = SEEN_BY


@permitted(may_ask_request)
@form_page
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what a place answered on paper, or by phone."""
    by_phone = request.GET.get("par") == "telephone"
    how = "phone" if by_phone else "paper"
    asked: Any = read.get_request(number)
    form = correction_form(asked)
    back = address("dashboard")
    if asked.campaign_id is not None:
        back = address("calls" if by_phone else "campaign", asked.campaign_id)
    elif not by_phone:
        back = address("paper")
    who: dict[str, Any] = {"how": how, "by": signed_in(request), "now": timezone.now()}
    if request.method == "POST" and request.POST.get("do") == "confirm":
        if confirm_request(number, **who):
            messages.success(request, _("C’est noté : vérifiée aujourd’hui."))
        else:
            messages.warning(request, _("Ce lieu avait déjà répondu : rien n’est changé."))
        return HttpResponseRedirect(back)
    if request.method == "POST":
        form = correction_form(asked, request.POST)
        if form.is_valid():
            try:
                once = form.cleaned_data["once"]
                correct_request(number, form.correction(), once=once, **who)
                if by_phone:
                    note_call(number, "corrected", by=who["by"], now=who["now"])
            except (NothingCorrected, ReportValuesRefused) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Les corrections attendent d’être relues."))
                return HttpResponseRedirect(back)
    page = TypedPage(
        record=record_of(asked, today=timezone.localdate(), correct_url=""),
        form=form,
        by_phone=by_phone,
        back_url=back,
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "freshness/typed.html", status=status)


# ---------------------------------------------------------------- phone


@dataclass(frozen=True, slots=True)
class CallLine:
    """A place to call."""

    number: int
    nom: str
    telephone: str
    contact: str
    hours: str
    call_on: str
    tries: Sequence[str]
    correct_url: str
    form: CallForm


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """All that freshness/calls.html may use."""

    number: int
    name: str
    site_name: str
    lines: Sequence[CallLine]
    refused: str
    to_print: bool
    print_url: str
    back_url: str
    seen_by: str = "Vos collègues voient qui a appelé et votre note. Rien sur les personnes."


@permitted(may_run_campaign)
@form_page
def calls(request: HttpRequest, number: int) -> HttpResponse:
    """The places to call, those to call back first; each call is noted in one press."""
    campaign = read.get_campaign(number)
    refused = ""
    typed: CallForm | None = None
    today = timezone.localdate()
    asked = number_in(request.POST.get("demande", "")) or 0
    if request.method == "POST":
        typed = CallForm(request.POST, today=today, auto_id=f"id_{asked}_%s")
        try:
            done = _noted(request, number, asked, typed)
        except RequestUnknown as error:
            refused = str(error)
        else:
            if done is not None:
                return done
            refused = " ".join(str(line) for lines in typed.errors.values() for line in lines)
    page = CallsPage(
        number=number,
        name=campaign.name,
        site_name=settings.SITE["name"],
        lines=[
            # What was typed is shown again, with what is wrong.
            _call_line(
                row,
                typed
                if typed is not None and row.request.pk == asked
                else CallForm(today=today, auto_id=f"id_{row.request.pk}_%s"),
            )
            for row in read.call_list(number)
        ],
        refused=refused,
        to_print="imprimer" in request.GET,
        print_url=address("calls", number, imprimer=1),
        back_url=address("campaign", number),
    )
    return render_page(request, page, "freshness/calls.html", status=422 if refused else 200)


def _noted(request: HttpRequest, campaign: int, asked: int, form: CallForm) -> HttpResponse | None:
    """Note a call; None when the form says what is wrong. Raises RequestUnknown."""
    one = read.get_request(asked)
    if one.campaign_id != campaign:
        raise RequestUnknown
    if not form.is_valid():
        return None
    outcome = request.POST.get("outcome", "")
    if outcome == "corrected":
        return HttpResponseRedirect(address("answer", asked, par="telephone"))
    if outcome not in ("confirmed", "no_answer", "call_back", "refused"):
        raise RequestUnknown
    try:
        now_said = note_call(
            asked,
            outcome,
            by=signed_in(request),
            now=timezone.now(),
            call_on=form.cleaned_data["call_on"],
            note=form.cleaned_data["note"],
        )
    except CallDayMissing as error:
        form.add_error("call_on", str(error))
        return None
    nom = read.place_of(one).nom
    if outcome in ("confirmed", "refused") and now_said.answer != outcome:
        words = _("%(nom)s avait déjà répondu : l’appel est noté, cette réponse-là reste.")
        messages.warning(request, words % {"nom": nom})
    else:
        messages.success(request, _("Noté : %(nom)s.") % {"nom": nom})
    return HttpResponseRedirect(request.path)


def _call_line(row: Any, form: CallForm) -> CallLine:
    request = row.request
    place = read.place_of(request)
    return CallLine(
        number=request.pk,
        nom=place.nom,
        telephone=place.telephone,
        contact=place.contact_nom,
        hours=hours_sentence(place),
        call_on=date_words(request.call_on) if request.call_on else "",
        tries=[_try_words(call) for call in row.calls],
        correct_url=address("answer", request.pk, par="telephone"),
        form=form,
    )


def _try_words(call: Any) -> str:
    when = date_words(timezone.localtime(call.at).date())
    words = f"{when} : {str(call.get_outcome_display()).lower()}"
    return f"{words} ({call.note})" if call.note else words


__all__ = ["answer", "calls", "paper", "sheet_of_place", "sheets", "sheets_of_campaign"]
