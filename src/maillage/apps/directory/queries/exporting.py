"""The base in the words of the national standard, each place as its sources said it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from maillage.apps.directory.models import Equipment, Offer, Place, ProgrammePlace
from maillage.core.standard import PlaceRecord

MULTIPLE_OF_PLACE = (
    "typologie",
    "courriels",
    "site_web",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
)
TEXTS_OF_PLACE = (
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "telephone",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "structure_parente",
    "fiche_acces_libre",
    "prise_rdv",
)
MULTIPLE_OF_OFFERS = (
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "modalites_acces",
    "modalites_accompagnement",
)
LOCAL_TEXTS = {
    "floor_or_door": "local_floor_or_door",
    "ask_for": "local_ask_for",
    "papers_to_bring": "local_papers_to_bring",
    "waiting": "local_waiting",
    "adaptations": "local_adaptations",
    "print_price": "local_print_price",
    "contact_nom": "local_contact_name",
    "contact_telephone": "local_contact_phone",
}
LOCAL_ANSWERS = {
    "wheelchair": "local_wheelchair",
    "childcare": "local_childcare",
    "wifi_public": "local_wifi_public",
    "wifi_outside_hours": "local_wifi_outside_hours",
    "phone_charging": "local_phone_charging",
}
LOCAL_OFFER_LISTS = {
    "uses": "local_uses",
    "themes": "local_theme",
    "levels": "local_level",
    "partners": "local_partners",
    "adaptations": "local_offer_adaptations",
}
LOCAL_OFFER_TEXTS = {
    "mode": "local_mode",
    "regime": "local_regime",
    "admission_rule": "local_admission_rule",
    "cost_note": "local_cost_note",
    "intensity": "local_intensity",
    "title": "local_offer_title",
}


def export_records(*, chunk: int = 2_000) -> Iterator[PlaceRecord]:
    """Yield every public place as one record of the standard, by public id.

    The 32 fields are those of the standard, byte for byte as they were received where nobody
    changed them; what the standard cannot hold is in `extension`, under `local_…`.
    The record's `id` is our stable public id. A direct professional contact is not exported.
    """
    ids = list(Place.objects.public().order_by("public_id").values_list("pk", flat=True))
    for start in range(0, len(ids), chunk):
        yield from _records(ids[start : start + chunk])


def records_of_places(ids: Sequence[int]) -> dict[int, PlaceRecord]:
    """Return the same records by number of place, for those of these places that are public."""
    rows = Place.objects.public().filter(pk__in=ids)
    by_public_id = dict(rows.values_list("public_id", "pk"))
    return {by_public_id[r.id]: r for r in _records(list(by_public_id.values()))}


def _records(ids: list[int]) -> Iterator[PlaceRecord]:
    offers: dict[int | None, list[Offer]] = defaultdict(list)
    for offer in Offer.objects.filter(place__in=ids, ended_on=None).order_by("pk"):
        offers[offer.place_id].append(offer)
    equipment: dict[int, list[Equipment]] = defaultdict(list)
    for item in Equipment.objects.filter(place__in=ids).order_by("pk"):
        equipment[item.place_id].append(item)
    programmes: dict[int, list[str]] = defaultdict(list)
    links = ProgrammePlace.objects.filter(place__in=ids).order_by("programme__nom")
    for place_id, nom in links.values_list("place_id", "programme__nom"):
        programmes[place_id].append(nom)
    places = Place.objects.filter(pk__in=ids).select_related("quarter_zone")
    for place in places.defer("quarter_zone__geometry").order_by("public_id"):
        yield _record(place, offers[place.pk], equipment[place.pk], programmes[place.pk])


def _union(lists: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for values in lists for item in values))


def _record(
    place: Place, offers: list[Offer], equipment: list[Equipment], programmes: list[str]
) -> PlaceRecord:
    values: dict[str, Any] = {name: getattr(place, name) for name in TEXTS_OF_PLACE}
    values |= {name: tuple(getattr(place, name)) for name in MULTIPLE_OF_PLACE}
    values |= {name: _union(getattr(o, name) for o in offers) for name in MULTIPLE_OF_OFFERS}
    # One offer for everyone opens the place to everyone: an empty list must stay empty.
    if any(not o.publics_specifiquement_adresses for o in offers):
        values["publics_specifiquement_adresses"] = ()
    return PlaceRecord(
        id=place.public_id,
        latitude=place.latitude,
        longitude=place.longitude,
        date_maj=place.date_maj,
        extension=_extension(place, offers, equipment, programmes),
        **values,
    )


def _extension(
    place: Place, offers: list[Offer], equipment: list[Equipment], programmes: list[str]
) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {
        name: tuple(values) for name, values in place.extension.items()
    }
    for name, column in LOCAL_TEXTS.items():
        if text := getattr(place, name):
            said[column] = (text,)
    for name, column in LOCAL_ANSWERS.items():
        if (answer := getattr(place, name)) is not None:
            said[column] = ("yes" if answer else "no",)
    if place.languages:
        said["local_languages"] = tuple(place.languages)
    if place.kinds:
        said["local_kind"] = tuple(place.kinds)
    for name, column in LOCAL_OFFER_LISTS.items():
        if items := _union(getattr(o, name) for o in offers):
            said[column] = items
    for name, column in LOCAL_OFFER_TEXTS.items():
        if texts := tuple(dict.fromkeys(t for o in offers if (t := getattr(o, name)))):
            said[column] = texts
    if equipment:
        said["local_equipment"] = tuple(_equipment_text(item) for item in equipment)
    if programmes:
        said["local_programme"] = tuple(programmes)
    if place.quarter_zone:
        said["local_quarter"] = (place.quarter_zone.nom,)
    return said


def _equipment_text(item: Equipment) -> str:
    counts = ["" if n is None else str(n) for n in (item.total, item.adapted)]
    return ":".join([item.kind, *counts]).rstrip(":")
