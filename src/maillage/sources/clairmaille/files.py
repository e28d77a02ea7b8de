"""The files that the town receives, each spoilt as its producer would.

`write_files` is what `maillage demo` imports. What each file says of its places is in `census` and
`others`; here is only how badly it says it.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, Literal

from maillage.core.standard import FIELDS
from maillage.sources.clairmaille.census import CENSUS
from maillage.sources.clairmaille.figures import town_figures
from maillage.sources.clairmaille.others import (
    ASSOCIATIONS,
    CITIZENS,
    DEPARTMENT,
    FRANCE_SERVICES,
    METROPOLE,
)
from maillage.sources.clairmaille.spots import Spot
from maillage.sources.clairmaille.territory import territory
from maillage.sources.clairmaille.town import COMMUNE
from maillage.sources.clairmaille.week import in_columns, in_words
from maillage.sources.clairmaille.workbook import Cell, workbook

POSTCODE = "59999"
COLUMNS = tuple(field.name for field in FIELDS)


@dataclass(frozen=True, slots=True)
class TownFile:
    """One file of the demonstration: its name, its source, what makes its bytes."""

    name: str
    source: str
    make: Callable[[], bytes]
    n_rows: int
    n_refused: int = 0
    # Places that another file names too: linking them is a person's decision.
    n_twice: int = 0


# ---------------------------------------------------------------- the city's own file


def city() -> bytes:
    """Return the city's open data, the sample of the source "clairmaille": nothing is wrong."""
    return package_files("maillage.sources").joinpath("samples/clairmaille.csv").read_bytes()


# ---------------------------------------------------------------- 1. the census of the library

CENSUS_TITLES = (
    "N°", "Lieu (nom complet)", "Type", "Adresse", "C.P.", "VILLE", "Quartier ?", "Tél. accueil",
    "Mél", "Nb ordi.", "dont adaptés", "Autres équipements", "Accès libre (O/N)",
    "Aide personnalisée (O/N)", "Démarches (O/N)", "Écrivain public (O/N)", "Ateliers (O/N)",
    "Gratuit ?", "Jours et heures", "Médiateurs (combien)", "Fauteuil roulant", "X (Long.)",
    "Y (Lat.)", "Langues parlées", "Comment venir", "Pour qui", "Observations",
    "Structure", "Vu le",
)  # fmt: skip
LANGUAGE_WORDS = {
    "fr": "français", "ar": "arabe", "tr": "turc", "en": "anglais", "es": "espagnol",
    "pt": "portugais",
}  # fmt: skip
ACCESS_WORDS = {
    "Se présenter": "sans RDV",
    "Téléphoner": "tél. avant",
    "Envoyer un mail avec une fiche de prescription": "orientation",
}
EQUIPMENT_WORDS = {
    "printer": "imprimante", "scanner": "scanner", "touch_kiosk": "borne tactile",
    "laptop": "portables", "tablet": "tablettes", "printer_3d": "imprimante 3D",
}  # fmt: skip


def census() -> bytes:
    """Return the census: semicolons, decimal commas, Windows letters, titles of a spreadsheet."""
    return _csv(census_rows(), delimiter=";").encode("cp1252")


def census_rows() -> list[Sequence[str]]:
    """Return the table of the census, its titles first."""
    return [CENSUS_TITLES, *(_census_row(n, spot) for n, spot in enumerate(CENSUS, start=1))]


def census_sample() -> str:
    """Return the sample of the source "clairmaille-recensement": the same table, with commas."""
    return _csv(census_rows())


def _census_row(number: int, spot: Spot) -> list[str]:
    uses = spot.uses.split("|")
    things = [item.split(":") for item in spot.equipment.split()]
    computers = next((thing for thing in things if thing[0] == "computer"), ["", "", ""])
    others = [
        " ".join([*thing[1:2], EQUIPMENT_WORDS[thing[0]]])
        for thing in things
        if thing[0] != "computer"
    ]
    longitude, latitude = spot.position
    yes = spot.dice.one_of(("O", "o", "OUI", "x"))
    return [
        str(number),
        spot.nom,
        spot.kind,
        spot.adresse.upper() if number % 5 == 0 else spot.adresse,
        POSTCODE,
        "CLAIRMAILLE" if number % 3 else "Clairmaille Cedex",
        spot.quarter,
        _spoilt_phone(spot, number),
        spot.email,
        computers[1] if len(computers) > 1 else "",
        computers[2] if len(computers) > 2 else "",
        " + ".join(others) or ("NC" if number % 2 else "-"),
        *(yes if use in uses else ("N" if number % 2 else "") for use in (
            "free_access", "personal_help", "procedures", "letter_writing", "beginner_workshops",
        )),
        {"Gratuit": "oui", "Payant": "non"}.get(spot.cost, "en partie"),
        in_words(spot.hours) if number % 4 else spot.hours,
        spot.mediators.replace(":", " x ").replace("|", " ; "),
        {"yes": "oui", "no": "non"}.get(spot.wheelchair, "?"),
        str(longitude).replace(".", ","),
        str(latitude).replace(".", ","),
        ", ".join(LANGUAGE_WORDS[code] for code in spot.languages.split("|")),
        " / ".join(ACCESS_WORDS[way] for way in spot.access.split("|")),
        spot.publics.replace("Familles et/ou enfants", "familles").lower() or "tous",
        spot.resume,
        spot.organisation,
        f"{spot.updated_on[8:]}/{spot.updated_on[5:7]}/{spot.updated_on[:4]}",
    ]  # fmt: skip


def _spoilt_phone(spot: Spot, shape: int) -> str:
    digits = spot.phone
    pairs = [digits[i : i + 2] for i in range(0, 10, 2)]
    return (
        " ".join(pairs),
        ".".join(pairs),
        digits,
        f"+33 {digits[1]} {' '.join(pairs[1:])}",
        f"0033{digits[1:]}",
        "-".join(pairs),
    )[shape % 6]


# ---------------------------------------------------------------- 2. the department


def department() -> bytes:
    """Return a file of the national standard with the faults that such files have.

    The points of the first row are exchanged, capitals everywhere in the second, a decimal comma in
    the fifth; the second comes twice and the last has no identifier: two rows refused.
    """
    rows = [_standard(spot, n) for n, spot in enumerate(DEPARTMENT)]
    rows[0] |= {"latitude": rows[0]["longitude"], "longitude": rows[0]["latitude"]}
    rows[0] |= {"commune": "Clairmaille Cedex", "code_postal": "59989"}
    rows[1] |= {name: rows[1][name].upper() for name in ("nom", "adresse", "commune")}
    rows[3]["date_maj"] = "02/06/2025"
    rows[4] |= {name: rows[4][name].replace(".", ",") for name in ("latitude", "longitude")}
    rows[4]["telephone"] = f"{_spoilt_phone(DEPARTMENT[4], 0)} / 06 39 98 35 50"
    rows[5]["courriels"] = f"mailto:{rows[5]['courriels']} ; accueil@asso-clairmaille.example"
    rows.append(dict(rows[1]))
    rows.append(_standard(DEPARTMENT[5], 3) | {"id": "", "nom": "Accueil de jour (à compléter)"})
    table = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    return "\ufeff".encode() + _csv(table).encode()


def _standard(spot: Spot, shape: int) -> dict[str, str]:
    """Return the columns of the standard, its telephone in one of six shapes."""
    longitude, latitude = spot.position
    return {
        "id": f"dept-{spot.code}",
        "pivot": "00000000000000",
        "nom": spot.nom,
        "commune": "Clairmaille",
        "code_postal": POSTCODE,
        "code_insee": COMMUNE,
        "adresse": spot.adresse,
        "latitude": str(latitude),
        "longitude": str(longitude),
        "typologie": spot.kind,
        "telephone": _spoilt_phone(spot, shape),
        "courriels": spot.email,
        "site_web": spot.site,
        "horaires": spot.hours,
        "presentation_resume": spot.resume,
        "source": "Département du Val de Maille",
        "structure_parente": spot.organisation,
        "date_maj": spot.updated_on,
        "services": spot.services_said,
        "publics_specifiquement_adresses": spot.publics,
        "prise_en_charge_specifique": spot.supports,
        "frais_a_charge": spot.cost,
        "modalites_acces": spot.access,
        "modalites_accompagnement": "Accompagnement individuel",
    }


# ---------------------------------------------------------------- 3. France services

FS_TITLES = (
    "id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "insee_com", "code_postal",
    "lib_com", "latitude", "longitude", "mail", "telephone", "h_lundi", "h_mardi", "h_mercredi",
    "h_jeudi", "h_vendredi", "h_samedi", "commentaire", "itinerance", "format_fs", "groupe",
    "labellisation",
)  # fmt: skip


def france_services() -> bytes:
    """Return the list of the State: one column a day, every cell in quotes."""
    rows = []
    for number, spot in enumerate(FRANCE_SERVICES, start=1):
        longitude, latitude = spot.position
        moving = "itinérant" in spot.nom
        rows.append([
            str(9_000 + number), "59", spot.nom, spot.adresse, "", COMMUNE, POSTCODE,
            "Clairmaille", str(latitude), str(longitude), spot.email, _spoilt_phone(spot, 0),
            *in_columns(spot.hours)[:6], "" if number > 1 else "Fermé les jours fériés",
            "Oui" if moving else "Non", "Bus" if moving else "Site principal", "",
            "Espace labellisé 01/01/2021",
        ])  # fmt: skip
    return _csv([FS_TITLES, *rows], quoting=1).encode()


# ---------------------------------------------------------------- 4. the associations


def associations() -> bytes:
    """Return the register of associations: JSON, some of whose accents were encoded twice."""
    rows: list[dict[str, Any]] = []
    for number, spot in enumerate(ASSOCIATIONS):
        row: dict[str, Any] = {**_standard(spot, number + 1)}
        row |= {
            "id": f"asso-{number + 1:03}",
            "source": "Maison des associations",
            "latitude": spot.position[1],
            "longitude": spot.position[0],
            "code_postal": int(POSTCODE),  # a number, as spreadsheets leave it
            "services": spot.services_said.split("|"),
            "frais_a_charge": spot.cost.split("|"),
            "local_languages": spot.languages,
            "local_equipment": "|".join(spot.equipment.split()),
            "local_uses": spot.uses,
            "local_mediators": spot.mediators,
            "local_ask_for": spot.ask_for,
            "local_papers_to_bring": spot.papers,
            "local_mode": "both" if spot.letter_writing else "with",
            "local_quarter": spot.quarter,
        }
        if number % 2 == 0:
            texts = ("nom", "adresse", "presentation_resume", "structure_parente")
            row |= {name: _encoded_twice(row[name]) for name in texts}
        rows.append({name: value for name, value in row.items() if value not in ("", [""])})
    return json.dumps(rows, ensure_ascii=False, indent=1).encode() + b"\n"


def _encoded_twice(text: str) -> str:
    return text.encode().decode("cp1252", "replace")


# ---------------------------------------------------------------- 5. the citizens' map


def citizens() -> bytes:
    """Return an export of uMap, made by residents: a name, a few words, a point."""
    features = []
    for spot in CITIZENS:
        said = {
            "name": spot.nom,
            "adresse": spot.adresse,
            "description": spot.resume,
            "horaires": in_words(spot.hours),
            "tarif": {"Gratuit": "gratuit", "Payant": "payant"}[spot.cost],
            "ce qu’on y fait": ", ".join(spot.services.split()),
            "vu le": spot.updated_on,
            "_umap_options": {"color": "SeaGreen", "iconClass": "Drop"},
        }
        geometry = {"type": "Point", "coordinates": spot.position}
        features.append({"type": "Feature", "properties": said, "geometry": geometry})
    layer = {
        "type": "FeatureCollection",
        "features": features,
        "_umap_options": {"name": "Les bons plans du quartier", "displayOnLoad": True},
    }
    whole = {
        "type": "umap",
        "uri": "https://carte.clairmaille.example/m/bons-plans",
        "properties": {"name": "Se brancher à Clairmaille", "licence": "ODbL"},
        "geometry": {"type": "Point", "coordinates": [3.2, 50.3]},
        "layers": [layer],
    }
    return json.dumps(whole, ensure_ascii=False).encode() + b"\n"


# ---------------------------------------------------------------- 6. the metropole

METROPOLE_TITLES = (
    "Réf.", "Équipement", "Voie", "CP", "Commune", "Lat", "Lon", "Standard", "Site",
    "Postes publics", "Imprimante", "Scanner", "Bornes", "Ouverture", "Coût pour l’usager",
    "Offre", "Descriptif", "Gestionnaire", "PMR", "Mise à jour",
)  # fmt: skip
OFFER_WORDS = {
    "emploi": "Emploi", "culture": "Comprendre le numérique", "acces": "Accès internet",
    "demarches": "Démarches", "outils": "Apprendre",
}  # fmt: skip


def metropole() -> bytes:
    """Return the workbook of the metropole: a page of notes first, then titles on the third row.

    The postcode is a number, and so is the telephone, which lost its zero.
    """
    notes = [["Inventaire des équipements et de leurs offres"], ["Onglet « Équipements »"]]
    rows: list[Sequence[Cell]] = [["Inventaire 2026 (provisoire)"], [], METROPOLE_TITLES]
    rows += [_metropole_row(spot) for spot in METROPOLE]
    return workbook({"Lisez-moi": notes, "Équipements": rows})


def _metropole_row(spot: Spot) -> list[Cell]:
    things = {item.split(":")[0]: item.split(":")[1:] for item in spot.equipment.split()}
    longitude, latitude = spot.position
    return [
        spot.code,
        spot.nom,
        spot.adresse,
        int(POSTCODE),
        "CLAIRMAILLE",
        latitude,
        longitude,
        int(spot.phone),
        spot.site,
        *(_count(things.get(kind)) for kind in ("computer", "printer", "scanner", "touch_kiosk")),
        in_words(spot.hours),
        spot.cost.replace("|", " / ").lower(),
        " ; ".join(OFFER_WORDS[word] for word in spot.services.split()),
        spot.resume,
        spot.organisation,
        {"yes": "oui", "no": "non"}.get(spot.wheelchair, ""),
        spot.updated_on,
    ]


def _count(thing: Sequence[str] | None) -> Cell:
    if thing is None:
        return None
    return int(thing[0]) if thing else "oui"


# ---------------------------------------------------------------- all of them


def _csv(rows: Sequence[Sequence[str]], *, delimiter: str = ",", quoting: Literal[0, 1] = 0) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


TOWN_FILES: tuple[TownFile, ...] = (
    TownFile("lieux-de-la-ville.csv", "clairmaille", city, 26),
    TownFile("recensement-2022.csv", "clairmaille-recensement", census, len(CENSUS), 0, 1),
    TownFile("departement.csv", "national:departement", department, len(DEPARTMENT) + 2, 2, 1),
    TownFile("france-services.csv", "france-services", france_services, len(FRANCE_SERVICES), 0, 1),
    TownFile("associations.json", "national:associations", associations, len(ASSOCIATIONS)),
    TownFile("bons-plans.umap", "fichier:carte-citoyenne", citizens, len(CITIZENS), 0, 1),
    TownFile("equipements.xlsx", "fichier:metropole", metropole, len(METROPOLE)),
)
TERRITORY = "territoire.geojson"


def write_files(folder: Path) -> dict[str, Path]:
    """Write the territory and every file in a folder; return their paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {one.name: folder / one.name for one in TOWN_FILES}
    for one in TOWN_FILES:
        written[one.name].write_bytes(one.make())
    for figures in town_figures():
        written[figures.name] = folder / figures.name
        written[figures.name].write_bytes(figures.make())
    written[TERRITORY] = folder / TERRITORY
    written[TERRITORY].write_bytes(territory().encode())
    return written
