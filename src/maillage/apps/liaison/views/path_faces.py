"""What a path says, in words: the same on the screen, on paper and for the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.queries.people import person_words
from maillage.apps.liaison.queries.paths import steps_of_path
from maillage.apps.liaison.queries.words import address_of, moment_in_words, shown_place
from maillage.web.words import date_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStepFace:
    """A step, at its place, at its moment."""

    number: int
    title: str
    picture: str
    voice: str
    words: str
    place_nom: str
    place_id: str
    address: str
    phone: str
    ask_for: str
    when: str
    done_on: str
    # The next one to take.
    next: bool
    sheet: str
    edit_url: str
    sheet_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFace:
    """All that a path says. Texts are "" for what nobody said."""

    number: int
    reference: str
    name: str
    aim: str
    made_on: str
    organisation: str
    organisation_phone: str
    maker: str
    template: str
    review_on: str
    review_due: bool
    erase_on: str
    erased: bool
    steps: Sequence[PathStepFace]
    n_done: int
    n_places: int


def path_face(path: Any) -> PathFace:
    """Return what a path says. Two queries."""
    steps = steps_of_path(path)
    today = timezone.localdate()
    upcoming = next((one.number for one in steps if one.done_on is None), 0)
    return PathFace(
        number=path.pk,
        reference=str(path),
        name=path.name,
        aim=path.aim,
        made_on=date_words(timezone.localtime(path.made_at).date()),
        organisation=path.organisation.nom,
        organisation_phone=path.organisation.telephone or settings.SITE["contact_phone"],
        maker=person_words(path.made_by),
        template=str(path.template) if path.template is not None else "",
        review_on=date_words(path.review_on, weekday=True) if path.review_on else "",
        review_due=path.review_on is not None and path.review_on <= today,
        erase_on=date_words(path.erase_on),
        erased=path.erased_at is not None,
        steps=[_step(path, one, upcoming) for one in steps],
        n_done=sum(one.done_on is not None for one in steps),
        n_places=len({one.place_id for one in steps if one.place_id is not None}),
    )


def _step(path: Any, one: Any, upcoming: int) -> PathStepFace:
    place = shown_place(one.place) if one.place is not None else None
    return PathStepFace(
        number=one.number,
        title=one.title,
        picture=one.picture,
        voice=one.voice,
        words=one.words,
        place_nom=place.nom if place is not None else "",
        place_id=place.public_id if place is not None else "",
        address=address_of(place) if place is not None else "",
        phone=place.telephone if place is not None else "",
        ask_for=(place.ask_for or place.contact_nom) if place is not None else "",
        when=moment_in_words(one.at) if one.at else "",
        done_on=date_words(one.done_on) if one.done_on else "",
        next=one.number == upcoming,
        sheet=one.sheet.reference if one.sheet is not None else "",
        edit_url=reverse("liaison:path_step", args=[path.pk, one.number]),
        sheet_url=f"{reverse('liaison:new')}?lieu={place.public_id}" if place is not None else "",
    )
