"""What was prepared to be given back to a producer: kept apart, made again at will."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from maillage.apps.imports.errors import FileChanged, FileGone, NothingToReturn, ReturnNotReady
from maillage.apps.imports.models import Delivery, DeliveryState
from maillage.apps.imports.queries.files import sealed_path_of
from maillage.web.jobs import JobState, state_of

STATE, REPORT, DETAILS, CORRECTED = "etat.json", "rapport.json", "lignes.jsonl", "corrige"
DETAIL_COLUMNS = (
    "rubrique",
    "ligne",
    "identifiant",
    "nom",
    "champ",
    "dans votre fichier",
    "chez nous",
    "explication",
    "dans le fichier corrigé",
)


@dataclass(frozen=True, slots=True)
class ReturnState:
    """Where the preparation of a return stands.

    token : of the last one that ended, "" before the first; failure : why the last one did not
    """

    source: str
    job: JobState
    step: str
    n: int
    total: int
    token: str
    failure: str

    @property
    def at_work(self) -> bool:
        """True while the worker prepares it, or is about to."""
        return self.job in (JobState.WAITING, JobState.RUNNING)


def returns_folder() -> Path:
    """Return the folder of what is given back."""
    return Path(settings.FOLDER) / "retours"


def folder_of(source: str) -> Path:
    """Return the folder of one source; its name says nothing and is no path."""
    return returns_folder() / hashlib.sha256(source.encode()).hexdigest()[:24]


def return_state(source: str) -> ReturnState:
    """Return where the preparation of the return to a source stands."""
    said = _read(folder_of(source) / STATE)
    job = state_of(UUID(said["job"])) if said.get("job") else JobState.UNKNOWN
    failure = said.get("failure", "")
    if job is JobState.FAILED and not failure:
        failure = OUR_FAULT
    return ReturnState(
        source=source,
        job=job,
        step=said.get("step", ""),
        n=said.get("n", 0),
        total=said.get("total", 0),
        token=said.get("token", ""),
        failure=failure,
    )


OUR_FAULT = (
    "Une erreur est arrivée, de notre côté : rien n’est perdu. Recommencez ; si elle revient, "
    "prévenez la personne qui administre."
)


def return_report(source: str) -> Mapping[str, Any] | None:
    """Return the last report that was prepared for a source, None before the first."""
    token = return_state(source).token
    return _read(folder_of(source) / token / REPORT) or None if token else None


def ready_report(source: str) -> Mapping[str, Any]:
    """Return the same. Raises ReturnNotReady before the first."""
    report = return_report(source)
    if report is None:
        raise ReturnNotReady
    return report


def report_lines(source: str) -> Iterator[list[Any]]:
    """Yield every line of the report, under DETAIL_COLUMNS. Raises ReturnNotReady at once."""
    path = folder_of(source) / return_state(source).token / DETAILS
    if not path.is_file():
        raise ReturnNotReady
    return _lines(path)


def _lines(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def corrected_path(source: str) -> Path:
    """Return where the corrected file is. Raises ReturnNotReady when there is none."""
    path = folder_of(source) / return_state(source).token / CORRECTED
    if not path.is_file():
        raise ReturnNotReady
    return path


def made_at(report: Mapping[str, Any]) -> datetime:
    """Return when a report was prepared."""
    return datetime.fromisoformat(report["made_at"])


def last_done(source: str) -> Delivery:
    """Return the delivery that a return speaks of: the last one that ended and was not undone.

    Raises NothingToReturn.
    """
    # PostgreSQL takes no such sign, not even to look for it.
    if "\0" in source:
        raise NothingToReturn
    rows = Delivery.objects.filter(source=source, state=DeliveryState.DONE)
    found = rows.select_related("file").order_by("-pk").first()
    if found is None:
        raise NothingToReturn
    return found


def kept_path(delivery: Delivery) -> Path | None:
    """Return where the file of a delivery is, None when it is not kept or is not the same."""
    if delivery.file is None:
        return None
    try:
        return sealed_path_of(delivery.file)
    except (FileGone, FileChanged):
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
