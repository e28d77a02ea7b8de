"""An index as a table, to download or to be read by a program: the same columns everywhere."""

from typing import Any

from maillage.apps.observatory.queries.index.columns import is_count
from maillage.apps.observatory.queries.index.computing import FragilityIndex, IndexLine
from maillage.apps.observatory.queries.index.few import is_few, shown_component


def index_table(found: FragilityIndex) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and the lines: components, dimensions, total, rank with its interval."""
    shown = [column for column in found.columns if column.n_known]
    dimensions = [
        one for one in found.text.dimensions
        if any(column.dimension.code == one.code for column in found.counted)
    ]  # fmt: skip
    columns = ["territoire", "code", "genre", "habitants", "lieux", "communes"]
    for column in shown:
        columns += [column.code, f"{column.code}_annee", f"{column.code}_methode",
                    f"{column.code}_couverture_pct", f"{column.code}_compte",
                    f"{column.code}_communes"]  # fmt: skip
        if found.text.asks_for_all:
            columns.append(f"{column.code}_note")
    columns += [f"note_{one.code}" for one in dimensions]
    columns += ["total", "partiel", "rang", "rang_bas_95", "rang_haut_95", "variantes", "indice",
                "version", "absents", "sources"]  # fmt: skip
    absent = ", ".join(column.code for column in found.missing)
    sources = " ; ".join(f"{one.title} ({one.file_name})" for one in found.sources)

    def cells(line: IndexLine) -> list[Any]:
        said: list[Any] = [
            line.zone.nom, line.zone.code, found.kind, _rounded(line.people, 0), line.n_places,
            " ; ".join(line.communes.names),
        ]  # fmt: skip
        for column in shown:
            value = column.here.get(line.zone.id)
            said += [
                _rounded(shown_component(column, value)), value.year if value else "",
                value.method if value else "",
                value.coverage_pct if value and value.coverage_pct is not None else "",
                "oui" if column.counted else "non",
                "" if is_count(column.unit) else _rounded(line.communes.value(column)),
            ]  # fmt: skip
            if found.text.asks_for_all:
                said.append(_rounded(line.marks.get(column.name)))
        scores = [line.scores.get(one.code) for one in dimensions]
        said += ["" if is_few(found, line, score) else _rounded(score) for score in scores]
        ranks = line.ranks
        said += [
            "" if is_few(found, line, line.total) else _rounded(line.total),
            "oui" if line.is_partial else "", line.place or "",
            ranks.low if ranks and ranks.low else "", ranks.high if ranks and ranks.high else "",
            found.n_runs or "", found.text.nom, found.text.version, absent, sources,
        ]  # fmt: skip
        return said

    return columns, [cells(line) for line in found.lines]


def _rounded(value: float | None, digits: int = 4) -> Any:
    return "" if value is None else round(value, digits)
