"""In the street: what was asked, what was done, a slip with a number; with the network or not.

Without a script each encounter is a plain form. With one (static/channels/street.js) the device
holds numbers handed while it had the network, gives one at once, and sends later what it noted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

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
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.agenda.queries.access import may_use_agenda
from maillage.apps.agenda.queries.topics import N_USUAL, REDIRECTED, TOPICS
from maillage.apps.channels.actions.street import Encounter, hand_block, note_encounter
from maillage.apps.channels.errors import SlipRefused, SlipUnknown
from maillage.apps.channels.forms import DONE, StreetForm
from maillage.apps.channels.queries.access import may_make_papers
from maillage.apps.channels.queries.facts import PlaceFacts, facts_of_places
from maillage.apps.channels.queries.street import (
    Number,
    Place,
    get_slip,
    numbers_of,
    place_number,
    slip_of_key,
    street_places,
    written,
)
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.web.access import permitted, signed_in
from maillage.web.errors import DomainError
from maillage.web.pages import render_page
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User
    from maillage.apps.channels.models import StreetSlip

Choice = tuple[str, Any]
_WORKER = Path(__file__).resolve().parents[1] / "static" / "channels" / "street-worker.js"
_MOST_BYTES, _MOST_NOTES = 60_000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetPage:
    """All that channels/street.html may use."""

    usual: Sequence[Choice]
    others: Sequence[Choice]
    done: Sequence[Choice]
    redirected: Sequence[Choice]
    places: Sequence[Place]
    languages: Sequence[Choice]
    key: str
    # Whose numbers the device holds: another person who signs in there has their own.
    who: str
    refused: str
    seen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPage:
    """All that channels/street_slip.html may use; `said` is "" until a number is typed."""

    said: str
    asked: str
    on: str = ""
    topic: str = ""
    done: str = ""
    redirected: str = ""
    language: str = ""
    place: PlaceFacts | None = None
    paper_url: str = ""
    given_now: bool = False
    refused: str = ""


@permitted(may_use_agenda)
@require_http_methods(["GET", "HEAD", "POST"])
def street(request: HttpRequest) -> HttpResponse:
    """The form of the street; posted plainly, it leads to the slip."""
    if request.method != "POST":
        return _page(request)
    now, by = timezone.now(), signed_in(request)
    form = StreetForm(request.POST)
    if not form.is_valid():
        return _page(request, refused=form.why(), status=422)
    key = form.cleaned_data["key"]
    slip = slip_of_key(key)
    if slip is None:
        number = numbers_of(hand_block(asked_key=key, by=by, now=now))[0]
        slip = _note(form, number.n, by=by, now=now)
    query = urlencode({"numero": written(slip.number), "remis": 1})
    return HttpResponseRedirect(f"{reverse('channels:street_slip')}?{query}")


@permitted(may_use_agenda)
@require_http_methods(["GET", "HEAD", "POST"])
def street_send(request: HttpRequest) -> HttpResponse:
    """What a device kept: read in a form that it sends without anybody.

    GET: {"token"}. POST: {"ask": key or "", "notes": [{"id", "key", "number", "topic", "done",
    "redirected_to", "place", "language", "age_s"}]}; answers {"done": [id], "refused": [{"id",
    "why"}], "numbers": [{"n", "said"}]}: the block that bears the key `ask`, [] without one.
    Each note stands alone; sent again, nothing is noted twice.
    """
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    said = _read(request)
    if said is None:
        return HttpResponseBadRequest(_("Ce qui est envoyé ne se lit pas."))
    now, by = timezone.now(), signed_in(request)
    done, refused = [], []
    for note in said["notes"]:
        name = str(note.get("id", ""))[:200]
        try:
            _take(note, by=by, now=now)
            done.append(name)
        except DomainError as error:
            refused.append({"id": name, "why": str(error)})
    numbers: list[Number] = []
    if said["ask"]:
        numbers = numbers_of(hand_block(asked_key=said["ask"], by=by, now=now))
    told = [{"n": one.n, "said": one.said} for one in numbers]
    return JsonResponse({"done": done, "refused": refused, "numbers": told})


@permitted(may_use_agenda)
@require_safe
def street_worker(request: HttpRequest) -> HttpResponse:
    """The worker of these pages, served here so that it reaches no other."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@permitted(may_make_papers)
@require_safe
def street_slip(request: HttpRequest) -> HttpResponse:
    """Open a slip by the number that somebody holds: at any counter, without their name."""
    asked = request.GET.get("numero", "")[:30]
    if not asked:
        return render_page(request, SlipPage(said="", asked=""), "channels/street_slip.html")
    try:
        slip = get_slip(asked)
    except SlipUnknown as error:
        page = SlipPage(said="", asked=asked, refused=str(error))
        return render_page(request, page, "channels/street_slip.html", status=error.status)
    return render_page(request, _slip(slip, asked, request), "channels/street_slip.html")


def _slip(slip: "StreetSlip", asked: str, request: HttpRequest) -> SlipPage:
    place = None
    if slip.place is not None:
        place = next(iter(facts_of_places([slip.place.public_id], now=timezone.now())), None)
    paper = f"{reverse('channels:slip')}?lieu={place.public_id}" if place else ""
    return SlipPage(
        said=written(slip.number),
        asked=asked,
        on=date_words(slip.day, weekday=True),
        topic=_words(TOPICS, slip.topic),
        done=_words(DONE, slip.done),
        redirected=_words(REDIRECTED, slip.redirected_to),
        language=_words(LANGUAGE_WORDS, slip.language),
        place=place,
        paper_url=paper,
        given_now="remis" in request.GET,
    )


def _words(words: Mapping[str, Any], code: str) -> str:
    return str(words.get(code, ""))


# ---------------------------------------------------------------- what a form and a device say


def _note(
    form: StreetForm, number: int, *, by: "User", now: datetime, at: datetime | None = None
) -> "StreetSlip":
    data = form.cleaned_data
    said = Encounter(
        topic=data["topic"],
        done=data["done"],
        redirected_to=data["redirected_to"],
        language=data["language"],
        place=place_number(data["place"]),
    )
    return note_encounter(
        number=number, client_key=data["key"], said=said, by=by, now=now, at=at or now
    )


def _take(note: Mapping[str, Any], *, by: "User", now: datetime) -> None:
    plain = (str, int, float)
    form = StreetForm({k: str(v) if isinstance(v, plain) else "" for k, v in note.items()})
    if not form.is_valid():
        raise SlipRefused(why=form.why())
    if not form.cleaned_data["number"]:
        raise SlipRefused(why=_("elle n’a pas de numéro."))
    at = now - timedelta(seconds=form.cleaned_data["age_s"] or 0)
    _note(form, form.cleaned_data["number"], by=by, now=now, at=at)


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """Return {"ask": str, "notes": [dict]}, None for what is no such thing."""
    if len(request.body) > _MOST_BYTES:
        return None
    try:
        said = json.loads(request.body)
        ask, notes = said.get("ask") or "", said.get("notes") or []
    except (ValueError, AttributeError, RecursionError):
        return None
    fine = isinstance(notes, list) and all(isinstance(note, dict) for note in notes)
    keyed = isinstance(ask, str) and (not ask or (ask.isalnum() and 16 <= len(ask) <= 32))
    return {"ask": ask, "notes": notes} if fine and keyed and len(notes) <= _MOST_NOTES else None


# ---------------------------------------------------------------- the page


def _page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    topics, languages = list(TOPICS.items()), list(LANGUAGE_WORDS.items())
    page = StreetPage(
        usual=topics[:N_USUAL],
        others=topics[N_USUAL:],
        done=list(DONE.items()),
        redirected=list(REDIRECTED.items()),
        places=street_places(today=timezone.localdate()),
        languages=languages,
        key=uuid4().hex,
        who=str(signed_in(request).pk),
        refused=refused,
        seen_by=_(
            "Rien sur la personne : ni nom, ni numéro de téléphone, ni adresse. Les "
            "professionnels qui lisent le numéro de son bon voient ces réponses ; la coordination "
            "et les financeurs, des totaux."
        ),
    )
    return render_page(request, page, "channels/street.html", status=status)


@cache
def _worker() -> str:
    return _WORKER.read_text(encoding="utf-8")
