"""The real files of places as records to link, read through the sources like any delivery.

The files lie outside the repository (`MAILLAGE_SHARED_DATA`, see tests/shared_data.py). A record
is known by `source:key`; nothing else of it is ever written in the repository.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maillage.core.harmonise import Log
from maillage.core.standard.record import PlaceRecord
from maillage.sources.base import open_delivery, read_source
from maillage.sources.catalog import get_source

FOLDER = (
    Path(
        os.environ.get(
            "MAILLAGE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"
        )
    )
    / "lieux"
)
FILES = {
    "angers": "brut/angers-2022.json.gz",
    "bfc": "brut/bfc-ternum-2023.csv.gz",
    "conseillers-numeriques": "brut/conseiller-numerique-2022-12.json.gz",
    "corse": "brut/corse-2023.json.gz",
    "creuse": "brut/la-creuse-2023.json.gz",
    "data-inclusion-2023": "brut/data-inclusion-2023-02.json.gz",
    "france-services": "brut/france-services-2022-12-01.csv.gz",
    "hauts-de-france": "hauts-de-france-portrea-2022.geojson.gz",
    "hinaura": "brut/hinaura-2022-11.json.gz",
    "maine-et-loire": "brut/maine-et-loire-2023-05.json.gz",
    "mulhouse": "brut/mulhouse-2023.json.gz",
    "nouvelle-caledonie": "brut/nouvelle-caledonie-2024.json.gz",
    "paca": "brut/paca-hub-du-sud-2022.csv.gz",
    "rhinocc": "brut/rhinocc-2023-geocode.csv.gz",
}

Record = dict[str, Any]


def records() -> list[Record]:
    """Return every record of the fourteen files, in the order of files and rows.

    Besides the fields that `core.matching` reads, a record has `id` (source:key), `source`,
    `producer` (who the file says it comes from), `area` (departement) and `code_insee`.
    """
    return [record for source in FILES for record in of_source(source)]


def of_source(source: str) -> Iterator[Record]:
    """Yield the records of one file; rows that the source refuses are no records."""
    with open_delivery(FOLDER / FILES[source]) as delivery:
        for converted in read_source(get_source(source), delivery, Log()):
            if converted.reading.record is not None:
                yield as_record(source, converted.key, converted.reading.record)


def as_record(source: str, key: str, place: PlaceRecord) -> Record:
    """Return one place as a record to link."""
    return {
        "id": f"{source}:{key}",
        "source": source,
        "producer": place.source,
        "area": area(place),
        "name": place.nom,
        "address": place.adresse,
        "more": place.complement_adresse,
        "postcode": place.code_postal,
        "commune": place.commune,
        "code_insee": place.code_insee,
        "lat": place.latitude,
        "lon": place.longitude,
        "phone": place.telephone,
        "email": list(place.courriels),
        "site": list(place.site_web),
        # Fourteen zeros are how producers say that they do not know it.
        "siret": "" if not place.pivot.strip("0") else place.pivot,
        "kind": list(place.typologie),
        "hours": place.horaires,
        "services": list(place.services),
        "programmes": list(place.dispositif_programmes_nationaux),
        "updated": place.date_maj.isoformat() if place.date_maj else "",
    }


def area(place: PlaceRecord) -> str:
    """Return the departement of a place, by its commune's code, else its postcode, else ""."""
    code = place.code_insee or place.code_postal
    if len(code) != 5:
        return ""
    if code[:2] == "20":
        return "2A" if code < "20200" else "2B"
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def is_reporting(record: Record) -> bool:
    """Return True when the record belongs to the half that reports, False for the one that chooses.

    By departement, so that neighbours, and all records of one place, stay in one half. Among the
    first 4 000 numbers, 2455 shares the files most evenly; it was chosen before any pair was read.
    """
    digest = hashlib.sha256(f"maillage linkage 2455 {record['area']}".encode()).digest()
    return bool(digest[0] & 1)
