"""The pages where people who keep the base true find a place, and all that is known of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import hours_of, is_public
from maillage.apps.directory.queries.access import may_read_professional
from maillage.apps.directory.queries.labels import (
    ACTION_LABELS,
    EQUIPMENT_LABELS,
    LIFE_LABELS,
    OFFER_LABELS,
    PLACE_LABELS,
)
from maillage.apps.directory.queries.staff import Newer, StaffPlace, staff_place
from maillage.apps.directory.queries.steward import QUALITIES, qualification
from maillage.apps.directory.views.cards import direct_pairs
from maillage.apps.directory.views.staff_words import (
    BY_HAND,
    STATES,
    Words,
    equipment_label,
    equipment_words,
    source_words,
    state_words,
)
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.slots import Panel, Slot, fill
from maillage.web.words import date_words, telephone, time_words

# What nobody reads as a value of the place.
NOT_SHOWN = {"extension", "latitude", "longitude"}


def signed_in(request: HttpRequest) -> Any:
    """Return the person who is signed in: the middleware lets nobody else reach these pages."""
    return request.user


# ---------------------------------------------------------------- one place


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A published value: its words, and where it comes from."""

    label: Any
    words: str
    origin: str
    # What a newer file says against it, "" when none does.
    newer: str


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """A thing that the place lets people use; `count` is "?" when nobody counted."""

    kind: str
    count: str
    words: str
    note: str
    origin: str


@dataclass(frozen=True, slots=True)
class OfferLine:
    """Something that the place proposes."""

    public_id: str
    title: str
    uses: str
    facts: str
    contact: str
    ended: str
    # "6 sur 8", and what is missing; "" when nothing is.
    mark: str
    missing: str


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """A temporary closure."""

    number: int
    words: str
    over: bool


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source that speaks of this place."""

    words: str
    key: str
    state: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What somebody did."""

    when: str
    who: str
    action: Any
    changes: Sequence[tuple[Any, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPlacePage:
    """All that directory/staff/place.html may use."""

    public_id: str
    nom: str
    where: str
    state: str
    public: bool
    public_url: str
    # Number and name of the organisation that holds it, () for none.
    holder: tuple[str, ...]
    may_close: bool
    may_reopen: bool
    # A planned place opens on a day that is asked.
    may_open: bool
    hours_not_understood: str
    equipment: Sequence[EquipmentLine]
    offers: Sequence[OfferLine]
    helpers: Sequence[str]
    closures: Sequence[ClosureLine]
    programmes: Sequence[tuple[str, str]]
    values: Sequence[ValueRow]
    # Where most values come from: the others say it themselves.
    usual_origin: str
    unknown: str
    sources: Sequence[SourceLine]
    history: Sequence[HistoryLine]
    undo: int | None
    undo_words: Any
    # The layer of professionals: (label, words) of what was said, and since when.
    direct: Sequence[tuple[Any, str]]
    direct_on: str
    may_write: bool
    keeps: bool
    speaks: bool
    has_photo: bool
    panels: Sequence[Panel]


@permitted(may_read_professional)
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that is known of a place, and what one may do about it."""
    now = timezone.now()
    detail = staff_place(public_id, by=signed_in(request), now=now)
    if detail.place.joined_to is not None:
        return redirect("directory:staff_place", detail.place.joined_to.public_id)
    return render_page(request, place_page(detail, now=now), "directory/staff/place.html")


def place_page(detail: StaffPlace, *, now: datetime) -> StaffPlacePage:
    """Return the page of one place, in words."""
    place, words = detail.place, Words()
    today = timezone.localtime(now).date()
    hours = hours_of(place.horaires, place)
    values, usual_origin, unknown = _values(detail, words)
    return StaffPlacePage(
        public_id=place.public_id,
        nom=place.nom,
        where=", ".join(part for part in (place.adresse, place.commune) if part),
        state=state_words(place),
        public=is_public(place),
        public_url=reverse("directory:place", args=[place.public_id]),
        holder=(place.organisation.public_id, place.organisation.nom) if place.organisation else (),
        may_close=place.closed_on is None,
        may_reopen=not is_public(place),
        may_open=place.state == "planned",
        hours_not_understood=place.horaires if hours and not hours.understood else "",
        equipment=[
            EquipmentLine(
                item.kind,
                "?" if item.total is None else str(item.total),
                equipment_words(equipment_label(words, item.kind), item.total, item.adapted),
                item.note,
                source_words(BY_HAND if item.by_hand else item.record.source),
            )
            for item in detail.equipment
        ],
        offers=[_offer(offer, place, words) for offer in detail.offers],
        helpers=[
            f"{words.term('mediator', row.kind)} : {'?' if row.total is None else row.total}"
            + (f", {row.horaires}" if row.horaires else "")
            for row in detail.mediators
        ],
        closures=[
            ClosureLine(
                closure.pk,
                _closure_words(closure.starts_on, closure.ends_on, closure.reason),
                closure.ends_on < today,
            )
            for closure in detail.closures
        ],
        programmes=[(programme.slug, programme.nom) for programme in detail.programmes],
        values=values,
        usual_origin=usual_origin,
        unknown=unknown,
        sources=[_source(attachment) for attachment in detail.attachments],
        history=[_history(row, words) for row in detail.history],
        undo=detail.undo.pk if detail.undo else None,
        undo_words=ACTION_LABELS[detail.undo.action] if detail.undo else "",
        direct=direct_pairs(detail.note),
        direct_on=_day(detail.note.updated_at) if detail.note else "",
        may_write=bool(detail.writes_to),
        keeps=detail.keeps,
        speaks=detail.speaks,
        has_photo=detail.has_photo,
        panels=_panels(place.public_id, keeps=detail.keeps),
    )


def _panels(number: str, *, keeps: bool) -> list[Panel]:
    """Return what other modules say here; those who do not publish are told how to propose."""
    slots = [Slot.PLACE_DESK] if keeps else [Slot.PLACE_READER, Slot.PLACE_DESK]
    return [panel for slot in slots for panel in fill(slot, [number])[number]]


def _values(detail: StaffPlace, words: Words) -> tuple[list[ValueRow], str, str]:
    place, rows, unknown = detail.place, [], []
    position = None
    if place.latitude is not None:
        position = f"{place.latitude}, {place.longitude}"
    for name, label in PLACE_LABELS.items():
        if name in NOT_SHOWN:
            continue
        value = position if name == "position" else getattr(place, name)
        said = words.of(name, value)
        origin = place.origins.get("latitude" if name == "position" else name)
        if said or origin:
            origin_words = _origin(origin, detail.sources)
            newer = _newer(detail.newer.get(name), name, words)
            rows.append(ValueRow(label, said or _("(vide)"), origin_words, newer))
        else:
            unknown.append(str(label).lower())
    counts = Counter(row.origin for row in rows if row.origin)
    usual = counts.most_common(1)[0][0] if counts else ""
    if usual:
        rows = [replace(row, origin="") if row.origin == usual else row for row in rows]
    return rows, usual, ", ".join(unknown)


def _newer(found: Newer | None, name: str, words: Words) -> str:
    """Return what a newer file says against a value, in a sentence; "" when none does."""
    if found is None:
        return ""
    return _("%(source)s, du %(day)s, dit : « %(value)s ».") % {
        "source": source_words(found.source),
        "day": date_words(found.said_on),
        "value": words.of(name, found.value),
    }


def _origin(origin: Sequence[Any] | None, sources: Mapping[int, str]) -> str:
    if not origin:
        return ""
    said = source_words(sources.get(origin[0], ""))
    if not origin[1]:
        return said
    return f"{said}, {date_words(date.fromisoformat(origin[1]))}"


def _offer(offer: Any, place: Any, words: Words) -> OfferLine:
    facts = [
        words.of("modalites_accompagnement", offer.modalites_accompagnement),
        words.of("publics_specifiquement_adresses", offer.publics_specifiquement_adresses)
        or _("Tout le monde"),
        offer.admission_rule,
        words.of("adaptations", offer.adaptations),
        words.of("languages", offer.languages),
        words.of("frais_a_charge", offer.frais_a_charge),
        _hours(offer.horaires, place),
    ]
    asked = offer if offer.contact_nom else place
    contact = [asked.contact_nom, telephone(asked.contact_telephone) if asked.contact_nom else ""]
    lacks = qualification(offer, place)
    title = words.of("services", offer.services[:1])
    if len(offer.services) > 1:
        title += _(", et autres services")
    return OfferLine(
        public_id=offer.public_id,
        title=offer.title or title or _("Offre sans titre"),
        uses=words.of("uses", offer.uses),
        facts=". ".join(fact for fact in facts if fact),
        contact=", ".join(part for part in contact if part),
        ended=date_words(offer.ended_on) if offer.ended_on else "",
        mark=_("%(n)s sur %(all)s") % {"n": len(QUALITIES) - len(lacks), "all": len(QUALITIES)},
        missing=", ".join(str(words) for words in lacks),
    )


def _hours(text: str, place: Any) -> str:
    """Return hours in words; as they were written when nobody can read them."""
    hours = hours_of(text, place)
    return " ; ".join(hours.in_words()) if hours is not None and hours.understood else text


def _closure_words(starts_on: date, ends_on: date, reason: str) -> str:
    said = _("du %(first)s au %(last)s") % {
        "first": date_words(starts_on),
        "last": date_words(ends_on),
    }
    if starts_on == ends_on:
        said = _("le %(day)s") % {"day": date_words(starts_on)}
    return f"{said} : {reason}" if reason else said


def _source(attachment: Any) -> SourceLine:
    state = _("suivie")
    if attachment.detached_at is not None:
        state = _("détachée le %(day)s") % {"day": _day(attachment.detached_at)}
    elif attachment.withdrawn_at is not None:
        state = _("ne nomme plus ce lieu depuis le %(day)s") % {
            "day": _day(attachment.withdrawn_at)
        }
    return SourceLine(source_words(attachment.source), attachment.key, state)


def _day(moment: datetime) -> str:
    return date_words(timezone.localtime(moment).date())


def _history(row: Any, words: Words) -> HistoryLine:
    labels = PLACE_LABELS | LIFE_LABELS
    if "offer" in row.action:
        labels = labels | OFFER_LABELS
    elif "equipment" in row.action:
        labels = labels | EQUIPMENT_LABELS
    names = [*row.before, *(name for name in row.after if name not in row.before)]
    moment = timezone.localtime(row.at)
    return HistoryLine(
        when=f"{date_words(moment.date())}, {time_words(moment)}",
        who=str(row.by.get_full_name() or _("compte sans nom")),
        action=ACTION_LABELS.get(row.action, row.action),
        changes=[
            (
                labels.get(name, name),
                _told(words, name, row.before.get(name)),
                _told(words, name, row.after.get(name)),
            )
            for name in names
            if name != "offer" and row.before.get(name) != row.after.get(name)
        ],
    )


def _told(words: Words, name: str, value: Any) -> str:
    if name == "state":
        return STATES.get(value, "")
    return words.of(name, value) or _("rien")


def address(route: str, *args: Any, **query: Any) -> str:
    """Return an address of this application, with its question mark when there is a question."""
    url = reverse(f"directory:{route}", args=args)
    asked = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(asked)}" if asked else url
