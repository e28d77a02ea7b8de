"""One sheet at the desk: read by who sent it or receives it, answered, passed on, printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.people import person_words
from maillage.apps.liaison.actions.ending import withdraw
from maillage.apps.liaison.actions.reading import note_reading
from maillage.apps.liaison.errors import SheetOver
from maillage.apps.liaison.queries.access import (
    is_sender,
    may_answer_sheet,
    may_keep_sheet,
    may_see_sheet,
)
from maillage.apps.liaison.queries.codes import answer_code_of, code_of
from maillage.apps.liaison.queries.sheets import (
    consents_of,
    failed_notices,
    get_sheet,
    last_sending,
    readings_of,
    sending_at,
)
from maillage.apps.liaison.queries.states import LIVE, Face, State
from maillage.apps.liaison.queries.words import moment_in_words, scope_words
from maillage.apps.liaison.views.answering import Door, answer_page, pass_page
from maillage.apps.liaison.views.desk import form_page, signed_in
from maillage.apps.liaison.views.faces import SheetFace, face_of
from maillage.apps.liaison.views.papers import language_of, paper_page, shown_address
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """An agreement: to whom, what, how, who heard it, until when."""

    place: str
    scope: Sequence[str]
    how: str
    heard_by: str
    given: str
    until: str
    withdrawn: str
    # Lines of a signature on a drawing of 300 × 100, "" for none.
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """All that liaison/sheet.html may use."""

    it: SheetFace
    code: str
    # For a place that was told on paper or on the telephone.
    answer_code: str
    answer_address: str
    consents: Sequence[ConsentLine]
    unsent: Sequence[str]
    paper_url: str
    pass_url: str
    withdraw_url: str
    readings_url: str
    tell: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Who opened a sheet, when, how."""

    when: str
    who: str
    how: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsPage:
    """All that liaison/readings.html may use."""

    reference: str
    lines: Sequence[ReadingLine]
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPage:
    """All that liaison/withdraw.html may use."""

    reference: str
    place_nom: str
    back_url: str


@permitted(may_see_sheet)
@form_page
@never_cache
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet: its state for who sent it, its answer for who receives it."""
    by, found = signed_in(request), get_sheet(number)
    if not is_sender(by, found):
        return _answered(request, found)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("liaison:sheet", args=[number]))
    sending, now = last_sending(found), timezone.now()
    note_reading(number, face=Face.SENDER, now=now, by=by)
    open_again = sending.state in (State.REFUSED, State.EXPIRED) and found.erased_at is None
    page = SheetPage(
        it=face_of(sending),
        code=code_of(found) if found.erased_at is None else "",
        answer_code=answer_code_of(number, sending.number)
        if sending.via != "email" and found.erased_at is None
        else "",
        answer_address=shown_address(reverse("liaison:answer_code")),
        consents=[_consent_line(one) for one in consents_of(found)],
        unsent=[_unsent(one) for one in failed_notices(found)],
        paper_url=_url("paper", found) if found.erased_at is None else "",
        pass_url=_url("pass_on", found) if open_again or sending.state in LIVE else "",
        withdraw_url=_url("withdraw", found) if found.erased_at is None else "",
        readings_url=_url("readings", found),
        tell=found.channel in ("call", "prescriber")
        and sending.state in (State.APPOINTMENT, State.REFUSED, State.EXPIRED)
        and found.erased_at is None,
    )
    return render_page(request, page, "liaison/sheet.html")


@permitted(may_answer_sheet)
@form_page
@never_cache
def answered(request: HttpRequest, number: int) -> HttpResponse:
    """The face of who receives, for an organisation that sent it to itself too."""
    return _answered(request, get_sheet(number))


@permitted(may_see_sheet)
@form_page
@never_cache
def passed_on(request: HttpRequest, number: int) -> HttpResponse:
    """Send the sheet to another place: from who receives it, or from who sent it."""
    by, found = signed_in(request), get_sheet(number)
    sender = is_sender(by, found)
    sending = last_sending(found)
    if found.erased_at is not None:
        raise SheetOver
    if not sender and (sending_at(by, found) != sending or sending.state not in LIVE):
        raise SheetOver
    door = Door(
        face=Face.SENDER if sender else Face.RECEIVER,
        here=_url("sheet", found),
        pass_url=_url("pass_on", found),
        by=by,
    )

    def done(following: Any) -> str:
        messages.success(request, _("La fiche est passée à un autre lieu, avec son numéro."))
        return _url("paper", found) if sender else reverse("liaison:sheets")

    return pass_page(request, sending, door, done=done)


@permitted(may_keep_sheet)
@require_safe
@never_cache
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The paper that the person takes away, in their language: large, pictures, a square."""
    by, found = signed_in(request), get_sheet(number)
    if found.erased_at is not None:
        raise SheetOver
    note_reading(number, face=Face.SENDER, now=timezone.now(), by=by, what="printed")
    page = paper_page(request, last_sending(found), back_url=_url("sheet", found),
                      language=language_of(found))  # fmt: skip
    return render_page(request, page, "liaison/paper.html")


@permitted(may_keep_sheet)
@require_safe
@never_cache
def readings(request: HttpRequest, number: int) -> HttpResponse:
    """Who opened the sheet (GOV-01)."""
    found = get_sheet(number)
    page = ReadingsPage(
        reference=found.reference,
        lines=reading_lines(found),
        back_url=_url("sheet", found),
    )
    return render_page(request, page, "liaison/readings.html")


@permitted(may_keep_sheet)
@form_page
@never_cache
def withdrawn(request: HttpRequest, number: int) -> HttpResponse:
    """The person called: they changed their mind. Asked once, then erased."""
    by, found = signed_in(request), get_sheet(number)
    if request.method == "POST":
        withdraw(number, face=Face.SENDER, now=timezone.now(), by=by)
        messages.success(request, _("L’accord est retiré, et la fiche effacée."))
        return HttpResponseRedirect(_url("sheet", found))
    if found.erased_at is not None:
        raise SheetOver
    place = last_sending(found).place
    page = WithdrawPage(
        reference=found.reference, place_nom=place.nom, back_url=_url("sheet", found)
    )
    return render_page(request, page, "liaison/withdraw.html")


# ---------------------------------------------------------------- the steps they share


def reading_lines(found: Any) -> list[ReadingLine]:
    """Return who opened a sheet; a person of the desk by name, the others by their door."""
    return [
        ReadingLine(
            moment_in_words(one.at),
            person_words(one.by) if one.by is not None else "",
            str(one.get_face_display()),
            str(one.get_what_display()),
        )
        for one in readings_of(found)
    ]


def _answered(request: HttpRequest, found: Any) -> HttpResponse:
    by = signed_in(request)
    sending = sending_at(by, found)
    if sending is None:
        raise SheetOver
    door = Door(
        face=Face.RECEIVER,
        here=request.path,
        pass_url=_url("pass_on", found),
        back_url=reverse("liaison:sheets"),
        by=by,
    )
    return answer_page(request, sending, door)


def _url(route: str, found: Any) -> str:
    return reverse(f"liaison:{route}", args=[found.pk])


def _consent_line(one: Any) -> ConsentLine:
    return ConsentLine(
        place=one.place.nom,
        scope=scope_words(one.scope),
        how=str(one.get_how_display()),
        heard_by=person_words(one.recorded_by)
        if one.recorded_by is not None
        else _("le lieu qui l’a passée"),
        given=moment_in_words(one.given_at),
        until=date_words(one.until),
        withdrawn=moment_in_words(one.withdrawn_at) if one.withdrawn_at else "",
        signature=one.signature,
    )


def _unsent(one: Any) -> str:
    if one.kind in ("new", "reminder"):
        words = _("L’e-mail à %(place)s n’est peut-être pas parti : appelez le lieu.")
        return words % {"place": one.sending.place.nom}
    if one.kind == "told":
        return _("Le message à la personne n’est peut-être pas parti : appelez-la.")
    return _("Un e-mail vers vous n’est peut-être pas parti.")
