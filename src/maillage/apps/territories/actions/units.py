"""Urban units and metropolitan France: what figures of a neighbourhood are compared with."""

from django.db import transaction

from maillage.apps.territories.actions.zones import LoadCount
from maillage.apps.territories.models import COUNTRY_CODE, COUNTRY_NOM, Zone, ZoneKind
from maillage.apps.territories.queries.files import Composition
from maillage.apps.territories.queries.units import plan_units

_BATCH = 500


@transaction.atomic
def load_units(composition: Composition) -> LoadCount:
    """Put communes in the urban units of a list, whole or not at all; twice changes nothing.

    Communes that are not in this base are counted in their unit, not added. A unit that the list
    no longer has keeps its row, as figures may speak of it, and loses its communes one by one as
    the list puts them elsewhere. Raises TerritoryFileUnreadable when no commune is of here.
    """
    plan = plan_units(composition)
    Zone.objects.bulk_create(plan.added, batch_size=_BATCH)
    Zone.objects.bulk_update(plan.changed, ["nom", "n_communes"], batch_size=_BATCH)
    # The one writer of `urban_unit`: what it points to is a unit, by the kind of this question.
    units = dict(Zone.objects.filter(kind=ZoneKind.URBAN_UNIT).values_list("code", "pk"))
    communes = Zone.objects.filter(kind=ZoneKind.COMMUNE).only("pk").in_bulk(list(plan.moved))
    for number, commune in communes.items():
        code = plan.moved[number]
        commune.urban_unit_id = units[code] if code is not None else None
    Zone.objects.bulk_update(communes.values(), ["urban_unit"], batch_size=_BATCH)
    country_number()
    return LoadCount(len(plan.added), len(plan.changed), plan.unchanged, len(plan.moved))


def country_number() -> int:
    """Return the number of metropolitan France, made when it is first needed.

    An empty base has no zone: pages then say what to load, and a France of which nothing is
    compared would hide it.
    """
    zone, _made = Zone.objects.get_or_create(
        kind=ZoneKind.COUNTRY,
        code=COUNTRY_CODE,
        defaults={"nom": COUNTRY_NOM, "slug": "pays-france-metropolitaine"},
    )
    return zone.pk
