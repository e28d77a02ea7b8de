"""Proposals in words: what is proposed, by whom, what changes, and what exists already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.contributions.actions import title_of
from maillage.apps.contributions.queries.proposals import PARTS, moved_since, published_now
from maillage.apps.contributions.queries.similar import Similar, similar_offers
from maillage.apps.directory.queries.labels import OFFER_LABELS, PLACE_LABELS
from maillage.apps.directory.queries.words import Words
from maillage.web.words import date_words, distance, series, time_words

if TYPE_CHECKING:
    from maillage.apps.contributions.models import Proposal

LABELS = {"place": PLACE_LABELS, "offer": OFFER_LABELS}
PART_TITLES = {"place": gettext_lazy("Le lieu"), "offer": gettext_lazy("Le service")}
SEEN_ONCE_SENT = gettext_lazy(
    "Les personnes qui tiennent l’annuaire lisent votre proposition et votre nom. Une fois "
    "publiée, tout le monde voit le service et la personne à demander ; votre nom n’est pas montré."
)
SEEN_AT_ONCE = gettext_lazy("Vous publiez vous-même : tout le monde le voit aussitôt.")


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a list."""

    url: str
    kind: str
    title: str
    where: str
    who: str
    when: str
    state: str
    waits: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A value that is proposed; of a correction, what is published now, and what was then."""

    label: Any
    words: str
    now: str = ""
    # What the author saw, when the base changed since; "" when it did not.
    then: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows about the place, or about the service."""

    title: Any
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """An offer that exists already."""

    url: str
    title: str
    where: str
    uses: str
    contact: str


def url(route: str, *args: Any, **query: Any) -> str:
    """Return an address of this application."""
    path = reverse(f"contributions:{route}", args=args)
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def when_words(moment: Any) -> str:
    """Return a day and an hour of the territory."""
    here = timezone.localtime(moment)
    return series([date_words(here.date()), time_words(here)])


def name_of(person: Any) -> str:
    """Return the name of a person; their address is shown to nobody."""
    return str(person.get_full_name() or _("compte sans nom")) if person is not None else ""


def line_of(proposal: "Proposal") -> Line:
    """Return a proposal as lists say it."""
    nom = proposal.place.nom if proposal.place else proposal.values.get("place", {}).get("nom", "")
    who = name_of(proposal.by)
    if proposal.organisation is not None:
        who = f"{who}, {proposal.organisation.nom}"
    title = title_of(proposal)
    return Line(
        url=url("proposal", proposal.pk),
        kind=str(proposal.get_kind_display()),
        title=title or _("Sans titre pour le moment"),
        where=str(nom) if nom != title else "",
        who=who,
        when=when_words(proposal.made_at),
        state=str(proposal.get_state_display()),
        waits=proposal.state == "proposed",
        reason=proposal.reason,
    )


def sections_of(proposal: "Proposal") -> list[Section]:
    """Return what is proposed in words, part by part."""
    words = Words()
    now, moved = published_now(proposal), moved_since(proposal)
    found = []
    for part in PARTS:
        said = proposal.values.get(part, {})
        if not said:
            continue
        then = {name: proposal.before.get(part, {}).get(name) for name in moved.get(part, {})}
        rows = [
            Row(
                LABELS[part].get(name, name),
                _told(words, name, said),
                _told(words, name, now[part]) if part in now else "",
                _told(words, name, then) if name in then else "",
            )
            for name in _names(said)
        ]
        found.append(Section(PART_TITLES[part], rows))
    return found


def _names(said: Mapping[str, Any]) -> list[str]:
    """Return the columns in the order of the forms; a position is one row."""
    names = ["position" if name == "latitude" else name for name in said if name != "longitude"]
    if "longitude" in said and "position" not in names:
        names.append("position")
    order = {name: n for n, name in enumerate([*PLACE_LABELS, *OFFER_LABELS])}
    return sorted(names, key=lambda name: order.get(name, len(order)))


def _told(words: Words, name: str, values: Mapping[str, Any]) -> str:
    if name == "position":
        halves = [values.get("latitude"), values.get("longitude")]
        return ", ".join(str(half) for half in halves if half is not None) or _("rien")
    return words.of(name, values.get(name)) or _("rien")


# ---------------------------------------------------------------- what exists already


def similar_to(proposal: "Proposal") -> list[SimilarLine]:
    """Return the offers that look like what a proposal adds."""
    offer = proposal.values.get("offer", {})
    said = proposal.values.get("place", {})
    place = proposal.place
    point = point_of(place) if place is not None else point_in(said)
    found = similar_offers(
        place=place.pk if place is not None else None,
        point=point,
        title=offer.get("title", ""),
        uses=offer.get("uses", ()),
    )
    return similar_lines(found)


def point_of(place: Any) -> tuple[float, float] | None:
    """Return where a place is, None when nobody knows."""
    return None if place.latitude is None else (place.latitude, place.longitude)


def point_in(said: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return where a proposed place would be, None when its author did not say."""
    latitude, longitude = said.get("latitude"), said.get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def similar_lines(found: Sequence[Similar]) -> list[SimilarLine]:
    """Return similar offers in words."""
    words = Words()
    return [
        SimilarLine(
            url=reverse("directory:staff_place", args=[one.place]),
            title=one.title or words.of("uses", list(one.uses)) or _("Service sans titre"),
            where=one.nom
            if not one.away_m
            else _("%(nom)s, à %(away)s") % {"nom": one.nom, "away": distance(one.away_m)},
            uses=words.of("uses", list(one.uses)),
            contact=one.contact_nom,
        )
        for one in found
    ]
