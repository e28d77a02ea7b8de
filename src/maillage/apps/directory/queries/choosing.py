"""Places and organisations as choices of a form, for the applications above."""

from typing import TYPE_CHECKING

from maillage.apps.directory.models import Organisation, Place
from maillage.apps.directory.queries.access import standing

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def open_places(by: "User") -> tuple[list[Place], list[Place]]:
    """Return the places that residents see, by name: those of the person, then the others.

    Those who steer the network hold them all. One query.
    """
    who = standing(by)
    rows = (
        Place.objects.public()
        .only("pk", "public_id", "nom", "commune", "code_postal", "code_insee", "organisation_id")
        .order_by("nom", "commune", "pk")
    )
    own: list[Place] = []
    others: list[Place] = []
    for place in rows:
        mine = who.steers or place.organisation_id in who.organisations
        (own if mine else others).append(place)
    return own, others


def own_organisations(by: "User") -> list[tuple[int, str]]:
    """Return (number, name) of the organisations for which a person acts; all, for who steers."""
    who = standing(by)
    rows = Organisation.objects.order_by("nom", "pk")
    if not who.steers:
        rows = rows.filter(pk__in=who.organisations)
    return list(rows.values_list("pk", "nom"))
