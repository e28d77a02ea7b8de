"""What a delivery would do, without writing anything."""

from pathlib import Path

from maillage.apps.directory.queries import known_records, last_values
from maillage.apps.imports.actions.delivery import Progress
from maillage.apps.imports.actions.reading import read_delivery
from maillage.apps.imports.actions.tally import Tally
from maillage.apps.imports.errors import DeliveryUnreadable
from maillage.sources.base import DeliveryError, Source, open_delivery

COMPARED_TOGETHER = 500


def preview_delivery(path: Path, source: Source, *, progress: Progress) -> Tally:
    """Return what importing a file would add, change, withdraw and refuse, by field.

    Raises DeliveryUnreadable, as the import would.
    """
    tally = Tally()
    known = known_records(source.id)
    named: set[str] = set()
    waiting: list[tuple[str, dict[str, object]]] = []
    try:
        with open_delivery(path) as file:
            tally.notes = list(file.notes)
            for read in read_delivery(source, file, known, tally):
                tally.n_in += 1
                named.add(read.key)  # "" when a row has none: nothing is then withdrawn
                if read.refusal is not None:
                    tally.n_refused += 1
                elif read.statement is None:
                    tally.n_unchanged += 1
                else:
                    if read.key in known:
                        tally.n_changed += 1
                    else:
                        tally.n_added += 1
                    waiting.append((read.key, dict(read.statement.values)))
                    if len(waiting) >= COMPARED_TOGETHER:
                        _compare(source, waiting, tally)
                        progress("Lecture", tally.n_in)
                        waiting = []
            _compare(source, waiting, tally)
    except DeliveryError as error:
        raise DeliveryUnreadable(detail=str(error)) from error
    if source.complete and "" not in named:
        tally.n_withdrawn = sum(
            1 for key, record in known.items() if not record.withdrawn and key not in named
        )
    return tally


def _compare(source: Source, waiting: list[tuple[str, dict[str, object]]], tally: Tally) -> None:
    before = last_values(source.id, [key for key, _ in waiting])
    for key, values in waiting:
        tally.compare(before.get(key, {}), values)
