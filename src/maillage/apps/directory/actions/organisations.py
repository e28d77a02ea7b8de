"""Tie places to the organisations that the directory already knows, by the name that sources give.

A name that nobody entered in the directory makes no organisation: twenty spellings of one town hall
would be twenty actors.
"""

from django.db import transaction

from maillage.apps.directory.actions.version import touch
from maillage.apps.directory.models import Organisation, Place
from maillage.apps.territories.queries import folded


@transaction.atomic
def link_places_to_organisations(organisation: int | None = None) -> int:
    """Give places without organisation the one that their source names; return how many.

    The name is that of `structure_parente`, or of the place itself, whatever its accents, case and
    hyphens. A name that two organisations bear ties nothing. `organisation` limits it to one.
    A place that has an organisation keeps it.
    """
    rows = Organisation.objects.filter(closed_on=None)
    known: dict[str, list[int]] = {}
    for pk, nom in rows.values_list("pk", "nom"):
        known.setdefault(folded(nom), []).append(pk)
    single = {
        name: ids[0]
        for name, ids in known.items()
        if len(ids) == 1 and organisation in (None, ids[0])
    }
    if not single:
        return 0
    found: dict[int, list[int]] = {}
    free = Place.objects.filter(organisation=None).values_list("pk", "structure_parente", "nom")
    for pk, parent, nom in free.iterator():
        owner = single.get(folded(parent)) if parent else single.get(folded(nom))
        if owner is not None:
            found.setdefault(owner, []).append(pk)
    for owner, places in found.items():
        Place.objects.filter(pk__in=places, organisation=None).update(organisation=owner)
    tied = [pk for places in found.values() for pk in places]
    if tied:
        touch(tied)
    return len(tied)
