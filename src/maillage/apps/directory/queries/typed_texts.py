"""What residents read of places as it was typed: people may say it in other languages."""

from collections.abc import Iterator

from django.urls import reverse

from maillage.apps.directory.models import Offer, Place, PlacePhoto
from maillage.web.said_by_people import TypedText

OF_PLACES = (
    "presentation_resume",
    "presentation_detail",
    "floor_or_door",
    "ask_for",
    "papers_to_bring",
    "waiting",
    "print_price",
    "adaptations",
)
OF_OFFERS = ("title", "description", "intensity", "cost_note")


def typed_texts() -> Iterator[TypedText]:
    """Yield each text of the places and offers that residents see. Three queries."""
    shown = Place.objects.public().order_by("nom", "pk")
    for nom, public_id, *texts in shown.values_list("nom", "public_id", *OF_PLACES):
        yield from _of(nom, public_id, texts)
    photos = PlacePhoto.objects.filter(place__in=Place.objects.public(), removed_at=None)
    for nom, public_id, alt in photos.order_by("place__nom", "pk").values_list(
        "place__nom", "place__public_id", "alt"
    ):
        yield from _of(nom, public_id, [alt])
    offers = Offer.objects.filter(place__in=Place.objects.public()).order_by("place__nom", "pk")
    rows = offers.values_list("place__nom", "place__public_id", *OF_OFFERS)
    for nom, public_id, *texts in rows:
        yield from _of(nom, public_id, texts)


def _of(nom: str, public_id: str, texts: list[str]) -> Iterator[TypedText]:
    url = reverse("directory:place", args=[public_id])
    for text in texts:
        if text.strip():
            yield TypedText(text, nom, url)
