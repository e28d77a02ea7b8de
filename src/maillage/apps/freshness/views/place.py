"""One record for those who work: what is known of each field, since when, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries import (
    get_place,
    may_keep_base,
    may_read_professional,
    may_speak_for_place,
    standing,
)
from maillage.apps.directory.queries.asking import overdue_by_owner
from maillage.apps.directory.queries.freshness import confirmations_of, field_states
from maillage.apps.directory.queries.labels import OFFER_LABELS, PLACE_LABELS
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.directory.queries.people import person_words
from maillage.apps.freshness.actions.records import (
    give_to_keep,
    say_it_holds,
    verify_by_phone,
    verify_on_site,
)
from maillage.apps.freshness.views.dashboard import SEEN_BY, since_words
from maillage.apps.freshness.views.staff import (
    UNKNOWN_PRESS,
    address,
    colleagues,
    number_in,
    source_title,
)
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.slots import Id, Panel
from maillage.web.words import age_words, date_words

MINE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that is asked now and then."""

    label: str
    said: str
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """All that freshness/place.html may use."""

    public_id: str
    nom: str
    overdue: str
    verified: str
    owner: str
    owner_number: int
    fields: Sequence[FieldLine]
    history: Sequence[str]
    keeps: bool
    # They act for the organisation of this place: they answer for it, here.
    speaks: bool
    colleagues: Sequence[tuple[int, str]]
    seen_by: str = SEEN_BY


@permitted(may_read_professional)
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is known of each field: who said it, when, how; when it is asked again."""
    one, today = get_place(public_id), timezone.localdate()
    who = standing(signed_in(request))
    keeps = who.keeps_base
    titles = {o.public_id: o.title for o in running_offers([public_id]).get(public_id, [])}
    page = PlacePage(
        public_id=public_id,
        nom=one.nom,
        overdue=since_words(one.next_check_on, today) if _overdue(one, today) else "",
        verified=_("Vérifiée %(age)s.") % {"age": age_words(one.verified_on, today)}
        if one.verified_on
        else _("Jamais datée."),
        owner=person_words(one.owner) if one.owner else "",
        owner_number=one.owner_id or 0,
        fields=[_field(state, titles, today) for state in field_states(one, today=today)],
        history=[_confirmed(row) for row in confirmations_of(one)],
        keeps=keeps,
        speaks=one.organisation_id in who.organisations,
        colleagues=colleagues() if keeps else [],
    )
    return render_page(request, page, "freshness/place.html")


@permitted(may_keep_base)
@require_POST
def keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """Verified by phone, verified on site, given to somebody: one press each."""
    who: dict[str, Any] = {"by": signed_in(request), "now": timezone.now()}
    do = request.POST.get("do", "")
    if do == "give":
        give_to_keep([public_id], number_in(request.POST.get("owner", "")) or None, **who)
        messages.success(request, _("Le responsable est changé."))
    elif do == "visit":
        verify_on_site(public_id, **who)
        messages.success(request, _("C’est noté : vérifiée aujourd’hui, sur place."))
    elif do == "phone":
        verify_by_phone([public_id], **who)
        messages.success(request, _("C’est noté : vérifiée aujourd’hui, par téléphone."))
    else:
        messages.warning(request, UNKNOWN_PRESS)
    return HttpResponseRedirect(address("place", public_id))


@permitted(may_speak_for_place)
@require_POST
def say(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nothing changed, says somebody of the organisation that holds the place, or a keeper."""
    by, one = signed_in(request), get_place(public_id)
    for_place = one.organisation_id in standing(by).organisations
    say_it_holds(public_id, for_place=for_place, by=by, now=timezone.now())
    messages.success(request, _("C’est noté : vérifiée aujourd’hui."))
    return HttpResponseRedirect(address("place", public_id))


def _overdue(one: Any, today: date) -> bool:
    return one.next_check_on is None or one.next_check_on < today


def _field(state: Any, titles: Mapping[str, str], today: date) -> FieldLine:
    name, label = state.name, ""
    if name.startswith("offer:"):
        _offer, number, name = name.split(":")
        label = str(OFFER_LABELS.get(name.removeprefix("offer_"), name))
        label = f"{titles.get(number) or _('Service')} : {label.lower()}"
    else:
        label = str(PLACE_LABELS.get(name, name))
    said = source_title(state.source) if state.source else _("nous ne savons pas qui")
    if state.how:
        said = _("%(who)s, %(how)s") % {"who": said, "how": HOWS[state.how]}
    if state.said_on:
        said = _("%(said)s, %(age)s") % {"said": said, "age": age_words(state.said_on, today)}
    due = date_words(state.due_on) if state.due_on else _("sans date")
    return FieldLine(label, said, due, state.overdue)


HOWS = {
    "link": "par le lien d’un e-mail",
    "phone": "par téléphone",
    "paper": "sur papier",
    "visit": "sur place",
    "screen": "à l’écran",
}


def _confirmed(row: Any) -> str:
    who = row.get_speaker_display()
    if row.by is not None:
        who = _("%(who)s (noté par %(by)s)") % {"who": who, "by": person_words(row.by)}
    return _("%(day)s : %(who)s, %(how)s") % {
        "day": date_words(timezone.localtime(row.at).date()),
        "who": who,
        "how": HOWS[row.how],
    }


# ---------------------------------------------------------------- in the pages of others


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPanel:
    """All that freshness/_place_desk.html may use."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinePanel:
    """All that freshness/_mine.html may use."""

    n: int
    places: Sequence[tuple[str, str, str]]


def mine(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the records to verify that people keep, for their desk. One query."""
    today = timezone.localdate()
    found: dict[Id, Sequence[Panel]] = {}
    for owner, places in overdue_by_owner([int(id_) for id_ in ids], today=today).items():
        page = MinePanel(
            n=len(places),
            places=[
                (one.nom, address("place", one.public_id), since_words(one.next_check_on, today))
                for one in places[:MINE_SHOWN]
            ],
        )
        found[owner] = [Panel("freshness/_mine.html", page, order=20)]
    return found


def place_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the way from the page of a place to what is known of each of its fields."""
    return {
        id_: [Panel("freshness/_place_desk.html", DeskPanel(url=address("place", id_)), order=20)]
        for id_ in ids
    }


__all__ = ["keep", "mine", "place", "place_desk", "say"]
