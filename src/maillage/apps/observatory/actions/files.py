"""Files of figures on the disk: recognised or described, read, loaded."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.observatory.actions.loading import LoadedFigures, load_figures
from maillage.apps.observatory.errors import (
    FiguresNotDescribed,
    FiguresUnreadable,
    NoZoneKnown,
)
from maillage.apps.observatory.queries.uploads import zone_numbers
from maillage.apps.territories.queries import attributes_of_layer
from maillage.sources.delivery import DeliveryError
from maillage.sources.figures import (
    Accounts,
    DescriptionError,
    FigureFile,
    FigureRow,
    figure_file,
    known_files,
    read_figures,
    recognised,
    rows_of_table,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".ods"}


def load_figure_file(
    path: Path,
    *,
    described: FigureFile | None = None,
    name: str = "",
    by: "User | None",
    now: datetime,
    mapping: dict[str, Any] | None = None,
) -> list[LoadedFigures] | None:
    """Load the figures of a file; None when it has none that we know and nobody described it.

    A GeoPackage gives those of its layers that a description names; a table gives one set.
    Raises FiguresUnreadable, FiguresNotDescribed for a table that nobody described, NoZoneKnown.
    """
    shown = name or path.name
    if path.name.removesuffix(".zst").removesuffix(".gz").lower().endswith(".gpkg"):
        return _layers(path, shown, by, now) or None
    is_table = bool(TABLES & {suffix.lower() for suffix in Path(shown).suffixes})
    is_json = ".json" in shown.lower()
    if described is None and not (is_table or is_json):
        return None
    try:
        wanted = described or recognised(path, name=shown)
        if wanted is None:
            if is_json:
                return None  # a list of communes, a GeoJSON: outlines, read elsewhere
            raise FiguresNotDescribed
        accounts = Accounts()
        rows = read_figures(path, wanted, accounts)
        return [_load(rows, wanted, accounts, path, shown, by, now, mapping)]
    except DeliveryError as error:
        if described is None and is_json:
            return None
        raise FiguresUnreadable(detail=str(error).rstrip(".")) from error


def _layers(path: Path, shown: str, by: "User | None", now: datetime) -> list[LoadedFigures]:
    loaded = []
    for wanted in known_files().values():
        rows = attributes_of_layer(path, wanted.layer) if wanted.layer else None
        # Another file may have a layer of that name: its columns tell.
        if not rows or not set(wanted.columns) <= set(rows[0][1]):
            continue
        accounts = Accounts()
        found = rows_of_table(rows, wanted, accounts)
        try:
            loaded.append(_load(found, wanted, accounts, path, shown, by, now, None))
        except NoZoneKnown:
            continue  # its outlines are another layer, that is not loaded yet or not wanted
    return loaded


def _load(
    rows: Iterator[FigureRow],
    wanted: FigureFile,
    accounts: Accounts,
    path: Path,
    shown: str,
    by: "User | None",
    now: datetime,
    mapping: dict[str, Any] | None,
) -> LoadedFigures:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return load_figures(
        rows,
        wanted,
        accounts=accounts,
        file_name=shown,
        sha256=digest,
        by=by,
        now=now,
        mapping=mapping,
    )


def rows_here(
    path: Path, described: FigureFile, *, said: Callable[[int], None]
) -> tuple[list[FigureRow], Accounts]:
    """Return every row of a file, read before anything is written; `said` hears how many.

    A transaction that reads a large file would keep all other writers waiting. Rows of zones that
    are not loaded come without their values: only their number is told. Raises FiguresUnreadable.
    """
    here, accounts = zone_numbers(described.zone_kind), Accounts()
    rows = []
    try:
        for row in read_figures(path, described, accounts):
            rows.append(row if row.code in here else replace(row, values={}))
            said(len(rows))
    except DeliveryError as error:
        raise FiguresUnreadable(detail=str(error).rstrip(".")) from error
    return rows, accounts


def described_by(path: Path) -> FigureFile:
    """Return the description that a TOML or JSON file holds. Raises FiguresUnreadable."""
    try:
        text = path.read_text("utf-8")
        said = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        return replace(figure_file(said))
    except (OSError, ValueError) as error:
        detail = str(error) if isinstance(error, DescriptionError) else f"« {path.name} » : {error}"
        raise FiguresUnreadable(detail=detail) from error


def load_and_say(
    path: Path, describe: Path | None, dry_run: bool, *, now: datetime
) -> list[str] | None:
    """Load a file met by `maillage load-territory`; return what to tell, None when not ours."""
    described = described_by(describe) if describe else None
    with transaction.atomic():
        loaded = load_figure_file(path, described=described, by=None, now=now)
        if dry_run:
            transaction.set_rollback(True)
    return None if loaded is None else [_sentence(one, dry_run) for one in loaded]


def _sentence(one: LoadedFigures, dry_run: bool) -> str:
    accounts = one.accounts
    said = [
        f"{one.dataset.title} : {one.n_figures} chiffres pour {one.n_zones} territoires",
        f"{accounts.n_rows} lignes lues",
    ]
    for n, words in (
        (one.n_elsewhere, "d’un territoire qui n’est pas chargé"),
        (accounts.n_filtered, "d’une autre série"),
        (accounts.n_without_code, "sans code"),
        (accounts.n_twice, "d’un code déjà lu"),
        (accounts.n_problems, "illisibles"),
        (accounts.doubts.n_negative, "nombres sous zéro, lus comme non fournis"),
        (accounts.doubts.n_outside, "parts hors de 0 à 100 %, gardées"),
    ):
        if n:
            said.append(f"{n} {words}")
    if accounts.unread:
        line, column, text = accounts.unread[0]
        said.append(
            f"{accounts.n_unread} cases ni nombre ni secret, laissées vides "
            f"(la première : ligne {line}, « {column} », « {text} »)"
        )
    said += [
        f"« {column} » ne va que de 0 à 1 : des parts en % s’écrivent de 0 à 100"
        for column in accounts.doubts.fractions
    ]
    said += [
        f"« {column} » n’a que des nombres à trois décimales : 1,234 y est un peu plus d’un, pas "
        "1 234"
        for column in accounts.doubts.thousands
    ]
    if accounts.problems:
        said.append(f"première ligne illisible : {accounts.problems[0].rstrip('.')}")
    return ", ".join(said) + ("." if not dry_run else ". Rien n’est écrit.")
