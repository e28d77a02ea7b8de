"""The files of the open data on a generated region: seconds, bytes and memory of each format.

Run: python -m benchmarks.open_files [--places 25000]          One JSON line by measure.

`--peer FOLDER` checks the quality score against a copy of data-inclusion-schema instead
(`pip download data-inclusion-schema==1.0.10 --no-deps`, unzipped there; it needs pydantic[email]
and pendulum in the Python that runs this): it must be the same to the last decimal.
"""

import argparse
import random
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.chain import command, say, start_up_s
from benchmarks.places import write_communes, write_csv

FORMATS = (
    "lieux.csv",
    "data-inclusion-structures.json",
    "data-inclusion-services.json",
    "data-inclusion-structures.csv",
    "data-inclusion-services.csv",
    "data-inclusion.json",
)


def exports(n: int) -> None:
    """Time each format in a process of its own, on a tenth of the places first."""
    for places in (n // 10, n):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = write_csv(folder / "region.csv", places)
            command(folder, "migrate", "-v0")
            command(folder, "load-territory", str(write_communes(folder / "communes.json")))
            command(folder, "import", str(path), "--source", "national")
            base_s = start_up_s(folder)
            for one in FORMATS:
                out = folder / one
                took_s, peak_mb = command(folder, "export", str(out), "--format", one)
                say(
                    measure="export",
                    format=one,
                    places=places,
                    seconds=round(took_s - base_s, 2),
                    mb=round(out.stat().st_size / 1e6, 1),
                    peak_mb=round(peak_mb),
                )


def some_service(chance: random.Random, today: date) -> dict[str, Any]:
    """Return a service that the published schema accepts."""
    one = chance.choice
    service: dict[str, Any] = {
        "source": one(["maillage", "agefiph"]),
        "structure_id": "maillage--1",
        "id": "maillage--2",
        "nom": "Aide",
        "description": "a" * one([5, 49, 50, 199, 200, 1_999, 2_000, 10_000]),
        "date_maj": today - timedelta(days=one([0, 179, 180, 181, 365, 500, 729, 730, 731])),
        "adresse": one([None, "", "3 rue du Rouet"]),
        "telephone": one([None, "+33199000001"]),
        "courriel": one([None, "accueil@clairmaille.fr"]),
        "lien_mobilisation": one([None, "https://clairmaille.fr"]),
        "modes_accueil": one([None, [], ["en-presentiel"], ["a-distance"]]),
        "modes_mobilisation": one([None, ["se-presenter"], ["telephoner", "envoyer-un-courriel"]]),
        "mobilisable_par": one([None, ["usagers"]]),
        "publics": one([None, ["jeunes"]]),
        "thematiques": one([None, [], ["numerique--acquerir-un-equipement"]]),
        "frais": one([None, "gratuit", "payant"]),
    }
    if service["frais"] == "payant":
        service["frais_precisions"] = one([None, "2 €"])
    return service


def peer(folder: Path, n: int) -> None:
    """Compare both editions with the published code on services drawn at random."""
    sys.path.insert(0, str(folder))
    from data_inclusion.schema.v1 import Service  # type: ignore[import-not-found]
    from data_inclusion.schema.v1.score_qualite import (  # type: ignore[import-not-found]
        score as published,
    )

    from maillage.core.quality import data_inclusion_score

    chance, today = random.Random(4), datetime.now().astimezone().date()
    differ = {"published": 0, "corrected": 0}
    for _ in range(n):
        service = some_service(chance, today)
        theirs = published(Service(**service))[0]
        for edition in differ:
            ours = data_inclusion_score(service, today=today, edition=edition)  # type: ignore[arg-type]
            differ[edition] += abs(ours.value - theirs) > 1e-9
    say(measure="quality score", services=n, **{f"differ_{k}": v for k, v in differ.items()})
    if differ["published"]:
        raise SystemExit(1)


def main() -> None:
    """Run the measures, or the comparison."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=25_000)
    parser.add_argument("--peer", type=Path, help="folder of data-inclusion-schema, unzipped")
    options = parser.parse_args()
    if options.peer:
        peer(options.peer, 20_000)
    else:
        exports(options.places)


if __name__ == "__main__":
    main()
