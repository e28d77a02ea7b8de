"""The door of a place beside its words: its photograph, or the pictogram of what the place is."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from maillage.apps.directory.queries import PlaceCard
from maillage.apps.directory.queries.photos import public_mark
from maillage.web.languages import known_words

# Kinds of places that are recognised at a glance; the others show what people come for.
_ICONS = {
    "cafe": "walk-in",
    "library": "learn",
    "online_educators": "smartphone",
    "post_office": "letter",
    "school": "school",
    "shopping_centre": "fair-price",
    "social_centre": "support",
    "third_place": "make",
    "town_hall": "procedure",
}


@dataclass(frozen=True, slots=True)
class Door:
    """The photograph of a place, or its pictogram when `url` is ""."""

    icon: str
    url: str = ""
    page_url: str = ""
    alt: str = ""
    # Of the larger file, in pixels.
    width: int = 0
    height: int = 0


NO_PHOTO = Door("support")


def door_of(card: PlaceCard) -> Door:
    """Return what shows a place."""
    known = next((_ICONS[kind] for kind in card.place.kinds if kind in _ICONS), "")
    icon = known or ("computer" if any(e.total != 0 for e in card.equipment) else "support")
    photo = card.photo
    if photo is None:
        return Door(icon)
    return Door(
        icon,
        url=photo_url(photo.mark, "carte"),
        page_url=photo_url(photo.mark, "page"),
        alt=known_words(photo.alt),
        width=photo.width,
        height=photo.height,
    )


def photo_url(mark: str, size: str) -> str:
    """Return the address of one file of a photograph, by its digest: it changes with it."""
    return reverse("directory:photo_file", args=[public_mark(mark), size])


def with_doors(response: HttpResponse) -> HttpResponse:
    """Return a page with photographs: a cache must not give it to who asked to save data."""
    patch_vary_headers(response, ["Save-Data"])
    return response
