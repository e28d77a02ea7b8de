"""What lacks: places open to all where it is known that there is no mediator, or no equipment.

Nothing is guessed: a place of which nobody said anything is to qualify, it lacks nothing (CEN-29).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.models import Equipment, Mediators, Place

# Of the list "mediator", those whose work is to help with digital matters.
DIGITAL_HELPERS = ("digital_adviser", "digital_mediator")
SHORTAGES = {"mediator": _("sans médiateur"), "equipment": _("sans équipement")}


@dataclass(frozen=True, slots=True)
class Shortage:
    """A public place, its quarter ("" for none), and the codes of SHORTAGES that hold."""

    place: Place
    quarter: str
    codes: Sequence[str]


def shortages(code: str = "") -> list[Shortage]:
    """Return the places that lack something, by quarter then by name; those without one last.

    `code` is one of SHORTAGES, "" for all. One query.
    """
    helpers = Mediators.objects.filter(place=OuterRef("pk"), kind__in=DIGITAL_HELPERS)
    things = Equipment.objects.filter(place=OuterRef("pk"))
    rows = (
        Place.objects.public()
        .annotate(
            no_mediator=Exists(helpers.filter(total=0)) & ~Exists(helpers.exclude(total=0)),
            no_equipment=Exists(things.filter(total=0)) & ~Exists(things.exclude(total=0)),
        )
        .filter({"mediator": Q(no_mediator=True), "equipment": Q(no_equipment=True)}.get(
            code, Q(no_mediator=True) | Q(no_equipment=True)
        ))
        .select_related("quarter_zone")
        .defer("origins", "extension", "quarter_zone__geometry")
    )  # fmt: skip
    found = []
    for place in rows:
        said: dict[str, bool] = {
            name: getattr(place, f"no_{name}") for name in ("mediator", "equipment")
        }
        quarter = place.quarter_zone.nom if place.quarter_zone else ""
        found.append(Shortage(place, quarter, [name for name, holds in said.items() if holds]))
    return sorted(
        found, key=lambda one: (not one.quarter, one.quarter, one.place.nom, one.place.pk)
    )
