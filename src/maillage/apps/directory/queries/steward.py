"""What the data steward has to complete: places and offers that are not yet qualified."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.models import AuditRow, Offer, Place

# What is missing, in words, and the condition that tells it. The order is that of the list.
GAPS: dict[str, tuple[object, Q]] = {
    "contact": (
        _("personne à demander"),
        Q(contact_nom="", offers__contact_nom="") | Q(contact_nom="", offers=None),
    ),
    "hours": (_("horaires"), Q(horaires="")),
    "position": (_("position sur la carte"), Q(latitude=None)),
    "phone": (_("téléphone"), Q(telephone="")),
    "help": (_("seul ou accompagné"), Q(offers__modalites_accompagnement=[]) | Q(offers=None)),
    "cost": (_("prix"), Q(offers__frais_a_charge=[]) | Q(offers=None)),
    "services": (_("services proposés"), Q(offers__services=[], offers__uses=[]) | Q(offers=None)),
}


@dataclass(frozen=True, slots=True)
class ToQualify:
    """A place with what is missing, in words."""

    place: Place
    missing: Sequence[object]


def n_to_qualify() -> dict[str, int]:
    """Return how many public places lack each thing, by code of GAPS; "all" counts places once."""
    counts = {
        code: Count("pk", filter=condition, distinct=True) for code, (_l, condition) in GAPS.items()
    }
    found: dict[str, int] = Place.objects.public().aggregate(**counts)
    found["all"] = _lacking(None).count()
    return found


def _lacking(gap: str | None) -> QuerySet[Place]:
    condition = Q()
    for code, (_l, one) in GAPS.items():
        if gap in (None, code):
            condition |= one
    return Place.objects.public().filter(condition).distinct()


def places_to_qualify(gap: str | None, *, after: str = "", limit: int = 50) -> list[ToQualify]:
    """Return public places that lack something, by public id, from after one of them.

    `gap` is a code of GAPS, None for all. Two queries.
    """
    rows = _lacking(gap if gap in GAPS else None).order_by("public_id")
    if after:
        rows = rows.filter(public_id__gt=after)
    places = list(rows.defer("origins", "extension")[:limit])
    offers: dict[int, list[Offer]] = {}
    for offer in Offer.objects.filter(place__in=[p.pk for p in places], ended_on=None):
        offers.setdefault(offer.place_id or 0, []).append(offer)
    return [ToQualify(p, missing_of(p, offers.get(p.pk, []))) for p in places]


def missing_of(place: Place, offers: Sequence[Offer]) -> list[object]:
    """Return what a place lacks, in words, in the order of GAPS; its offers are those that run."""
    checks = {
        "contact": not place.contact_nom and not any(o.contact_nom for o in offers),
        "hours": not place.horaires,
        "position": place.latitude is None,
        "phone": not place.telephone,
        "help": not offers or any(not o.modalites_accompagnement for o in offers),
        "cost": not offers or any(not o.frais_a_charge for o in offers),
        "services": not offers or any(not o.services and not o.uses for o in offers),
    }
    return [GAPS[code][0] for code, absent in checks.items() if absent]


def audit_rows(subject_kind: str, subject_id: str, *, limit: int = 20) -> list[AuditRow]:
    """Return who changed one thing, the newest first."""
    rows = AuditRow.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return list(rows.select_related("by").order_by("-at", "-pk")[:limit])


# What "qualified" means of an offer (CEN-12), in the order in which one asks it.
QUALITIES: dict[str, object] = {
    "help": _("seul, accompagné ou en groupe"),
    "what": _("ce que l’on y fait"),
    "mode": _("avec la personne ou à sa place"),
    "level": _("pour quel niveau"),
    "language": _("langues parlées"),
    "cost": _("prix"),
    "access": _("avec ou sans rendez-vous"),
    "contact": _("personne à demander"),
}


def qualification(offer: Offer, place: Place) -> list[object]:
    """Return what is missing of an offer, in words, in the order of QUALITIES; [] when complete.

    The public is never missing: nothing said means everyone.
    """
    said = {
        "help": offer.modalites_accompagnement,
        "what": offer.services or offer.uses,
        "mode": offer.mode,
        "level": offer.levels,
        "language": offer.languages or place.languages,
        "cost": offer.frais_a_charge,
        "access": offer.modalites_acces,
        "contact": offer.contact_nom or place.contact_nom,
    }
    return [words for code, words in QUALITIES.items() if not said[code]]
