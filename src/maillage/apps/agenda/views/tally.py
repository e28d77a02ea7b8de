"""The tally of a place: who came through the door and what for, in three taps, network or not.

Without a script each tap is a plain form. With one (static/agenda/tally.js) notes are kept on the
device and sent here by packets (`tally_send`); a worker of that page alone (`tally_worker`) gives
it back when there is no network.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.agenda.actions.visits import (
    edit_visit,
    gave_up,
    note_several,
    note_visit,
    receive,
    undo_key,
    undo_visit,
)
from maillage.apps.agenda.errors import VisitRefused
from maillage.apps.agenda.forms.visits import MINUTES, MODES, OUTCOMES, TallyForm
from maillage.apps.agenda.queries.access import may_handle_place, may_use_agenda
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.topics import N_USUAL, TOPICS, topic_words
from maillage.apps.agenda.queries.visits import (
    TallyPlace,
    last_note,
    tally_of,
    tally_places,
    ticket_of,
)
from maillage.apps.directory.queries.places import get_place
from maillage.web.access import permitted, signed_in
from maillage.web.errors import DomainError
from maillage.web.pages import render_page
from maillage.web.words import NBSP, time_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

Choice = tuple[str, str, bool]
form_page = require_http_methods(["GET", "HEAD", "POST"])
_WORKER = Path(__file__).resolve().parents[1] / "static" / "agenda" / "tally-worker.js"
_MOST_BYTES, _MOST_NOTES = 60_000, 50


@dataclass(frozen=True, slots=True)
class TallyPlacesPage:
    """All that agenda/visit_places.html may use."""

    places: Sequence[TallyPlace]


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyPage:
    """All that agenda/visit_tally.html may use."""

    public_id: str
    nom: str
    day: str
    n: int
    said: str
    usual: Sequence[Choice]
    others: Sequence[Choice]
    others_open: bool
    outcomes: Sequence[Choice]
    modes: Sequence[Choice]
    minutes: Sequence[tuple[int, str]]
    key: str
    # What is done with the form: "note", or "edit" for the last note.
    do: str
    last: str
    ticket: int
    ticket_number: int
    n_waiting: int
    next_url: str
    number_key: str
    given: str
    # The number that was just given, 0 when none was.
    given_now: int
    refused: str
    seen_by: str


@permitted(may_use_agenda)
@require_safe
def tally_list(request: HttpRequest) -> HttpResponse:
    """The places where one may note who comes."""
    page = TallyPlacesPage(tally_places(signed_in(request), today=timezone.localdate()))
    return render_page(request, page, "agenda/visit_places.html")


@permitted(may_handle_place)
@form_page
def tally(request: HttpRequest, public_id: str) -> HttpResponse:
    """Three taps; the day’s count read back; the last note taken back or changed."""
    place, now, by = get_place(public_id), timezone.now(), signed_in(request)
    if request.method == "POST":
        form = TallyForm(request.POST)
        if not form.is_valid():
            return _page(request, place, now=now, refused=form.why(), status=422)
        do = request.POST.get("do", "")
        if do == "number":
            return HttpResponseRedirect(
                f"{request.path}?donne={_number(form, place, by, now)}#donne"
            )
        if said := _DO.get(do, _note)(form, place, by, now):
            messages.success(request, said)
        return HttpResponseRedirect(f"{request.path}#passages")
    return _page(request, place, now=now)


@permitted(may_handle_place)
@form_page
def tally_send(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a device kept: read in a form that it sends without anybody.

    GET: {"token", "n", "day"}. POST: {"notes": [{"key", "topic", "outcome", "minutes", "mode",
    "age_s"} or {"undo": key}]}; answers {"done": [key], "refused": [{"key", "why"}], "n", "day"}.
    Each note stands alone: one that is refused holds back no other, and is told why.
    """
    place, now, by = get_place(public_id), timezone.now(), signed_in(request)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request), **_today(place, by, now)})
    notes = _notes(request)
    if notes is None:
        return HttpResponseBadRequest(_("Ce qui est envoyé ne se lit pas."))
    done, refused = [], []
    for note in notes:
        key = str(note.get("id", ""))[:200]
        try:
            _take(note, place, by, now)
            done.append(key)
        except DomainError as error:
            refused.append({"key": key, "why": str(error)})
    return JsonResponse({"done": done, "refused": refused, **_today(place, by, now)})


@permitted(may_use_agenda)
@require_safe
def tally_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the tally: served here, so that it reaches these pages and no other."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


# ---------------------------------------------------------------- what a form does


def _note(form: TallyForm, place: Any, by: "User", now: datetime) -> str:
    if not _received(form, place, by, now):
        n, key = form.cleaned_data["several"] or 1, form.cleaned_data["key"]
        note_several(n, place=place, by=by, now=now, said=form.said(), client_key=key)
    return _("C’est noté.")


def _received(form: TallyForm, place: Any, by: "User", now: datetime) -> bool:
    """Note that somebody who waited was received; False when nobody did with this number."""
    visit = ticket_of(place, form.cleaned_data["ticket"] or 0)
    if visit is None:
        return False
    # A colleague received that number meanwhile: whoever is here is one person more.
    return receive(visit=visit, said=form.said(), by=by, now=now) is not None


def _edit(form: TallyForm, place: Any, by: "User", now: datetime) -> str:
    last = last_note(place, by=by, now=now)
    if last is None:
        return ""
    edit_visit(visit=last, said=form.said(), by=by, now=now)
    return _("C’est corrigé.")


def _undo(form: TallyForm, place: Any, by: "User", now: datetime) -> str:
    last = last_note(place, by=by, now=now)
    if last is None:
        return ""
    undo_visit(visit=last, by=by, now=now)
    return _("Le dernier passage est annulé.")


def _number(form: TallyForm, place: Any, by: "User", now: datetime) -> int:
    key = form.cleaned_data["key"]
    given = note_visit(place=place, by=by, now=now, client_key=key, queue=True).visit
    return given.queue_number or 0


def _gone(form: TallyForm, place: Any, by: "User", now: datetime) -> str:
    visit = ticket_of(place, form.cleaned_data["ticket"] or 0)
    if visit is None or not gave_up(visit=visit, by=by, now=now):
        return ""
    return _("Le numéro %s n’attend plus.") % visit.queue_number


_DO = {"note": _note, "edit": _edit, "undo": _undo, "gone": _gone}


# ---------------------------------------------------------------- what a device sends


def _notes(request: HttpRequest) -> list[dict[str, Any]] | None:
    if len(request.body) > _MOST_BYTES:
        return None
    try:
        said = json.loads(request.body)["notes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    fine = isinstance(said, list) and all(isinstance(note, dict) for note in said)
    return said if fine and len(said) <= _MOST_NOTES else None


def _take(note: dict[str, Any], place: Any, by: "User", now: datetime) -> None:
    form = TallyForm({name: _plain(value) for name, value in note.items()})
    if not form.is_valid():
        raise VisitRefused(why=form.why())
    data = form.cleaned_data
    if not data["key"]:
        raise VisitRefused(why=_("elle n’a pas de clé."))
    if note.get("undo"):
        undo_key(client_key=data["key"], place=place, by=by, now=now)
        return
    if _received(form, place, by, now):
        return
    at = now - timedelta(seconds=data["age_s"] or 0)
    note_visit(place=place, by=by, now=now, said=form.said(), at=at, client_key=data["key"])


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _today(place: Any, by: "User", now: datetime) -> dict[str, Any]:
    found = tally_of(place, by=by, now=now)
    return {"n": found.n, "day": found.day.isoformat(), "waiting": len(found.waiting)}


# ---------------------------------------------------------------- the page


def _page(
    request: HttpRequest, place: Any, *, now: datetime, refused: str = "", status: int = 200
) -> HttpResponse:
    found = tally_of(place, by=request.user, now=now)
    editing = "corriger" in request.GET and found.last is not None
    called = next(
        (one for one in found.waiting if str(one.pk) == request.GET.get("numero", "")), None
    )
    chosen = found.last if editing else None
    topics = chosen.topics if chosen is not None else ()
    choices = [(code, str(words), code in topics) for code, words in TOPICS.items()]
    waiting = [one for one in found.waiting if one is not called]
    address = reverse("agenda:tally", args=[place.public_id])
    page = TallyPage(
        public_id=place.public_id,
        nom=place.nom,
        day=found.day.isoformat(),
        n=found.n,
        said=count_words(found.n),
        usual=choices[:N_USUAL],
        others=choices[N_USUAL:],
        others_open=any(on for _code, _words, on in choices[N_USUAL:]),
        outcomes=_chosen(OUTCOMES, chosen.outcome if chosen is not None else ""),
        modes=_chosen(MODES, chosen.mode if chosen is not None else ""),
        minutes=[(n, minutes_words(n)) for n in MINUTES],
        key=uuid4().hex,
        do="edit" if editing else "note",
        last=_last_words(found.last, place),
        ticket=called.pk if called is not None else 0,
        ticket_number=(called.queue_number or 0) if called is not None else 0,
        n_waiting=len(found.waiting),
        next_url=f"{address}?numero={waiting[0].pk}#numero" if waiting else "",
        number_key=uuid4().hex,
        given_now=next(
            (
                one.queue_number or 0
                for one in found.waiting
                if str(one.queue_number) == request.GET.get("donne", "")
            ),
            0,
        ),
        given=", ".join(str(one.queue_number) for one in found.waiting),
        refused=refused,
        seen_by=_(
            "Sans nom ni numéro : les collègues de ce lieu voient le nombre de passages ; la "
            "coordination et les financeurs, des totaux."
        ),
    )
    return render_page(request, page, "agenda/visit_tally.html", status=status)


def count_words(n: int) -> str:
    """Return "3 passages aujourd’hui"."""
    return ngettext("%(n)s passage aujourd’hui", "%(n)s passages aujourd’hui", n) % {"n": n}


def minutes_words(n: int) -> str:
    """Return "15 min", "1 h", "1 h 30"."""
    if n < 60:
        return f"{n}{NBSP}min"
    return f"{n // 60}{NBSP}h" + (f"{NBSP}{n % 60:02d}" if n % 60 else "")


def _chosen(choices: Sequence[tuple[str, Any]], value: str) -> list[Choice]:
    return [(code, str(words), code == value) for code, words in choices]


def _last_words(visit: Any, place: Any) -> str:
    if visit is None:
        return ""
    outcome = dict(OUTCOMES).get(visit.outcome, "")
    said = [topic_words(visit.topics) or _("sans sujet"), str(outcome).lower()]
    if visit.minutes:
        said.append(minutes_words(visit.minutes))
    words = ", ".join(part for part in said if part)
    return f"{words}, à {time_words(visit.noted_at.astimezone(zone_at(place)))}"


@cache
def _worker() -> bytes:
    return _WORKER.read_bytes()
