"""Public places as data·inclusion v1: a structure for each, a service for each offer.

Four faults of the usual conversion are not made here (domain.md 2.6): a public named in the
standard is named here too; a place that can receive deaf people is not reserved for them; each
record bears its own date; a place that receives nobody receives nobody.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from maillage.apps.directory.queries.published import PublishedOffer, PublishedPlace
from maillage.core.harmonise.contact import phone_fr_to_e164
from maillage.core.hours import parse
from maillage.core.standard import Frais, ModaliteAcces, ModaliteAccompagnement
from maillage.core.standard.data_inclusion import (
    DESCRIPTION_LENGTHS,
    FIRST_DAY,
    MODE_OF_ACCESS,
    NAME_LENGTHS,
    NETWORK_OF_KIND,
    NETWORK_OF_LABEL,
    NETWORK_OF_PROGRAMME,
    PUBLIC_OF_PUBLIC,
    THEMES_OF_SERVICE,
    TOUS_PUBLICS,
    TYPE_OF_HELP,
    DataInclusionService,
    DataInclusionStructure,
    is_email,
    is_url,
)

SOURCE = "maillage"
PageUrl = Callable[[str], str]
NOBODY_COMES = str(ModaliteAcces.CE_LIEU_N_ACCUEILLE_PAS_DE_PUBLIC)
PRESCRIBED = str(ModaliteAcces.ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION)
REMOTE = str(ModaliteAccompagnement.A_DISTANCE)
# Words that the reading side knows (sources/catalog/data_inclusion_v1.py).
CARE_WORDS = "Accueil adapté : "
CONDITION_WORDS = str(Frais.GRATUIT_SOUS_CONDITION)
OLDEST_YOUNG, YOUNGEST_SENIOR = 25, 60


def identifier(public_id: str) -> str:
    """Return the id of a structure or a service: "maillage--3k7dq2mx"."""
    return f"{SOURCE}--{public_id}"


def structures(
    places: Iterable[PublishedPlace], *, today: date, page_url: PageUrl | None = None
) -> Iterator[DataInclusionStructure]:
    """Yield one structure for each place.

    page_url : gives the address of a place's page by its public id; no link without it
    """
    for place in places:
        yield structure_of(place, today=today, page_url=page_url)


def services(
    places: Iterable[PublishedPlace], *, today: date, page_url: PageUrl | None = None
) -> Iterator[DataInclusionService]:
    """Yield one service for each running offer of each place."""
    for place in places:
        for offer in place.offers:
            yield service_of(place, offer, today=today, page_url=page_url)


def structure_of(
    place: PublishedPlace, *, today: date, page_url: PageUrl | None = None
) -> DataInclusionStructure:
    """Return a place as a structure."""
    networks = [NETWORK_OF_PROGRAMME.get(x) for x in place.dispositif_programmes_nationaux]
    networks += [NETWORK_OF_LABEL.get(x) for x in place.formations_labels]
    networks += [NETWORK_OF_KIND.get(x) for x in place.typologie]
    return DataInclusionStructure(
        source=SOURCE,
        id=identifier(place.public_id),
        nom=_name(place.nom, place.commune),
        date_maj=_day_of_place(place, today),
        description=_description(place.presentation_detail or place.presentation_resume),
        lien_source=_link(page_url, place),
        siret=place.pivot if _is_siret(place.pivot) else None,
        **_address(place),
        telephone=_phone(place.telephone, place),
        courriel=_first(place.courriels, is_email),
        site_web=_first(place.site_web, is_url),
        horaires_accueil=_hours(place.horaires),
        accessibilite_lieu=_first([place.fiche_acces_libre], is_url),
        reseaux_porteurs=_known(networks),
    )


def service_of(
    place: PublishedPlace,
    offer: PublishedOffer,
    *,
    today: date,
    page_url: PageUrl | None = None,
) -> DataInclusionService:
    """Return an offer as a service of the structure that its place is."""
    said_phone = offer.contact_telephone or place.contact_telephone or place.telephone
    telephone = _phone(said_phone, place)
    courriel = _first(place.courriels, is_email)
    link = place.prise_rdv if is_url(place.prise_rdv) else None
    received = _received(offer)
    frais, frais_precisions = _costs(offer)
    said = offer.verified_on or offer.date_maj
    return DataInclusionService(
        source=SOURCE,
        structure_id=identifier(place.public_id),
        id=identifier(offer.public_id),
        nom=_name(offer.title or ", ".join(offer.services) or "Aide au numérique", place.nom),
        description=_description_of_offer(place, offer),
        date_maj=_valid(said, today) or _day_of_place(place, today),
        lien_source=_link(page_url, place),
        type=_type(offer),
        thematiques=_known(t for s in offer.services for t in THEMES_OF_SERVICE.get(s, ())),
        frais=frais,
        frais_precisions=frais_precisions,
        publics=_publics(offer),
        publics_precisions=_public_words(offer),
        conditions_acces=_sentences(
            offer.admission_rule,
            place.papers_to_bring and f"À apporter : {place.papers_to_bring}",
        ),
        **_address(place),
        telephone=telephone,
        courriel=courriel,
        modes_accueil=received,
        zone_eligibilite=_zone(place),
        # Whom to ask is a function in our base, and a person's name in that field: never filled.
        contact_nom_prenom=None,
        lien_mobilisation=link,
        modes_mobilisation=_ways(
            offer,
            {
                "se-presenter": bool(place.adresse) and "en-presentiel" in (received or ()),
                "telephoner": bool(telephone),
                "envoyer-un-courriel": bool(courriel),
                "utiliser-lien-mobilisation": bool(link),
            },
        ),
        mobilisable_par=("professionnels",)
        if set(offer.modalites_acces) == {PRESCRIBED}
        else ("usagers", "professionnels"),
        mobilisation_precisions=_sentences(
            place.ask_for, "À domicile" if offer.where == "home" else ""
        ),
        horaires_accueil=_hours(offer.horaires),
    )


# ---------------------------------------------------------------- names, dates, places


def _name(text: str, more: str) -> str:
    """Return a name of 3 to 150 characters without a dot at its end."""
    shortest, longest = NAME_LENGTHS
    name = _undotted(" ".join(text.split()))
    if len(name) < shortest:
        name = _undotted(f"{name} – {' '.join(more.split())}".strip(" –"))
    if len(name) < shortest:
        name = f"Lieu {name}".strip()
    if len(name) > longest:
        cut = name[: longest - 1]
        name = f"{cut[: cut.rfind(' ')] if ' ' in cut[longest // 2 :] else cut}…"
    return name


def _undotted(name: str) -> str:
    return name if name.endswith("etc.") else name.rstrip(" .")


def _description(text: str) -> str | None:
    shortest, longest = DESCRIPTION_LENGTHS
    said = text.strip()
    if len(said) < shortest:
        return None
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def _description_of_offer(place: PublishedPlace, offer: PublishedOffer) -> str:
    """Return what was written of an offer, or what is known of it put into sentences."""
    if (written := _description(offer.description)) is not None:
        return written
    done = ", ".join(offer.services) or offer.title or "Aide au numérique"
    parts = [
        f"À {place.nom}{f' ({place.commune})' if place.commune else ''} : {done}",
        place.presentation_detail or place.presentation_resume,
        ", ".join(offer.modalites_accompagnement),
        offer.intensity,
        offer.partners and f"Avec : {', '.join(offer.partners)}",
    ]
    return _description(_sentences(*parts) or "") or "Aide au numérique."


def _sentences(*parts: object) -> str | None:
    """Return the parts that say something, each ending as a sentence does; None without any."""
    said = [text for part in parts if (text := str(part or "").strip())]
    return " ".join(t if t[-1] in ".!?…" else f"{t}." for t in said) or None


def _valid(on: date | None, today: date) -> date | None:
    return on if on is not None and FIRST_DAY <= on <= today else None


def _day_of_place(place: PublishedPlace, today: date) -> date:
    """Return when the place was last said; when it entered the base if nobody dated anything."""
    entered = timezone.localdate(place.created_at)
    said = [_valid(place.verified_on, today), _valid(place.date_maj, today)]
    return max((d for d in said if d), default=max(FIRST_DAY, min(entered, today)))


def _address(place: PublishedPlace) -> dict[str, Any]:
    whole = place.longitude is not None and place.latitude is not None
    return {
        "commune": place.commune or None,
        "code_postal": place.code_postal if _is_code(place.code_postal) else None,
        "code_insee": place.code_insee if len(place.code_insee) == 5 else None,
        "adresse": place.adresse or None,
        "complement_adresse": place.complement_adresse or None,
        "longitude": place.longitude if whole else None,
        "latitude": place.latitude if whole else None,
    }


def _is_code(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


def _is_siret(pivot: str) -> bool:
    return len(pivot) == 14 and pivot.isascii() and pivot.isdigit() and pivot.strip("0") != ""


def _link(page_url: PageUrl | None, place: PublishedPlace) -> str | None:
    link = page_url(place.public_id) if page_url else ""
    return link if is_url(link) else None


def _phone(text: str, place: PublishedPlace) -> str | None:
    """Return a number in the international form; as it was written when it has none (3646)."""
    return phone_fr_to_e164(text, place.code_postal) or text or None


def _first(texts: Iterable[str], valid: Callable[[str], bool]) -> str | None:
    return next((text for text in texts if valid(text)), None)


def _hours(text: str) -> str | None:
    """Return hours that other software can read; words that only people understand are left."""
    if not text:
        return None
    hours = parse(text)
    return hours.osm if hours.understood else None


def _known(items: Iterable[str | None]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(item for item in items if item)) or None


# ---------------------------------------------------------------- for whom, how, at what cost


def _publics(offer: PublishedOffer) -> tuple[str, ...]:
    """Return the publics that are named; being able to receive deaf people reserves nothing."""
    named = _known(PUBLIC_OF_PUBLIC.get(p) for p in offer.publics_specifiquement_adresses)
    if named is not None:
        return named
    if offer.age_max is not None and offer.age_max <= OLDEST_YOUNG:
        return ("jeunes",)
    if offer.age_min is not None and offer.age_min >= YOUNGEST_SENIOR:
        return ("seniors",)
    return (TOUS_PUBLICS,)


def _public_words(offer: PublishedOffer) -> str | None:
    ages = ""
    if offer.age_max is not None:
        ages = f"De {offer.age_min or 0} à {offer.age_max} ans"
    elif offer.age_min is not None:
        ages = f"À partir de {offer.age_min} ans"
    care = ", ".join(offer.prise_en_charge_specifique)
    return _sentences(ages, care and f"{CARE_WORDS}{care}")


def _costs(offer: PublishedOffer) -> tuple[str | None, str | None]:
    """Return (frais, precisions): free when one may come free, and then under which condition."""
    costs = set(offer.frais_a_charge)
    words = [offer.cost_note]
    if costs == {str(Frais.PAYANT)}:
        return "payant", _sentences(*words)
    if not costs & set(Frais):
        return None, _sentences(*words)
    if str(Frais.GRATUIT) not in costs:
        words.insert(0, CONDITION_WORDS)
    if str(Frais.PAYANT) in costs:
        words.insert(0, "Une partie est payante")
    return "gratuit", _sentences(*words)


def _type(offer: PublishedOffer) -> str | None:
    ways = offer.modalites_accompagnement
    return next((code for way, code in TYPE_OF_HELP.items() if way in ways), None)


def _received(offer: PublishedOffer) -> tuple[str, ...] | None:
    """Return where people are received; at home is neither at the address nor remote."""
    modes = []
    if offer.where == "remote" or REMOTE in offer.modalites_accompagnement:
        modes.append("a-distance")
    if offer.where in ("place", "round") and NOBODY_COMES not in offer.modalites_acces:
        modes.append("en-presentiel")
    return tuple(modes) or None


def _ways(offer: PublishedOffer, possible: dict[str, bool]) -> tuple[str, ...] | None:
    """Return how to ask: what was said and can be done, else whatever can be done."""
    said = {MODE_OF_ACCESS[way] for way in offer.modalites_acces if way in MODE_OF_ACCESS}
    can = [way for way, means in possible.items() if means]
    ways = [way for way in can if way in said or way == "utiliser-lien-mobilisation"]
    return tuple(ways or can) or None


def _zone(place: PublishedPlace) -> tuple[str, ...] | None:
    """Return the whole department, as data·inclusion does: nobody said that others may not come."""
    code = place.code_insee
    if not code and not place.code_postal.startswith("20"):  # Corsica: two departments
        code = place.code_postal
    if len(code) != 5:
        return None
    return (code[:3] if code.startswith(("97", "98")) else code[:2],)
