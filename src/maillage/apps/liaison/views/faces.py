"""What a sheet says, in words: the same for who sent it, who receives it, and the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries.people import person_words
from maillage.apps.liaison.queries.codes import answer_code_of, code_of, seen_mark
from maillage.apps.liaison.queries.sheets import steps_of
from maillage.apps.liaison.queries.states import LIVE, Channel, State
from maillage.apps.liaison.queries.words import (
    address_of,
    constraint_words,
    language_name,
    level_source,
    level_words,
    moment_in_words,
    owned_words,
    resident_words,
    scope_words,
    service_words,
    shown_place,
)
from maillage.web.words import date_words

# From how many days left a date is said to be near.
SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the history: when, where, what."""

    when: str
    place: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFace:
    """All that a sheet says. Texts are "" and lists empty for what nobody said."""

    number: int
    reference: str
    made_on: str
    organisation: str
    organisation_phone: str
    sender: str
    services: Sequence[tuple[str, str]]
    need: str
    urgent_on: str
    urgent_soon: bool
    constraints: Sequence[tuple[str, str]]
    language: str
    owned: Sequence[str]
    levels: Sequence[tuple[str, str]]
    level_source: str
    name: str
    channel: str
    channel_words: str
    phone: str
    email: str
    partner_reference: str
    erased: bool
    # Where it is.
    sending: int
    seen: str
    state: str
    state_words: str
    live: bool
    place_nom: str
    place_address: str
    place_phone: str
    place_id: str
    offer: str
    ask_for: str
    papers: str
    appointment: str
    appointment_coming: bool
    note: str
    outcome: str
    refusal: str
    sent_on: str
    via: str
    via_words: str
    resident_words: str
    resident_icon: str
    # The agreement.
    scope: Sequence[str]
    consent_how: str
    consent_until: str
    steps: Sequence[StepLine]


def face_of(sending: Any, *, with_steps: bool = True) -> SheetFace:
    """Return what a sheet says at the place of a sending."""
    sheet, today = sending.sheet, timezone.localdate()
    place = shown_place(sending.place)
    words, drawing = resident_words(sending)
    offer = sending.offer
    return SheetFace(
        number=sheet.pk,
        reference=sheet.reference,
        made_on=_day(sheet.made_at),
        organisation=sheet.organisation.nom,
        organisation_phone=sheet.organisation.telephone or settings.SITE["contact_phone"],
        sender=person_words(sheet.made_by),
        services=service_words(sheet.services),
        need=sheet.need,
        urgent_on=date_words(sheet.urgent_on, weekday=True) if sheet.urgent_on else "",
        urgent_soon=_soon(sheet.urgent_on, today),
        constraints=constraint_words(sheet.constraints),
        language=language_name(sheet.language),
        owned=owned_words(sheet.owned),
        levels=level_words(sheet.level),
        level_source=level_source(sheet),
        name=sheet.name,
        channel=str(sheet.channel),
        channel_words=_channel(sheet),
        phone=sheet.phone,
        email=sheet.email,
        partner_reference=sheet.partner_reference,
        erased=sheet.erased_at is not None,
        sending=sending.pk,
        seen=seen_mark(sending),
        state=str(sending.state),
        state_words=str(State(sending.state).label),
        live=sending.state in LIVE,
        place_nom=place.nom,
        place_address=address_of(place),
        place_phone=place.telephone,
        place_id=place.public_id,
        offer=str(offer) if offer is not None else "",
        ask_for=(offer.contact_nom if offer is not None else "") or place.ask_for
        or place.contact_nom,
        papers=place.papers_to_bring,
        appointment=moment_in_words(sending.appointment_at) if sending.appointment_at else "",
        appointment_coming=bool(sending.appointment_at)
        and sending.appointment_at > timezone.now(),
        note=sending.note,
        outcome=str(sending.get_outcome_display()) if sending.outcome else "",
        refusal=str(sending.get_refusal_display()) if sending.refusal else "",
        sent_on=_day(sending.sent_at),
        via=str(sending.via),
        via_words=str(sending.get_via_display()),
        resident_words=words,
        resident_icon=drawing,
        scope=scope_words(sending.consent.scope),
        consent_how=str(sending.consent.get_how_display()),
        consent_until=date_words(sending.consent.until),
        steps=step_lines(sheet) if with_steps else (),
    )  # fmt: skip


def step_lines(sheet: Any) -> list[StepLine]:
    """Return the history of a sheet, without the names of those who wrote it."""
    return [
        StepLine(
            moment_in_words(step.at),
            shown_place(step.sending.place).nom,
            str(step.get_state_display())
            + (f" ({step.get_outcome_display()})" if step.outcome else ""),
        )
        for step in steps_of(sheet)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The codes that a paper bears, and the addresses where they are typed."""

    code: str
    spelled: str
    site_url: str
    qr: str
    answer_code: str
    answer_url: str


def _day(moment: Any) -> str:
    return date_words(timezone.localtime(moment).date())


def _soon(day: date | None, today: date) -> bool:
    return day is not None and (day - today).days <= SOON_DAYS


def _channel(sheet: Any) -> str:
    return {
        Channel.CALL: _("Appeler"),
        Channel.SMS: _("Envoyer un SMS"),
        Channel.EMAIL: _("Écrire un e-mail"),
        Channel.PRESCRIBER: _("Rappeler qui a fait la fiche"),
    }[Channel(sheet.channel)]


__all__ = ["Doors", "SheetFace", "StepLine", "answer_code_of", "code_of", "face_of", "step_lines"]
