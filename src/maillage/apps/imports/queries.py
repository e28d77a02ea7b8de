"""Reads of the deliveries."""

from collections.abc import Iterator

from maillage.apps.imports.errors import DeliveryUnknown
from maillage.apps.imports.models import Delivery, RefusedRow


def deliveries(*, limit: int = 50) -> list[Delivery]:
    """Return the last deliveries, the newest first."""
    return list(Delivery.objects.order_by("-started_at", "-pk").defer("report")[:limit])


def get_delivery(number: int) -> Delivery:
    """Return one delivery. Raises DeliveryUnknown."""
    delivery = Delivery.objects.filter(pk=number).first()
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
