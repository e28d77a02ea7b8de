"""Reads of the deliveries."""

from collections.abc import Iterator

from django.db.models import Q

from maillage.apps.imports.errors import DeliveryUnknown
from maillage.apps.imports.models import UNFINISHED, Delivery, RefusedRow


def deliveries(*, source: str = "", before: int = 0, limit: int = 50) -> list[Delivery]:
    """Return the last deliveries, the newest first: of one source, before a number."""
    rows = Delivery.objects.order_by("-pk").select_related("asked_by").defer("report")
    if source:
        rows = rows.filter(source=source)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows[:limit])


def sources_delivered() -> list[str]:
    """Return the names of the sources that delivered."""
    return list(Delivery.objects.order_by("source").values_list("source", flat=True).distinct())


def may_be_undone(delivery: Delivery) -> bool:
    """True for a delivery that is over, that changed something, and that is not undone."""
    changed = delivery.n_added + delivery.n_changed + delivery.n_withdrawn
    return delivery.state in {"done", "failed"} and changed > 0


def later_delivery(delivery: Delivery) -> Delivery | None:
    """Return a delivery of the same source that came after, and counts; None when it is last."""
    rows = Delivery.objects.filter(source=delivery.source, pk__gt=delivery.pk)
    changed = Q(n_added__gt=0) | Q(n_changed__gt=0) | Q(n_withdrawn__gt=0)
    # One that changed nothing has nothing to undo: it must not keep the one before from it.
    over = Q(state__in=("done", "failed")) & changed
    return rows.filter(over | Q(state__in=[*UNFINISHED, "undoing"])).order_by("-pk").first()


def get_delivery(number: int) -> Delivery:
    """Return one delivery. Raises DeliveryUnknown."""
    rows = Delivery.objects.select_related("asked_by", "undone_by")
    delivery = rows.filter(pk=number).first()
    if delivery is None:
        raise DeliveryUnknown(number=number)
    return delivery


def refused_rows(delivery: Delivery, *, after: int = 0, limit: int = 100) -> list[RefusedRow]:
    """Return rows that were refused, in the order of the file, from after a row number."""
    rows = RefusedRow.objects.filter(delivery=delivery, number__gt=after).order_by("number")
    return list(rows[:limit])


def latest_delivery(source: str) -> Delivery | None:
    """Return the last delivery of a source, None when it never delivered."""
    return Delivery.objects.filter(source=source).order_by("-started_at", "-pk").first()


def every_refused_row(delivery: Delivery) -> Iterator[RefusedRow]:
    """Yield every refused row in the order of the file, few at a time in memory."""
    rows = RefusedRow.objects.filter(delivery=delivery).order_by("number")
    yield from rows.iterator(chunk_size=500)
