"""Steps of a proposal: each function is one transaction, and one conditional update.

Everywhere `by` is the person who acts and `now` the moment, with its time zone.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.contributions.errors import (
    NothingProposed,
    ProposalDecided,
    ProposalIncomplete,
    ProposalMoved,
    ProposalSent,
    ReasonMissing,
)
from maillage.apps.contributions.models import Kind, Proposal, State
from maillage.apps.contributions.queries.proposals import EDITS, get_proposal, seal
from maillage.apps.directory.actions.audit import as_json, write_audit
from maillage.apps.directory.actions.holdings import add_offer, edit_offer
from maillage.apps.directory.actions.staff import add_place, edit_place
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.queries.labels import OFFER_LABELS, PLACE_LABELS
from maillage.web.words import date_words, time_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

log = logging.getLogger(__name__)

DRAFTS_KEPT = timedelta(days=30)
# What every service needs, and every new place.
NEEDED_OF_OFFER = ("title", "contact_nom", "uses")
NEEDED_OF_PLACE = ("nom", "adresse", "code_postal", "commune")
ADDS = frozenset({Kind.ADD_OFFER, Kind.ADD_PLACE})
Values = Mapping[str, Mapping[str, Any]]


# ---------------------------------------------------------------- the author


@transaction.atomic
def keep_draft(
    *,
    kind: str,
    values: Values,
    by: "User",
    now: datetime,
    place: Any = None,
    offer: Any = None,
    note: str = "",
    draft: Proposal | None = None,
) -> Proposal:
    """Keep what a person filled in so far, and return it; nobody else sees it.

    `values` is {"place": {column: value}, "offer": {column: value}}. Of a correction, only what
    differs from the base is kept, with what the base says now. With a `draft`, that one changes.
    Raises ProposalSent when it was sent meanwhile.
    """
    said = {part: as_json(columns) for part, columns in values.items()}
    before: dict[str, dict[str, Any]] = {}
    if kind in EDITS:
        part, thing = ("place", place) if kind == Kind.EDIT_PLACE else ("offer", offer)
        current = as_json({column: getattr(thing, column) for column in said.get(part, {})})
        changed = {name: value for name, value in said[part].items() if value != current[name]}
        said = {part: changed}
        before = {part: {name: current[name] for name in changed}}
        if draft is not None:
            # What the first form showed: the base may have moved since.
            first = draft.before.get(part, {})
            before[part] |= {name: first[name] for name in changed if name in first}
    else:
        said = {part: filled(columns) for part, columns in said.items()}
    fields = {
        "kind": kind,
        "place": place,
        "offer": offer,
        "organisation_id": _speaks_as(by, place),
        "values": said,
        "before": before,
        "note": note,
        "made_at": now,
    }
    if draft is None:
        return Proposal.objects.create(state=State.DRAFT, by=by, **fields)
    if not Proposal.objects.filter(pk=draft.pk, by=by, state=State.DRAFT).update(**fields):
        raise ProposalSent
    return get_proposal(draft.pk)


def filled(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in: what is added has no use for an empty answer."""
    return {name: value for name, value in columns.items() if value not in ("", None, [])}


def _speaks_as(by: "User", place: Any) -> int | None:
    """Return the organisation for which a person speaks: the place's when it is theirs."""
    mine = standing(by).organisations
    if place is not None and place.organisation_id in mine:
        return int(place.organisation_id)
    return min(mine, default=None)


@transaction.atomic
def send(*, number: int, by: "User", now: datetime, to_read: bool = False) -> Proposal:
    """Hand a draft to the keepers; a keeper's own is published at once, unless it is `to_read`.

    Return it.

    Raises ProposalSent, ProposalIncomplete, NothingProposed, and what the directory refuses.
    """
    mine = Proposal.objects.filter(pk=number, by=by)
    if not mine.filter(state=State.DRAFT).update(state=State.PROPOSED, made_at=now):
        raise ProposalSent
    proposal = get_proposal(number)
    if proposal.kind in ADDS:
        _check_whole(proposal.kind, proposal.values)
    elif not any(proposal.values.values()):
        raise NothingProposed
    _trace("propose", proposal, by=by, now=now)
    if standing(by).keeps_base and not to_read:
        return accept(number=number, by=by, now=now)
    return proposal


def missing(kind: str, values: Values) -> list[str]:
    """Return what the values of a proposal to add still lack, in words."""
    offer, place = values.get("offer", {}), values.get("place", {})
    lacks = [OFFER_LABELS[name] for name in NEEDED_OF_OFFER if not offer.get(name)]
    if kind == Kind.ADD_PLACE:
        lacks += [PLACE_LABELS[name] for name in NEEDED_OF_PLACE if not place.get(name)]
    return [str(label).lower() for label in lacks]


def _check_whole(kind: str, values: Values) -> None:
    if lacking := missing(kind, values):
        raise ProposalIncomplete(missing=", ".join(lacking))


@transaction.atomic
def withdraw(*, number: int, by: "User", now: datetime) -> None:
    """Take back what waits; what was never sent is erased. Raises ProposalDecided."""
    mine = Proposal.objects.filter(pk=number, by=by)
    if mine.filter(state=State.DRAFT).delete()[0]:
        return
    if not mine.filter(state=State.PROPOSED).update(state=State.WITHDRAWN, made_at=now):
        raise _too_late(number)
    _trace("withdraw_proposal", get_proposal(number), by=by, now=now)


# ---------------------------------------------------------------- the keepers


@transaction.atomic
def accept(
    *,
    number: int,
    by: "User",
    now: datetime,
    values: Values | None = None,
    seen: str = "",
    link: str = "",
) -> Proposal:
    """Publish a proposal, with the `values` as the keeper corrected them; return it.

    The directory's own action is called, in this transaction. `seen` is the seal of what the
    keeper read of the base. The author is told by e-mail, with the `link`.
    Raises ProposalDecided, ProposalMoved, and what the directory refuses.
    """
    _claim(number)
    proposal = get_proposal(number)
    if seen and seen != seal(proposal):
        raise ProposalMoved
    said: Values = proposal.values if values is None else values
    place, offer = _carry_out(proposal, said, by=by, now=now)
    Proposal.objects.filter(pk=number).update(
        state=State.ACCEPTED, place=place, offer=offer, decided_by=by, decided_at=now
    )
    if proposal.by_id != by.pk:
        # The number, never the name: a trace is for ever, a person's name is not.
        write_audit(
            action="accept_proposal",
            by=by,
            now=now,
            before={},
            after={"proposal": number},
            place=place,
        )
        corrected = values is not None and values != proposal.values
        _tell(proposal, _published(corrected=corrected), link)
    return get_proposal(number)


def _carry_out(proposal: Proposal, said: Values, *, by: "User", now: datetime) -> tuple[Any, Any]:
    if proposal.kind in ADDS:
        _check_whole(proposal.kind, said)
    who: dict[str, Any] = {"by": by, "now": now}
    place, offer = proposal.place, proposal.offer
    if proposal.kind == Kind.ADD_PLACE:
        place = add_place(values=said["place"], **who)
    assert place is not None  # the database says so
    if proposal.kind in ADDS:
        offer = add_offer(public_id=place.public_id, values=said["offer"], **who)
    elif proposal.kind == Kind.EDIT_OFFER:
        assert offer is not None
        number = offer.public_id
        edit_offer(public_id=place.public_id, offer_id=number, values=said["offer"], **who)
    else:
        edit_place(public_id=place.public_id, values=_whole(said["place"], place), **who)
    return place, offer


def _whole(values: Mapping[str, Any], place: Any) -> dict[str, Any]:
    """Return values with both halves of a position: one of them may not have changed."""
    halves = ("latitude", "longitude")
    if not values.keys() & set(halves):
        return dict(values)
    return {name: getattr(place, name) for name in halves} | dict(values)


@transaction.atomic
def refuse(*, number: int, reason: str, by: "User", now: datetime, link: str = "") -> Proposal:
    """Say no, and why; return the proposal. The author is told by e-mail, with the `link`.

    Raises ReasonMissing, ProposalDecided.
    """
    if not reason.strip():
        raise ReasonMissing
    waits = Proposal.objects.filter(pk=number, state=State.PROPOSED)
    if not waits.update(state=State.REFUSED, reason=reason.strip(), decided_by=by, decided_at=now):
        raise _too_late(number)
    proposal = get_proposal(number)
    _trace("refuse_proposal", proposal, by=by, now=now)
    _tell(proposal, _("Elle n’a pas été publiée. Pourquoi :\n\n{}").format(proposal.reason), link)
    return proposal


def _trace(action: str, proposal: Proposal, *, by: "User", now: datetime) -> None:
    # What was proposed, and why it was refused, is in the proposal: a trace is never erased.
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after={"kind": str(proposal.kind)},
        subject=("proposal", str(proposal.pk)),
    )


def _claim(number: int) -> None:
    """Keep every other keeper waiting until this one has decided. Raises ProposalDecided.

    An update that changes nothing takes the row on both databases; whoever waited for it then
    finds no row in that state.
    """
    if not Proposal.objects.filter(pk=number, state=State.PROPOSED).update(state=State.PROPOSED):
        raise _too_late(number)


def _too_late(number: int) -> ProposalDecided:
    proposal = get_proposal(number)
    if proposal.decided_by is None or proposal.decided_at is None:
        return ProposalDecided(said=_("Son auteur a retiré cette proposition."))
    here = timezone.localtime(proposal.decided_at)
    did = _("publié") if proposal.state == State.ACCEPTED else _("refusé")
    words = _("%(who)s a déjà %(did)s cette proposition, %(day)s à %(time)s.") % {
        "who": proposal.decided_by.get_full_name() or _("Quelqu’un"),
        "did": did,
        "day": date_words(here.date()),
        "time": time_words(here),
    }
    return ProposalDecided(said=words)


# ---------------------------------------------------------------- after


def _published(*, corrected: bool) -> str:
    if corrected:
        return _("Elle est publiée, après quelques corrections de la personne qui l’a relue.")
    return _("Elle est publiée, telle que vous l’avez écrite.")


def _tell(proposal: Proposal, answer: str, link: str) -> None:
    """Write to the author once all is kept: their own proposal, and nothing about anybody."""
    author = proposal.by
    if not author.is_active:
        return
    subject = _("Votre proposition : {}").format(" ".join(title_of(proposal).split()))[:150]
    lines = [
        _("Bonjour,"),
        _("Vous avez proposé « {} ».").format(title_of(proposal)),
        answer,
        link and _("La voir : {}").format(link),
    ]
    body = "\n\n".join(line for line in lines if line)

    def write() -> None:
        try:
            send_mail(subject, body, None, [author.email])
        except OSError as error:  # every fault of smtplib and of the network is one
            log.warning("proposal %s: its author was not told (%s)", proposal.pk, type(error))

    transaction.on_commit(write)


def title_of(proposal: Proposal) -> str:
    """Return what a proposal is about, as people know it."""
    said = proposal.values.get("offer", {}).get("title")
    known = proposal.offer.title if proposal.offer is not None else ""
    place = proposal.place.nom if proposal.place is not None else ""
    place = place or proposal.values.get("place", {}).get("nom", "")
    return str(said or known or place)


@transaction.atomic
def purge_drafts(*, now: datetime) -> int:
    """Delete drafts left for 30 days; return how many."""
    old = Proposal.objects.filter(state=State.DRAFT, made_at__lt=now - DRAFTS_KEPT)
    return old.delete()[0]
