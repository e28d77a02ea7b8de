"""Writing a sheet and sending it, in one transaction: with the agreement, or not at all."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.actions.telling import tell_place
from maillage.apps.liaison.errors import NoAddress, NoAgreement, PublicClosed, SheetOver
from maillage.apps.liaison.models import (
    Channel,
    Consent,
    Face,
    How,
    Outcome,
    Sending,
    Sheet,
    State,
    Step,
    Via,
)
from maillage.apps.liaison.queries.codes import (
    answer_code_of,
    answer_digest,
    code_of,
    digest_of_code,
    link_digest,
    link_of,
    once_digest,
)
from maillage.apps.liaison.queries.recipients import closed_publics, reaches_by_email
from maillage.apps.liaison.queries.screening import (
    NAME_SIGNS,
    NEED_SIGNS,
    REFERENCE_SIGNS,
    checked,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a sheet says of a need; one way to reach the person, or none but the prescriber."""

    services: Sequence[str]
    themes: Sequence[str] = ()
    need: str = ""
    urgent_on: date | None = None
    constraints: Sequence[str] = ()
    language: str = ""
    owned: Sequence[str] = ()
    level: Mapping[str, str] = field(default_factory=dict)
    level_on: date | None = None
    level_from: str = ""
    level_version: str = ""
    name: str = ""
    channel: str = Channel.PRESCRIBER
    phone: str = ""
    email: str = ""
    partner_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How the person agreed, and for how many days; `how` "" is no agreement."""

    how: str
    days: int = 90
    signature: str = ""


def scope_of(said: Any) -> list[str]:
    """Return the names of what is passed on: what was said, nothing else."""
    names = ["need"]
    for name in ("name", "phone", "email", "constraints", "level", "owned", "partner_reference"):
        if getattr(said, name):
            names.append(name)
    if said.language not in ("", "fr"):
        names.append("language")
    return names


def write_sheet(
    said: Said,
    agreement: Agreement,
    *,
    place: Any,
    offer: Any = None,
    organisation: int,
    public: str = "",
    anyway: bool = False,
    via: str = "",
    once: str = "",
    now: datetime,
    by: "User",
) -> Sheet:
    """Write a sheet and send it to a place; return it. Sent twice by the same form, it is one.

    public : to which the person belongs, for the warning alone: it is not kept
    anyway : the person at the desk read the warning
    via : how it reaches the place (Via); "" is by e-mail when the place has an address

    Raises NoAgreement, PublicClosed, NotWritten, NoAddress.
    """
    if agreement.how not in How.values:
        raise NoAgreement
    if agreement.how == How.SCREEN and not agreement.signature:
        raise NoAgreement
    closed = () if anyway else closed_publics(place, offer, public)
    if closed:
        raise PublicClosed(place=place.nom, publics=", ".join(closed))
    digest = once_digest(once) if once else None
    try:
        with transaction.atomic():
            return _write(said, agreement, place, offer, organisation, digest, via, now, by)
    except IntegrityError:
        found = Sheet.objects.filter(once_digest=digest, made_by=by).first() if digest else None
        if found is None:
            raise
        return found


def _write(
    said: Said,
    agreement: Agreement,
    place: Any,
    offer: Any,
    organisation: int,
    digest: str | None,
    via: str,
    now: datetime,
    by: "User",
) -> Sheet:
    sheet = Sheet.objects.create(
        code_digest=secrets.token_hex(32),  # until its number is known
        once_digest=digest,
        made_at=now,
        made_by=by,
        organisation_id=organisation,
        services=list(said.services),
        themes=list(said.themes),
        need=checked(said.need, most=NEED_SIGNS),
        urgent_on=said.urgent_on,
        constraints=list(said.constraints),
        language=said.language,
        owned=list(said.owned),
        level=dict(said.level),
        level_on=said.level_on,
        level_from=said.level_from,
        level_version=said.level_version,
        name=checked(said.name, most=NAME_SIGNS),
        channel=said.channel,
        phone=said.phone,
        email=said.email,
        partner_reference=checked(said.partner_reference, most=REFERENCE_SIGNS, numbers=True),
        erase_on=last_day(now, agreement.days),
    )
    sheet.code_digest = digest_of_code(code_of(sheet))
    sheet.save(update_fields=["code_digest"])
    sending = send_to(sheet, place=place, offer=offer, agreement=agreement, number=1, now=now,
                      by=by, face=Face.SENDER, via=via)  # fmt: skip
    write_audit(
        action="send_sheet",
        by=by,
        now=now,
        before={},
        after={
            "lieu": place.public_id,
            "accord": agreement.how,
            "voie": str(sending.get_via_display()),
        },
        subject=("sheet", sheet.reference),
    )
    return sheet


def send_to(
    sheet: Sheet,
    *,
    place: Any,
    offer: Any,
    agreement: Agreement,
    number: int,
    now: datetime,
    by: "User | None",
    face: Face,
    through: Sending | None = None,
    via: str = "",
) -> Sending:
    """Write the agreement and the sending of a sheet to a place, in the transaction of the caller.

    through : the sending at whose place the agreement was heard, when nobody is signed in
    via : how it reaches the place; "" is by e-mail when the place has an address

    Raises NoAddress when an e-mail was asked for and the place has no address, SheetOver when the
    last day of the sheet is past, even if nothing has erased it yet.
    """
    by_email = reaches_by_email(place)
    if via == Via.EMAIL and not by_email:
        raise NoAddress(place=place.nom)
    best = Via.EMAIL if by_email else Via.HAND
    scope = scope_of(sheet)
    until = min(last_day(now, agreement.days), last_day(sheet.made_at, settings.SHEET_DAYS))
    if until < now.astimezone(UTC).date():  # the day of the rule of the database (0002_rules)
        raise SheetOver
    consent = Consent.objects.create(
        sheet=sheet,
        place=place,
        scope=scope,
        given_at=now,
        until=until,
        how=agreement.how,
        recorded_by=by,
        recorded_through=through if by is None else None,
        signature=agreement.signature if agreement.how == How.SCREEN else "",
    )
    sending = Sending.objects.create(
        sheet=sheet,
        consent=consent,
        number=number,
        place=place,
        offer=offer,
        place_version=place.index_version,
        organisation_id=place.organisation_id,
        via=Via(via) if via else best,
        link_digest=link_digest(link_of(sheet.pk, number)),
        answer_digest=answer_digest(answer_code_of(sheet.pk, number)),
        sent_at=now,
        state_at=now,
    )
    note_step(sending, now=now, by=by, face=face)
    tell_place(sending, now=now)
    return sending


def note_step(sending: Sending, *, now: datetime, by: "User | None", face: str) -> None:
    """Write where a sending stands now in its history."""
    Step.objects.create(
        sending=sending,
        state=State(sending.state),
        outcome=Outcome(sending.outcome),
        at=now,
        by=by,
        face=face,
    )


def last_day(now: datetime, days: int) -> date:
    """Return the last day of an agreement that holds for days."""
    return timezone.localtime(now).date() + timedelta(days=min(days, settings.SHEET_DAYS))
