"""Undo a whole delivery: what its source said before it is said again.

The decision is written at once; the worker puts the places back by short transactions, and goes on
where it was when it is cut. Meanwhile no other file of the source is taken in.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.revert import revert_delivery
from maillage.apps.imports.errors import (
    DeliveryAtWork,
    ImportUnderWay,
    LaterDelivery,
    NothingToUndo,
)
from maillage.apps.imports.models import Delivery, DeliveryState
from maillage.apps.imports.queries.deliveries import get_delivery, later_delivery, may_be_undone
from maillage.apps.imports.queries.sources import source_title
from maillage.web.jobs import ask
from maillage.web.locks import only_one
from maillage.web.moments import Moment, came

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

TASK = "maillage.apps.imports.tasks.undo"


def undo_delivery(number: int, *, by: "User", now: datetime) -> Delivery:
    """Ask the worker to bring back what each place said before a delivery.

    Asked again while it is being done, it is done once.

    Raises DeliveryUnknown, NothingToUndo, LaterDelivery, ImportUnderWay.
    """
    delivery = get_delivery(number)
    if delivery.state == DeliveryState.UNDOING:
        ask(TASK, number)  # in case the job was lost: one that finds nothing to do does nothing
        return delivery
    if not may_be_undone(delivery):
        raise NothingToUndo
    if later := later_delivery(delivery):
        raise LaterDelivery(source=source_title(delivery.source), filename=later.filename)
    try:
        with transaction.atomic():
            changed = Delivery.objects.filter(pk=number, state=delivery.state).update(
                state=DeliveryState.UNDOING, undone_by=by
            )
            if changed:
                ask(TASK, number)
                write_audit(
                    action="undo_delivery",
                    by=by,
                    now=now,
                    before={"state": str(delivery.state)},
                    after={"source": delivery.source, "filename": delivery.filename},
                    subject=("delivery", str(number)),
                )
    except IntegrityError as error:  # a file of this source begins at this very moment
        title = source_title(delivery.source)
        raise ImportUnderWay(source=title, filename=delivery.filename) from error
    return get_delivery(number)


def put_back(number: int) -> None:
    """Put the places back, or go on; for the worker.

    Raises DeliveryAtWork when something else holds the source, which no person can do on screen.
    """
    delivery = get_delivery(number)
    with only_one(f"import {delivery.source}") as alone:
        if not alone:
            raise DeliveryAtWork(source=source_title(delivery.source))
        delivery.refresh_from_db()
        if delivery.state != DeliveryState.UNDOING:
            return
        others = Delivery.objects.filter(source=delivery.source).exclude(pk=number)
        undone = others.filter(state=DeliveryState.UNDONE).values_list("pk", flat=True)
        revert_delivery(
            number,
            source=delivery.source,
            now=timezone.now(),
            gone=_withdrawn_by(delivery),
            undone=list(undone),
            withdrawn_before=_withdrawn_before(delivery),
        )
        with transaction.atomic():
            Delivery.objects.filter(pk=number).update(
                state=DeliveryState.UNDONE, undone_at=timezone.now()
            )
            came(Moment.AFTER_DELIVERY)


def _withdrawn_before(delivery: Delivery) -> dict[str, tuple[int, datetime]]:
    """Return, by key, the last earlier delivery that withdrew it, and when."""
    earlier = Delivery.objects.filter(
        source=delivery.source, pk__lt=delivery.pk, state__in=["done", "failed"], n_withdrawn__gt=0
    )
    found = {}
    for before in earlier.order_by("pk").iterator(chunk_size=20):
        when = before.finished_at or before.started_at
        for key in _withdrawn_by(before):
            found[key] = (before.pk, when)
    return found


def _withdrawn_by(delivery: Delivery) -> list[str]:
    """Return the keys that a delivery withdrew: the first of its list, when it was stopped."""
    gone: list[str] = delivery.report.get("gone", [])
    return gone[: delivery.n_withdrawn]
