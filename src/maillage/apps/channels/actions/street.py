"""Encounters in the street: numbers handed to a device, then each one noted, exactly once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.actions.visits import Said, note_visit
from maillage.apps.channels.errors import SlipRefused
from maillage.apps.channels.models import BLOCK_SIZE, Done, SlipBlock, StreetSlip
from maillage.apps.channels.queries.street import slip_of_key
from maillage.apps.directory.actions.audit import write_audit

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_FIRST_BLOCK = 50
# A slip is opened within days; a year covers who keeps papers in a drawer.
SLIPS_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Encounter:
    """What is noted in the street; nothing is required, nothing says who."""

    topic: str = ""
    # Of models.Done.
    done: str = ""
    redirected_to: str = ""
    language: str = ""
    # Number in the base of the place where they were sent.
    place: int | None = None


def hand_block(*, asked_key: str, by: "User", now: datetime) -> SlipBlock:
    """Hand a block of numbers to a device; the same one when it asks again with the same key.

    Raises SlipRefused when the key served somebody else.
    """
    while True:
        known = SlipBlock.objects.filter(asked_key=asked_key).first()
        if known is not None:
            if known.held_by_id != by.pk:
                raise SlipRefused(why=_("ces numéros sont ceux d’une autre personne."))
            return known
        last = SlipBlock.objects.aggregate(last=Max("block"))["last"]
        block = _FIRST_BLOCK if last is None else last + 1
        try:
            with transaction.atomic():
                made = SlipBlock.objects.create(
                    block=block, asked_key=asked_key, held_by=by, given_at=now
                )
                write_audit(
                    action="hand_slips",
                    by=by,
                    now=now,
                    before={},
                    after={"block": block},
                    subject=("slip_block", str(block)),
                )
                return made
        except IntegrityError:
            # Another device took it at the same moment, or the same one asked twice: look again.
            taken = SlipBlock.objects.filter(Q(block=block) | Q(asked_key=asked_key))
            if not taken.exists():
                raise


@transaction.atomic
def note_encounter(
    *, number: int, client_key: str, said: Encounter, by: "User", now: datetime, at: datetime
) -> StreetSlip:
    """Note somebody met in the street: the slip that they hold, and one more in the tally.

    Sent again with the same key it is the same encounter. Raises SlipRefused when the number is
    not of a block of this person, or is on another slip.
    """
    known = slip_of_key(client_key)
    if known is None:
        block = SlipBlock.objects.filter(block=number // BLOCK_SIZE, held_by=by.pk).first()
        if block is None:
            raise SlipRefused(why=_("ce numéro n’a pas été donné à votre téléphone."))
        try:
            with transaction.atomic():
                made = StreetSlip.objects.create(
                    number=number,
                    block=block,
                    client_key=client_key,
                    day=timezone.localdate(min(at, now)),
                    topic=said.topic,
                    done=said.done,
                    redirected_to=said.redirected_to,
                    place_id=said.place,
                    language=said.language,
                    noted_at=now,
                )
        except IntegrityError:
            known = slip_of_key(client_key)
            if known is None:
                raise SlipRefused(why=_("ce numéro est déjà sur un autre bon.")) from None
        else:
            told = Said(
                topics=(said.topic,) if said.topic else (),
                mode=said.done if said.done in (Done.WITH, Done.FOR) else "",
                redirected_to=said.redirected_to,
            )
            note_visit(by=by, now=now, said=told, at=at, client_key=client_key)
            return made
    if known.number != number or known.block.held_by_id != by.pk:
        raise SlipRefused(why=_("elle porte la clé d’une autre rencontre."))
    return known


def purge_slips(*, now: datetime) -> int:
    """Erase the slips of more than a year; return how many."""
    n, _rows = StreetSlip.objects.filter(day__lt=timezone.localdate(now - SLIPS_KEPT)).delete()
    return n
