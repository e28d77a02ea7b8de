"""Figures of a file, written whole or not at all; loading it again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.observatory.errors import FiguresUnreadable, NoZoneKnown
from maillage.apps.observatory.models import Dataset, Figure, Measure
from maillage.apps.observatory.queries.uploads import get_dataset, zone_numbers
from maillage.apps.territories.actions import country_number
from maillage.apps.territories.queries import kind_label
from maillage.sources.figures import Accounts, FigureFile, FigureRow, known_measures, possible_rows

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_BATCH = 2_000
SUBJECT = "dataset"


@dataclass(frozen=True, slots=True)
class LoadedFigures:
    """What a file gave: every row is in one of the counts."""

    dataset: Dataset
    n_zones: int
    n_figures: int
    n_elsewhere: int
    accounts: Accounts


@transaction.atomic
def load_figures(
    rows: Iterable[FigureRow],
    described: FigureFile,
    *,
    accounts: Accounts,
    file_name: str,
    sha256: str,
    by: "User | None",
    now: datetime,
    mapping: dict[str, Any] | None = None,
) -> LoadedFigures:
    """Write the figures of the zones that are loaded; the same file again replaces its own figures.

    Rows of zones that are not loaded are counted, not kept: a file covers France, a base a town.
    Raises FiguresUnreadable for a measure nobody described, NoZoneKnown when no row is of here.
    """
    before = Dataset.objects.filter(code=described.code).first()
    measures = _measures(described)
    if described.zone_kind == "country":
        country_number()
    zones = zone_numbers(described.zone_kind)
    Dataset.objects.filter(code=described.code).delete()
    dataset = Dataset(
        code=described.code,
        title=described.title,
        producer=described.producer,
        licence=described.licence,
        url=described.url,
        year=described.year,
        caveat=described.caveat,
        mapping=mapping or {"description": described.code},
        file_name=file_name[-200:],
        sha256=sha256,
        n_rows=0,
        n_figures=0,
        loaded_at=now,
        loaded_by=by,
    )
    dataset.save()
    found = elsewhere = n_figures = 0
    held: list[Figure] = []
    done: set[int] = set()
    units = {code: measure.unit for code, measure in measures.items()}
    for row in possible_rows(rows, described, units, accounts.doubts):
        zone = zones.get(row.code)
        if zone is None:
            elsewhere += 1
            continue
        if zone in done:  # by its code, then by its name
            accounts.n_twice += 1
            continue
        done.add(zone)
        found += 1
        for code, (value, state) in row.values.items():
            held.append(
                Figure(
                    zone_id=zone,
                    measure=measures[code],
                    dataset=dataset,
                    year=described.year,
                    value=value,
                    state=state,
                    method=described.method,
                )
            )
        if len(held) >= _BATCH:
            n_figures += _write(held)
    n_figures += _write(held)
    if not found:
        raise NoZoneKnown(kind=kind_label(described.zone_kind, 2), column=described.code_column)
    dataset.n_rows, dataset.n_rows_elsewhere = accounts.n_rows, elsewhere
    dataset.n_figures = n_figures
    dataset.save(update_fields=["n_rows", "n_rows_elsewhere", "n_figures"])
    _audit("load_figures", by, now, before, dataset)
    return LoadedFigures(dataset, found, n_figures, elsewhere, accounts)


def _write(held: list[Figure]) -> int:
    n = len(held)
    Figure.objects.bulk_create(held, batch_size=_BATCH)
    held.clear()
    return n


def _measures(described: FigureFile) -> dict[str, Measure]:
    """Return the measures of a file, made when they are known and not there yet."""
    codes = [one.measure for one in described.measures]
    there = {one.code: one for one in Measure.objects.filter(code__in=codes)}
    for code in codes:
        if code not in there:
            there[code] = _make(code)
    return there


def _make(code: str) -> Measure:
    text = known_measures().get(code)
    if text is None:
        raise FiguresUnreadable(detail=f"la mesure « {code} » n’est décrite nulle part")
    base = None
    if text.base:
        base = Measure.objects.filter(code=text.base).first() or _make(text.base)
    return Measure.objects.create(
        code=code,
        nom=text.nom,
        unit=text.unit,
        family=text.family,
        direction=text.direction,
        base_words=text.base_words,
        base=base,
        caveat=text.caveat,
    )


@transaction.atomic
def forget_figures(code: str, *, by: "User | None", now: datetime) -> Dataset:
    """Take a set of figures out, with all that it said; loading its file again brings it back.

    Measures stay: other sets may use them, and a page that names one still opens.
    Raises DatasetUnknown.
    """
    dataset = get_dataset(code)
    _audit("forget_figures", by, now, dataset, None)
    dataset.delete()
    return dataset


def _audit(
    action: str, by: "User | None", now: datetime, before: Dataset | None, after: Dataset | None
) -> None:
    if by is None:
        return  # a command: nobody signed in did it
    write_audit(
        action=action, by=by, now=now, before=_told(before), after=_told(after),
        subject=(SUBJECT, (after or before or Dataset()).code),
    )  # fmt: skip


def _told(dataset: Dataset | None) -> dict[str, Any]:
    """Return what the journal says of a set of figures, in its words."""
    if dataset is None:
        return {}
    return {
        "jeu": dataset.title,
        "année": dataset.year,
        "fichier": dataset.file_name,
        "chiffres": dataset.n_figures,
    }


__all__: Sequence[str] = ("LoadedFigures", "forget_figures", "load_figures")
