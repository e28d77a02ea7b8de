"""The pages of a place's contact: no account, a telephone is enough, one press is enough.

Opening a page changes nothing: scanners of e-mails open links too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.accounts.errors import TooManyTries
from maillage.apps.contributions.errors import ReportValuesRefused
from maillage.apps.freshness.actions.answers import (
    accept_letters,
    confirm_request,
    correct_request,
    refuse_letters,
)
from maillage.apps.freshness.errors import CodeUnknown, LinkOver, NothingCorrected
from maillage.apps.freshness.forms.answers import CodeForm, CorrectionForm
from maillage.apps.freshness.queries.doors import (
    Door,
    door_of_code,
    door_of_digest,
    door_of_link,
    letter_of_link,
    wants_no_more,
)
from maillage.apps.freshness.queries.keys import code_digest
from maillage.apps.freshness.views.blocks import Record, correction_form, record_of
from maillage.web.pages import render_page
from maillage.web.words import date_words

# What the session remembers of a code: its digest.
SHEET = "freshness_sheet"
# The code of a correction that was just sent: shown once.
FOLLOW = "freshness_follow"
# Tries of codes: from one network, and from everywhere. What was right is taken back.
LIMITS = {"freshness_code": "10/h/ip,300/h/key", "freshness_link": "60/h/ip"}
SEEN_BY = (
    "Les personnes qui tiennent l’annuaire lisent ce que vous écrivez, puis corrigent la fiche que "
    "tout le monde voit."
)
SEEN_BY_CODE = (
    "Le code ouvre la fiche d’un lieu, et rien d’autre. Les personnes qui tiennent l’annuaire "
    "lisent votre réponse."
)
Found = TypeVar("Found")
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """All that freshness/answer.html may use."""

    records: Sequence[Record]
    n_silent: int
    until: str
    # "" on paper: nobody writes to a sheet.
    no_more_url: str
    no_more: bool
    follow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPage:
    """All that freshness/correct.html may use."""

    nom: str
    form: CorrectionForm
    back_url: str
    seen_by: str = SEEN_BY


@dataclass(frozen=True, slots=True)
class CodePage:
    """All that freshness/code.html may use."""

    form: CodeForm
    seen_by: str = SEEN_BY_CODE


@dataclass(frozen=True, slots=True)
class NoMorePage:
    """All that freshness/no_more.html may use."""

    refused: bool
    # "" when the link opens the record no more.
    back_url: str


# ---------------------------------------------------------------- by the link of an e-mail


@login_not_required
@never_cache
@form_page
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is published; confirm only when the person presses."""
    return _answer(request, _door(request, token), token)


@login_not_required
@never_cache
@form_page
def correct_by_link(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Say what changed."""
    return _correct(request, _door(request, token), token, number)


@login_not_required
@never_cache
@form_page
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for no more messages in one press, and the other way round."""
    letter = _found(request, lambda: letter_of_link(token))
    if request.method == "POST":
        if request.POST.get("do") == "again":
            accept_letters(letter)
        else:
            refuse_letters(letter, now=timezone.now())
        return HttpResponseRedirect(request.path)
    opens = letter.expires_at > timezone.now() and letter.revoked_at is None
    back_url = reverse("freshness:link", args=[token]) if opens else ""
    page = NoMorePage(wants_no_more(letter), back_url)
    return render_page(request, page, "freshness/no_more.html")


def _door(request: HttpRequest, token: str) -> Door:
    return _found(request, lambda: door_of_link(token, now=timezone.now()))


def _found(request: HttpRequest, look: Callable[[], Found]) -> Found:
    """Return what a link leads to; a network that tries many wrong ones waits."""
    try:
        return look()
    except LinkOver:
        if not consume(
            request, action="freshness_link", config=LIMITS, limit_get=True, app="maillage"
        ):
            raise TooManyTries from None
        raise


# ---------------------------------------------------------------- by the code of a sheet


@login_not_required
@never_cache
@form_page
def type_code(request: HttpRequest) -> HttpResponse:
    """Type the code that is on a sheet of paper."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    # Whoever leaves a screen that others use comes back here: the sheet before is closed.
    if request.method == "GET" and SHEET in request.session:
        del request.session[SHEET]
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, CodePage(form), "freshness/code.html", status=status)
    tried = consume(
        request, action="freshness_code", config=LIMITS, key="all", limit_get=True, app="maillage"
    )
    if tried is None:
        raise TooManyTries
    code = form.cleaned_data["code"]
    try:
        door_of_code(code, now=timezone.now())
    except CodeUnknown as error:
        form.add_error("code", str(error))
        return render_page(request, CodePage(form), "freshness/code.html", status=422)
    tried.rollback()
    request.session[SHEET] = code_digest(code)
    return HttpResponseRedirect(reverse("freshness:sheet_answer"))


@login_not_required
@never_cache
@form_page
def by_code(request: HttpRequest) -> HttpResponse:
    """Show what is published of the place of a sheet; confirm only when the person presses."""
    door = _sheet(request)
    if door is None:
        return HttpResponseRedirect(reverse("freshness:type_code"))
    return _answer(request, door, "")


@login_not_required
@never_cache
@form_page
def correct_by_code(request: HttpRequest) -> HttpResponse:
    """Say what changed, from a sheet."""
    door = _sheet(request)
    if door is None:
        return HttpResponseRedirect(reverse("freshness:type_code"))
    return _correct(request, door, "", door.requests[0].pk)


def _sheet(request: HttpRequest) -> Door | None:
    digest = request.session.get(SHEET, "")
    try:
        return door_of_digest(digest, now=timezone.now()) if digest else None
    except CodeUnknown:
        request.session.pop(SHEET, None)
        return None


# ---------------------------------------------------------------- both


def _answer(request: HttpRequest, door: Door, token: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        asked = request.POST.get("fiche", "")
        silent = [one for one in door.requests if not one.answer]
        chosen = silent if asked == "toutes" else [door.one(_number(asked))]
        for one in sorted(chosen, key=lambda row: row.pk):
            confirm_request(one.pk, how=door.how, now=now)
        return HttpResponseRedirect(request.path)
    today = timezone.localtime(now).date()
    records = [
        record_of(one, today=today, correct_url=_correct_url(token, one.pk))
        for one in door.requests
    ]
    letter = door.letter
    page = AnswerPage(
        records=records,
        n_silent=sum(not record.answered for record in records),
        until=date_words(timezone.localtime(door.until).date()),
        no_more_url=reverse("freshness:no_more", args=[token]) if token else "",
        no_more=letter is not None and wants_no_more(letter),
        follow=request.session.pop(FOLLOW, "") if FOLLOW in request.session else "",
    )
    return render_page(request, page, "freshness/answer.html")


def _correct(request: HttpRequest, door: Door, token: str, number: int) -> HttpResponse:
    asked: Any = door.one(number)
    form = correction_form(asked, request.POST if request.method == "POST" else None)
    back = reverse("freshness:link", args=[token]) if token else reverse("freshness:sheet_answer")
    if form.is_bound and form.is_valid():
        try:
            code = correct_request(
                number,
                form.correction(),
                how=door.how,
                now=timezone.now(),
                once=form.cleaned_data["once"],
            )
        except (NothingCorrected, ReportValuesRefused) as error:
            form.add_error(None, str(error))
        else:
            request.session[FOLLOW] = code
            return HttpResponseRedirect(back)
    status = 422 if form.is_bound else 200
    page = CorrectPage(nom=(asked.place.joined_to or asked.place).nom, form=form, back_url=back)
    return render_page(request, page, "freshness/correct.html", status=status)


def _correct_url(token: str, number: int) -> str:
    if token:
        return reverse("freshness:link_correct", args=[token, number])
    return reverse("freshness:sheet_correct")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


__all__ = [
    "by_code",
    "by_link",
    "correct_by_code",
    "correct_by_link",
    "no_more",
    "type_code",
]
