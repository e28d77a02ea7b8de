"""data·inclusion v1: structures with their services, in one JSON file.

Two shapes are read: {"structures": [...], "services": [...]}, which `maillage export` writes too,
and a plain list of structures, each with its `services` or without. A place is a structure; what
its services say is put together, as in the national standard, and what only one of several says
keeps its name beside it. `contact_nom_prenom` names a person: it is never read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maillage.core.harmonise import Log
from maillage.core.standard import (
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    Reading,
)
from maillage.core.standard.data_inclusion import (
    MODE_OF_ACCESS,
    NETWORK_OF_KIND,
    NETWORK_OF_LABEL,
    NETWORK_OF_PROGRAMME,
    PUBLIC_OF_PUBLIC,
    THEMES_OF_SERVICE,
    TOUS_PUBLICS,
    TYPE_OF_HELP,
    services_of_themes,
)
from maillage.sources.base import Row, Source, refused
from maillage.sources.delivery import Delivery
from maillage.sources.platforms import json_file
from maillage.sources.platforms.draft import Draft, text_of

PERSON = "contact_nom_prenom"
COLUMNS = {
    "nom": "nom",
    "description": "presentation_detail",
    "siret": "pivot",
    "commune": "commune",
    "code_postal": "code_postal",
    "code_insee": "code_insee",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "latitude": "latitude",
    "longitude": "longitude",
    "site_web": "site_web",
    "accessibilite_lieu": "fiche_acces_libre",
    "source": "source",
}
PUBLICS = {code: public for public, code in PUBLIC_OF_PUBLIC.items()}
KINDS_OF_HELP = {code: way for way, code in TYPE_OF_HELP.items()}
WAYS = {
    "se-presenter": ModaliteAcces.SE_PRESENTER,
    "telephoner": ModaliteAcces.TELEPHONER,
    "envoyer-un-courriel": ModaliteAcces.CONTACTER_PAR_MAIL,
    "utiliser-lien-mobilisation": ModaliteAcces.PRENDRE_UN_RDV_EN_LIGNE,
}
PROGRAMMES = {code: programme for programme, code in NETWORK_OF_PROGRAMME.items()}
LABELS = {code: label for label, code in NETWORK_OF_LABEL.items()}
# Of two kinds with one network, the first: CCAS before CIAS, CD before DEPT.
KINDS: dict[str, str] = {}
for _kind in sorted(NETWORK_OF_KIND):
    KINDS.setdefault(NETWORK_OF_KIND[_kind], _kind)
KNOWN_THEMES = {theme for themes in THEMES_OF_SERVICE.values() for theme in themes}
# What our own export writes where the schema has no field (apps/opendata).
OURS = "maillage"
CARE_WORDS = "Accueil adapté : "
PART_PAID = "Une partie est payante"
CONDITION = str(Frais.GRATUIT_SOUS_CONDITION)
assert set(MODE_OF_ACCESS.values()) == set(WAYS)


def read(delivery: Delivery) -> Iterator[Row]:
    """Yield a row for each structure, with its services; the services are held meanwhile."""
    delivery.expect("json")
    if _is_list(delivery):
        yield from json_file.rows_of(map(_nameless, json_file.items(delivery, "item")), ("id",))
        return
    services: dict[str, list[Any]] = defaultdict(list)
    for service in json_file.items(delivery, "services.item"):
        if isinstance(service, Mapping):
            services[str(service.get("structure_id"))].append(service)
    yield from json_file.rows_of(_joined(delivery, services), ("id",))


def _joined(delivery: Delivery, services: dict[str, list[Any]]) -> Iterator[object]:
    for structure in json_file.items(delivery, "structures.item"):
        if isinstance(structure, Mapping):
            own = services.pop(str(structure.get("id")), [])
            yield _nameless({**structure, "services": own})
        else:
            yield structure
    for structure_id, orphans in services.items():
        yield _nameless({"id": structure_id, "services": orphans})


def _nameless(structure: object) -> object:
    """Return a structure whose services name nobody."""
    if not isinstance(structure, Mapping):
        return structure
    services = structure.get("services")
    if not isinstance(services, Sequence) or isinstance(services, str):
        return {name: value for name, value in structure.items() if name != PERSON}
    kept = [
        {name: value for name, value in service.items() if name != PERSON}
        if isinstance(service, Mapping)
        else service
        for service in services
    ]
    return {**{n: v for n, v in structure.items() if n != PERSON}, "services": kept}


def _is_list(delivery: Delivery) -> bool:
    for piece in delivery.text():
        if start := piece.lstrip(" \t\r\n\ufeff"):
            return start[0] == "["
    return True


def key(row: Row) -> str:
    """Return the id of the structure, which begins with its own source."""
    return text_of(row, "id")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one structure and its services."""
    services = _mappings(row.values.get("services"))
    if services and not text_of(row, "nom"):
        return refused(
            row,
            "structure_missing",
            f"Des services disent dépendre de la structure « {key(row)} », absente du fichier.",
            "Ajoutez la structure au fichier, ou corrigez structure_id.",
            name="structure_id",
        )
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put_hours("horaires_accueil")
    draft.put("telephone", text_of(row, "telephone") or _first(services, "telephone"))
    if text_of(row, "courriel"):
        draft.put_emails("courriel")
    elif email := _first(services, "courriel"):
        draft.add("courriels", email)
    dates = [text_of(row, "date_maj"), *(_text(s, "date_maj") for s in services)]
    draft.put("date_maj", max(dates))  # ISO dates: the newest is the greatest
    _put_networks(draft, _texts(row.values, "reseaux_porteurs"))
    _put_services(draft, services)
    return draft.reading(log)


def _put_networks(draft: Draft, networks: Sequence[str]) -> None:
    for network in networks:
        if network in PROGRAMMES:
            draft.add("dispositif_programmes_nationaux", PROGRAMMES[network])
        if network in LABELS:
            draft.add("formations_labels", LABELS[network])
        if network in KINDS:
            draft.add("typologie", KINDS[network])
        if network not in PROGRAMMES and network not in LABELS and network not in KINDS:
            draft.keep("reseaux_porteurs", network)


def _put_services(draft: Draft, services: Sequence[Mapping[str, Any]]) -> None:
    alone = len(services) == 1
    for service in services:
        name = _text(service, "nom")
        themes = _texts(service, "thematiques")
        # A service without a title was named after what it gives.
        if name and name not in (", ".join(_ours(themes)), "Aide au numérique"):
            draft.add("local_offer_title", name)
        draft.add("services", *services_of_themes(set(themes)))
        if others := [theme for theme in themes if theme not in KNOWN_THEMES]:
            draft.keep("thematiques", *others)
        if way := KINDS_OF_HELP.get(_text(service, "type")):
            draft.add("modalites_accompagnement", way)
        if "a-distance" in _texts(service, "modes_accueil"):
            draft.add("modalites_accompagnement", str(ModaliteAccompagnement.A_DISTANCE))
        _put_access(draft, service)
        _put_costs(draft, service)
        _put_care(draft, service, "" if alone else name)
        _keep(draft, service, "horaires_accueil", "local_horaires_des_services", name)
        _keep(
            draft,
            service,
            "conditions_acces",
            "local_admission_rule" if alone else "local_conditions_acces",
            "" if alone else name,
        )
    _put_publics(draft, services)


def _ours(themes: Sequence[str]) -> tuple[str, ...]:
    return services_of_themes(set(themes))


def _put_access(draft: Draft, service: Mapping[str, Any]) -> None:
    modes = _texts(service, "modes_mobilisation")
    prescribed = _texts(service, "mobilisable_par") == ["professionnels"]
    for mode in modes:
        way = WAYS.get(mode)
        if prescribed and mode == "envoyer-un-courriel":
            way = ModaliteAcces.ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION
        if way is not None:
            draft.add("modalites_acces", str(way))
    if prescribed and "envoyer-un-courriel" not in modes:
        draft.add("local_admission_rule", "Sur demande d’un professionnel")
    draft.put("prise_rdv", _text(service, "lien_mobilisation"))


def _put_costs(draft: Draft, service: Mapping[str, Any]) -> None:
    said, note = _text(service, "frais"), _text(service, "frais_precisions")
    # "Une partie est payante. Gratuit sous condition. Carte à 5 €.": words, then the precision.
    part_paid, note = _after(PART_PAID, note)
    condition, note = _after(CONDITION, note)
    if said == "gratuit":
        draft.add("frais_a_charge", CONDITION if condition else str(Frais.GRATUIT))
    if said == "payant" or (said == "gratuit" and part_paid):
        draft.add("frais_a_charge", str(Frais.PAYANT))
    if note:
        draft.add("local_cost_note", note)


def _after(words: str, text: str) -> tuple[bool, str]:
    """Return (does the text begin with these words?, what follows them)."""
    if not text.startswith(words):
        return False, text
    return True, text.removeprefix(words).lstrip(". ")


def _put_care(draft: Draft, service: Mapping[str, Any], name: str) -> None:
    """Read who can be received in words; the other words on the publics are kept apart."""
    words, _mark, care = _text(service, "publics_precisions").partition(CARE_WORDS)
    known = [str(c) for c in PriseEnCharge if str(c) in care]
    draft.add("prise_en_charge_specifique", *known)
    left = words.strip() if known else _text(service, "publics_precisions")
    if left:
        draft.add("local_publics_precisions", f"{name} : {left}" if name else left)


def _put_publics(draft: Draft, services: Sequence[Mapping[str, Any]]) -> None:
    """Give the place the publics of its services; one service for everyone opens it to everyone."""
    named = [_texts(service, "publics") for service in services]
    if not named or any(not publics or TOUS_PUBLICS in publics for publics in named):
        for service, publics in zip(services, named, strict=True):
            if publics and TOUS_PUBLICS not in publics:
                words = ", ".join(publics)
                draft.add("local_publics", f"{_text(service, 'nom')} : {words}")
        return
    every = list(dict.fromkeys(public for publics in named for public in publics))
    draft.add("publics_specifiquement_adresses", *(PUBLICS[p] for p in every if p in PUBLICS))
    if any(public not in PUBLICS for public in every):
        # The standard has no word for some: all are said, for one of them is enough.
        words = ", ".join(public.replace("-", " ") for public in every)
        draft.add("local_admission_rule", f"Pour : {words}")


def _keep(draft: Draft, service: Mapping[str, Any], field: str, column: str, name: str) -> None:
    if text := _text(service, field):
        draft.add(column, f"{name} : {text}" if name else text)


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(values: Mapping[str, Any], name: str) -> list[str]:
    value = values.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _first(services: Sequence[Mapping[str, Any]], name: str) -> str:
    return next((text for service in services if (text := _text(service, name))), "")


SOURCE = Source(
    id="data-inclusion-v1",
    title="data·inclusion, structures et services (v1)",
    producer="data·inclusion (origines dans la colonne source)",
    lineage="aggregator",
    licence="Licence Ouverte 2.0",
    url="https://data.inclusion.gouv.fr/",
    formats=("json",),
    read=read,
    key=key,
    convert=convert,
    version="1",
    recognised_by=("lien_source", "horaires_accueil", "reseaux_porteurs", "accessibilite_lieu"),
)
