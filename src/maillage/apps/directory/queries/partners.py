"""Organisations of the network: those with a counter, and those without (CEN-22, NET-03)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from maillage.apps.directory.errors import OrganisationUnknown
from maillage.apps.directory.models import Family, Offer, Organisation, Place
from maillage.apps.territories.queries import folded


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """A family of actors, and how many organisations it has; 0 is a family that is missing."""

    code: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation in the directory, with how many places and people it has."""

    organisation: Organisation
    n_places: int
    n_people: int


def partners(*, text: str = "", family: str = "") -> list[Partner]:
    """Return the organisations that are still there, by name. One query.

    text : every word must be in the name or the missions, whatever the accents
    family : code of a family, "none" for those of which nobody said it, "" for all
    """
    rows = Organisation.objects.filter(closed_on=None)
    if family:
        rows = rows.filter(family="" if family == "none" else family)
    rows = rows.annotate(
        n_places=Count(
            "place", filter=Q(place__withdrawn_at=None, place__joined_to=None), distinct=True
        ),
        n_people=Count("memberships__user", filter=Q(memberships__ended_at=None), distinct=True),
    )
    words = folded(text).split()
    return [
        Partner(one, one.n_places, one.n_people)
        for one in rows.order_by("nom", "pk")
        if all(word in folded(f"{one.nom} {one.missions}") for word in words)
    ]


def families() -> list[FamilyCount]:
    """Return every family with its number of organisations: a missing one is shown."""
    counts = Counter(Organisation.objects.filter(closed_on=None).values_list("family", flat=True))
    return [FamilyCount(code, str(label), counts[code]) for code, label in Family.choices] + (
        [FamilyCount("none", "", counts[""])] if counts[""] else []
    )


def get_partner(public_id: str) -> Organisation:
    """Return one organisation by its number, closed or not. Raises OrganisationUnknown."""
    found = Organisation.objects.filter(public_id=public_id).first()
    if found is None:
        raise OrganisationUnknown
    return found


def find_partner_named(nom: str, *, but: str = "") -> Organisation | None:
    """Return the organisation of this name, whatever its spelling; `but` is left aside."""
    wanted = folded(nom)
    rows = Organisation.objects.filter(closed_on=None).exclude(public_id=but).order_by("pk")
    return next((one for one in rows if folded(one.nom) == wanted), None)


def places_of_partner(organisation: Organisation) -> Sequence[Place]:
    """Return the places of an organisation, whatever their state, by name."""
    return list(Place.objects.filter(organisation=organisation).order_by("nom", "pk"))


def n_offers_of_partner(organisation: Organisation) -> int:
    """Return how many offers are made at the places of an organisation, or by itself elsewhere."""
    there = Q(place__organisation=organisation) | Q(organisation=organisation)
    return Offer.objects.filter(there, ended_on=None).count()
