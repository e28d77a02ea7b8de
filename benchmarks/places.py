"""A generated region, the same on every machine: what deliveries and pages are timed on."""

import csv
import gzip
import json
import random
from pathlib import Path

from maillage.core.standard import (
    FIELDS,
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
)

COLUMNS = [field.name for field in FIELDS]
N_COMMUNES = 600
HOURS = [
    "Mo-Fr 09:00-12:00,14:00-17:00",
    "Tu-Fr 10:00-12:30,14:00-18:30; Sa 10:00-17:00",
    "Mo,We,Fr 13:30-17:00",
    "Mo-Fr 08:30-12:00,13:30-17:30; PH off",
    'Tu 14:00-17:00 "sur rendez-vous"',
    "",
]
WORDS = ["Espace", "Maison", "Centre", "Point", "Atelier", "Relais", "Pôle", "Médiathèque"]
NAMES = ["Rouet", "Navette", "Filature", "Trame", "Jacquard", "Bobine", "Lisière", "Métier"]


def rows(n_places: int, seed: int = 1):
    """Yield rows of the national standard, clustered around communes of very unequal size."""
    chance = random.Random(seed)
    centres = [(50.0 + chance.random(), 2.0 + 2 * chance.random()) for _ in range(N_COMMUNES)]
    weights = [1 / (rank + 1) for rank in range(N_COMMUNES)]

    def some(values, share):
        return "|".join(str(v) for v in values if chance.random() < share)

    for number in range(n_places):
        (commune,) = chance.choices(range(N_COMMUNES), weights)
        latitude, longitude = centres[commune]
        open_, close = chance.randrange(8, 11), chance.randrange(16, 20)
        hours = chance.choice([*HOURS, f"Mo-Fr {open_:02}:00-{close:02}:00"])
        yield {
            "id": f"bench-{number}",
            "pivot": "00000000000000",
            "nom": f"{chance.choice(WORDS)} {chance.choice(NAMES)} {number}",
            "commune": f"Commune {commune}",
            "code_postal": f"{59000 + commune:05}",
            "code_insee": f"{59000 + commune:05}",
            "adresse": f"{chance.randrange(1, 200)} rue du {chance.choice(NAMES)}",
            "latitude": f"{latitude + chance.gauss(0, 0.02):.6f}",
            "longitude": f"{longitude + chance.gauss(0, 0.02):.6f}",
            "telephone": f"+331990{chance.randrange(100_000):05}",
            "courriels": f"accueil{number}@bench.example" if chance.random() < 0.6 else "",
            "horaires": hours,
            "presentation_resume": "On y trouve de l’aide, du matériel et du temps."
            if chance.random() < 0.5
            else "",
            "source": "banc d’essai",
            "date_maj": f"2026-{chance.randrange(1, 10):02}-15",
            "services": some(Service, 0.35),
            "publics_specifiquement_adresses": some(PublicSpecifique, 0.1),
            "prise_en_charge_specifique": some(PriseEnCharge, 0.1),
            "frais_a_charge": str(Frais.GRATUIT) if chance.random() < 0.8 else "",
            "modalites_acces": some(ModaliteAcces, 0.3),
            "modalites_accompagnement": some(ModaliteAccompagnement, 0.4),
        }


def write_csv(path: Path, n_places: int, seed: int = 1) -> Path:
    """Write the rows as a CSV of the standard."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows(n_places, seed))
    return path


def write_geojson(path: Path, n_places: int, seed: int = 1) -> Path:
    """Write the same rows as GeoJSON, compressed, one feature by line."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for number, row in enumerate(rows(n_places, seed)):
            point = [float(row["longitude"]), float(row["latitude"])]
            feature = {
                "type": "Feature",
                "properties": row,
                "geometry": {"type": "Point", "coordinates": point},
            }
            file.write((",\n" if number else "") + json.dumps(feature, ensure_ascii=False))
        file.write("\n]}\n")
    return path


def write_communes(path: Path) -> Path:
    """Write the communes of the region, in the shape that load-territory reads."""
    communes = [
        {
            "code": f"{59000 + n:05}",
            "nom": f"Commune {n}",
            "departement": "59",
            "codesPostaux": [f"{59000 + n:05}"],
        }
        for n in range(N_COMMUNES)
    ]
    path.write_text(json.dumps(communes), encoding="utf-8")
    return path
