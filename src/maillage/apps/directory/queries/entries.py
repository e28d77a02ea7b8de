"""From the rows of the base to the entries of the search index: what is known, what is not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from maillage.apps.directory.models import Equipment, Offer, Place, ProgrammePlace, Term
from maillage.apps.directory.queries.ages import bands_of
from maillage.core.hours import Hours, parse, school_zone_of, zone_of
from maillage.core.search import Entry
from maillage.core.standard import ModaliteAcces, PublicSpecifique, Service

# Dimensions of which nothing is known unless somebody said it.
WALK_IN = str(ModaliteAcces.SE_PRESENTER)
PRESCRIBED = str(ModaliteAcces.ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION)
CLOSED_TO_ALL = str(ModaliteAcces.CE_LIEU_N_ACCUEILLE_PAS_DE_PUBLIC)
ACCESS_SERVICE = str(Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE)
PROCEDURES_SERVICE = str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
SHARED_SALE = str(Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE)

# "Langues étrangères (anglais)" names a language; "(autres)" says that some other is spoken.
LANGUAGE_OF_CARE = {"Langues étrangères (anglais)": "en"}
OTHER_LANGUAGES = "Langues étrangères (autres)"
# Equipment that, adapted, is an adapted post.
POSTS = ("computer", "laptop", "tablet")

PLACE_COLUMNS = (
    "id",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "latitude",
    "longitude",
    "typologie",
    "kinds",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "structure_parente",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "prise_rdv",
    "print_price",
    "languages",
    "wheelchair",
    "childcare",
    "wifi_public",
    "wifi_outside_hours",
    "phone_charging",
    "extension",
    "commune_zone_id",
    "quarter_zone_id",
    "date_maj",
    "verified_on",
)


class Addressed(Protocol):
    """Anything that says where it is by its codes: a place, or the card of one."""

    @property
    def code_insee(self) -> str: ...
    @property
    def code_postal(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is read of many places in a fixed number of queries."""

    offers: dict[int, list[Offer]]
    equipment: dict[int, list[tuple[str, int | None, int | None]]]
    programmes: dict[int, list[str]]
    # Every name of a use, a theme or an adaptation, by (list, code): its label, and those by which
    # it is searched.
    words: dict[tuple[str, str], str]


def entries_of(places: Sequence[Place]) -> Iterator[Entry]:
    """Yield the index entries of these places: one by offer, one alone when there is none.

    Four queries, however many places there are.
    """
    parts = _parts_of([place.pk for place in places])
    for place in places:
        yes, unknown, words = _place_features(place, parts)
        hours = hours_of(place.horaires, place)
        offers = parts.offers.get(place.pk)
        if not offers:
            # Nothing is known of what is done there: found by name and equipment, never promised.
            names = ("service", "use", "cost", "access", "help", "age", "mobilise", "adaptation")
            lost = unknown | {f"{name}:*" for name in names}
            yield _entry(place, None, yes, lost, words, hours)
            continue
        for offer in offers:
            own_yes, own_unknown, own_words = _offer_features(place, offer, parts)
            own_hours = hours_of(offer.horaires, place) if offer.horaires else hours
            yield _entry(
                place,
                offer,
                yes | own_yes,
                unknown | own_unknown,
                f"{words} {own_words}",
                own_hours,
            )


def hours_of(text: str, place: Addressed) -> Hours | None:
    """Return the opening hours that a text says for this place, None when it says nothing."""
    if not text:
        return None
    code = place.code_insee or place.code_postal
    return parse(text, zone=zone_of(code), school_zone=school_zone_of(code))


def _entry(
    place: Place,
    offer: Offer | None,
    yes: frozenset[str] | set[str],
    unknown: frozenset[str] | set[str],
    words: str,
    hours: Hours | None,
) -> Entry:
    return Entry(
        place_id=place.pk,
        offer_id=offer.pk if offer else None,
        latitude=place.latitude,
        longitude=place.longitude,
        name=place.nom,
        yes=frozenset(yes),
        unknown=frozenset(unknown),
        text=words,
        hours=hours,
        verified_on=_checked_on(place, offer),
    )


def _checked_on(place: Place, offer: Offer | None) -> date | None:
    """Return the last day on which the place or this offer was checked, else was said."""
    days = (place.verified_on, offer.verified_on if offer else None)
    return max((day for day in days if day is not None), default=place.date_maj)


def _parts_of(ids: list[int]) -> _Parts:
    offers: dict[int, list[Offer]] = defaultdict(list)
    for offer in _chunked(Offer.objects.filter(ended_on=None).order_by("pk"), "place__in", ids):
        offers[offer.place_id].append(offer)
    equipment: dict[int, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    rows = _chunked(
        Equipment.objects.order_by("pk").values_list("place_id", "kind", "total", "adapted"),
        "place__in",
        ids,
    )
    for place_id, kind, total, adapted in rows:
        equipment[place_id].append((kind, total, adapted))
    programmes: dict[int, list[str]] = defaultdict(list)
    links = ProgrammePlace.objects.order_by("pk").values_list("place_id", "programme__slug")
    for place_id, slug in _chunked(links, "place__in", ids):
        programmes[place_id].append(slug)
    terms = Term.objects.filter(
        vocabulary__in=("use", "theme", "scheme", "adaptation", "equipment")
    ).order_by("pk")
    words = {
        (vocabulary, code): " ".join((label, *aliases))
        for vocabulary, code, label, aliases in terms.values_list(
            "vocabulary", "code", "label", "aliases"
        )
    }
    return _Parts(offers, equipment, programmes, words)


def _chunked(rows: Any, lookup: str, ids: list[int], size: int = 20_000) -> Iterable[Any]:
    """Read rows by slices of ids: a database limits how many values one query may name."""
    for start in range(0, len(ids), size):
        yield from rows.filter(**{lookup: ids[start : start + size]})


def _answer(name: str, value: bool | None, yes: set[str], unknown: set[str]) -> None:
    if value:
        yes.add(f"{name}:yes")
    elif value is None:
        unknown.add(f"{name}:*")


def _place_features(place: Place, parts: _Parts) -> tuple[set[str], set[str], str]:
    yes: set[str] = {f"kind:{kind}" for kind in (*place.typologie, *place.kinds)}
    unknown: set[str] = set()
    for zone in (place.commune_zone_id, place.quarter_zone_id):
        if zone is not None:
            yes.add(f"zone:{zone}")
    yes |= {f"programme:{slug}" for slug in parts.programmes.get(place.pk, ())}
    labels = (
        *place.dispositif_programmes_nationaux,
        *place.formations_labels,
        *place.autres_formations_labels,
    )
    yes |= {f"label:{label}" for label in labels}
    yes |= {f"itinerance:{value}" for value in place.itinerance}
    equipment = parts.equipment.get(place.pk, ())
    for kind, total, adapted in equipment:
        if total != 0:
            yes.add(f"equipment:{kind}")
            if adapted:
                yes.add(f"adapted:{kind}")
            elif adapted is None:
                unknown.add(f"adapted:{kind}")
    if not equipment:
        unknown |= {"equipment:*", "adapted:*"}
    for name in ("wheelchair", "wifi_public", "wifi_outside_hours", "phone_charging"):
        _answer(name, getattr(place, name), yes, unknown)
    if place.prise_rdv:
        yes.add("access:booking")
    if place.print_price:
        # Who says what a page costs prints, even when nobody counted the printers.
        yes.add("print_price:yes")
    if any("santé" in item for items in place.extension.values() for item in items):
        yes.add("health:yes")
    words = " ".join(
        (
            place.nom,
            place.commune,
            place.code_postal,
            place.adresse,
            place.structure_parente,
            place.presentation_resume,
            place.presentation_detail,
            *labels,
            *(
                parts.words.get(("equipment", kind), "")
                for kind, total, _n in equipment
                if total != 0
            ),
        )
    )
    return yes, unknown, words


def _offer_features(place: Place, offer: Offer, parts: _Parts) -> tuple[set[str], set[str], str]:
    names = parts.words
    yes = {f"service:{service}" for service in offer.services}
    unknown: set[str] = set()
    if not offer.services and not offer.uses:
        unknown |= {"service:*"}
    _uses(offer, yes, unknown)
    # Empty means everyone: the standard says so, and so does every search.
    publics = offer.publics_specifiquement_adresses or [str(p) for p in PublicSpecifique]
    yes |= {f"public:{public}" for public in publics}
    yes |= {f"care:{care}" for care in offer.prise_en_charge_specifique}
    if not offer.prise_en_charge_specifique:
        unknown.add("care:*")
    yes |= {f"cost:{cost}" for cost in offer.frais_a_charge}
    if not offer.frais_a_charge:
        unknown.add("cost:*")
    if WALK_IN in offer.modalites_acces:
        yes.add("access:walk_in")
    elif not offer.modalites_acces:
        unknown.add("access:walk_in")
    yes |= _mobilised_by(offer.modalites_acces)
    yes |= {f"help:{help_}" for help_ in offer.modalites_accompagnement}
    if not offer.modalites_accompagnement:
        unknown.add("help:*")
    yes |= {f"theme:{theme}" for theme in (offer.themes or ["digital"])}
    bands = bands_of(offer.age_min, offer.age_max, offer.publics_specifiquement_adresses)
    yes |= {f"age:{band}" for band in bands}
    if offer.age_min is not None or offer.age_max is not None:
        # As it is said, for a warning in years: bands are for searching.
        yes.add(f"ages:{offer.age_min or 0}-{'' if offer.age_max is None else offer.age_max}")
    if offer.intensity_step:
        yes.add(f"intensity:{offer.intensity_step}")
    else:
        unknown.add("intensity:*")
    yes |= {f"level:{level}" for level in offer.levels}
    if not offer.levels:
        unknown.add("level:*")
    if offer.mode:
        yes |= {f"mode:{m}" for m in (("with", "for") if offer.mode == "both" else (offer.mode,))}
    else:
        unknown.add("mode:*")
    _answer(
        "childcare",
        offer.childcare if offer.childcare is not None else place.childcare,
        yes,
        unknown,
    )
    _languages(place, offer, yes, unknown)
    _adaptations(place, offer, parts, yes, unknown)
    words = (
        offer.title,
        offer.description,
        offer.admission_rule,
        *offer.partners,
        *offer.services,
        *(names.get(("use", use), "") for use in offer.uses),
        *(names.get(("adaptation", way), "") for way in offer.adaptations),
        # An offer without a theme is of the theme of all of them.
        *(names.get(("theme", theme), "") for theme in (offer.themes or ["digital"])),
    )
    return yes, unknown, " ".join(words)


def _mobilised_by(ways: list[str]) -> set[str]:
    """Return who may ask for an offer: the person, a professional for them.

    Where nothing is said, both may, as when we publish it for others (domain.md 2.6).
    """
    own = [way for way in ways if way not in (PRESCRIBED, CLOSED_TO_ALL)]
    if own or not ways:
        return {"mobilise:person", "mobilise:professional"}
    return {"mobilise:professional"} if PRESCRIBED in ways else set()


def _uses(offer: Offer, yes: set[str], unknown: set[str]) -> None:
    """Uses are ours: what the standard says of them is drawn from its services."""
    yes |= {f"use:{use}" for use in offer.uses}
    if offer.uses:
        return
    if PROCEDURES_SERVICE in offer.services:
        yes.add("use:procedures")
        unknown.add("use:letter_writing")
    if ACCESS_SERVICE in offer.services:
        yes.add("use:free_access")
        unknown |= {"use:loan"}
    if SHARED_SALE in offer.services:
        yes.add("use:sale")
        unknown |= {"use:refurbishing", "use:loan"}
    if "Accompagnement individuel" in offer.modalites_accompagnement:
        yes.add("use:personal_help")
    elif not offer.modalites_accompagnement:
        unknown.add("use:personal_help")
    if "Dans un atelier collectif" in offer.modalites_accompagnement:
        unknown.add("use:beginner_workshops")


def _languages(place: Place, offer: Offer, yes: set[str], unknown: set[str]) -> None:
    languages = set(offer.languages or place.languages)
    care = set(offer.prise_en_charge_specifique)
    languages |= {code for value, code in LANGUAGE_OF_CARE.items() if value in care}
    yes |= {f"language:{code}" for code in languages}
    yes.add("language:fr")
    if not (offer.languages or place.languages):
        unknown.add("language:*")


def _adaptations(
    place: Place, offer: Offer, parts: _Parts, yes: set[str], unknown: set[str]
) -> None:
    """How the help adapts: what the offer says, and what other facts already say."""
    yes |= {f"adaptation:{way}" for way in offer.adaptations}
    if "language:lsf" in yes:
        yes.add("adaptation:sign_language")
    equipment = parts.equipment.get(place.pk, ())
    if any(kind in POSTS and total != 0 and adapted for kind, total, adapted in equipment):
        yes.add("adaptation:adapted_post")
    if not offer.adaptations:
        unknown.add("adaptation:*")
