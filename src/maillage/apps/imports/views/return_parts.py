"""A report to a producer as its pages, its tables and its letter show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.imports.queries.returns import made_at
from maillage.web.cldr import voice


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its words, its base."""

    number: int
    words: str
    base: str


@dataclass(frozen=True, slots=True)
class ToRepair:
    """A row that was refused, or values that were not understood."""

    where: str
    of: str
    field: str
    said: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that we make at each delivery."""

    why: str
    field: str
    n: int
    written: str
    lines: str
    examples: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """A value that somebody else says otherwise."""

    where: str
    of: str
    field: str
    yours: str
    ours: str
    who: str
    on: date | None
    written: bool


@dataclass(frozen=True, slots=True)
class Twice:
    """Records that are one place."""

    names: Sequence[str]
    reasons: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A record of a place that residents do not see any more."""

    where: str
    of: str
    words: str
    on: date | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Certain values that no cell can hold."""

    field: str
    n: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that imports/_return_report.html may use."""

    title: str
    producer: str
    filename: str
    received_at: datetime
    made_at: datetime
    lost_days: str
    not_written: str
    figures: Sequence[Figure]
    refused: Sequence[ToRepair]
    n_refused_more: int
    faults: Sequence[ToRepair]
    n_faults_more: int
    said: Sequence[Said]
    n_said_more: int
    same: str
    twice: Sequence[Twice]
    n_twice_more: int
    gone: Sequence[Gone]
    n_gone_more: int
    no_longer: str
    corrections: Sequence[Correction]
    n_corrections_more: int
    left: Sequence[LeftOut]
    around: str


# On the page; the file of the report holds every line.
SHOWN = 20


def report_of(said: Mapping[str, Any]) -> Report:
    """Return what was prepared, in words."""
    counts = said["counts"]
    faults = said["faults"]
    return Report(
        title=said["title"],
        producer=said["producer"],
        filename=said["filename"],
        received_at=datetime.fromisoformat(said["received_at"]),
        made_at=made_at(said),
        lost_days=_lost_words(said.get("lost", {})),
        not_written=said["not_written"],
        figures=_figures(said),
        refused=[
            ToRepair(_where(row["line"], row["number"]), row["key"], row["field"], row["reason"])
            for row in said["refused"][:SHOWN]
        ],
        n_refused_more=max(0, counts.get("refused", 0) - SHOWN),
        faults=[
            ToRepair(
                lines_words(one["lines"], one["n"]),
                one["value"],
                one["label"],
                f"{one['message']} {one['repair']}".strip(),
            )
            for one in faults[:SHOWN]
        ],
        n_faults_more=max(0, len(faults) - SHOWN) + counts.get("faults_left_out", 0),
        said=[
            Said(
                _where(one["line"], 0), one["nom"] or one["key"], one["field"], one["yours"],
                one["ours"], one["who"], _day(one["on"]), one["written"],
            )
            for one in said["otherwise_shown"][:SHOWN]
        ],
        n_said_more=max(0, counts.get("otherwise", 0) - SHOWN),
        same=_same_words(counts.get("same", 0)),
        twice=[
            Twice([f"{nom} ({key})" if nom else key for key, nom in one["keys"]], one["reasons"])
            for one in said["twice"][:SHOWN]
        ],
        n_twice_more=max(0, counts.get("twice", 0) - SHOWN),
        gone=[
            Gone(_where(one["line"], 0), one["nom"] or one["key"], one["words"], _day(one["on"]))
            for one in said["gone"][:SHOWN]
        ],
        n_gone_more=max(0, counts.get("gone", 0) - SHOWN),
        no_longer=_no_longer_words(said["n_no_longer_named"]),
        corrections=[
            Correction(
                one["why"], one["label"], one["n"], _written_words(one["written"], one["n"]),
                lines_words(one["lines"], one["n"]), [(b, a) for b, a in one["examples"]],
            )
            for one in said["corrections"][:SHOWN]
        ],
        n_corrections_more=max(0, len(said["corrections"]) - SHOWN),
        left=[
            LeftOut(one["label"], one["n"], _left_words(one["reason"])) for one in said["left"]
        ],
        around=_around_words(*said["around"]),
    )  # fmt: skip


def _lost_words(lost: Mapping[str, Any]) -> str:
    """Return what a producer reads when the file kept one day of the week, "" otherwise."""
    if "but" not in lost:
        return ""
    return _(
        "%(n)s lieux sur les %(total)s qui disent des horaires n’ouvrent que le %(day)s : les "
        "autres jours ont sans doute été perdus à l’export. Nous les publions « à confirmer ». "
        "Envoyez un fichier qui dit tous les jours."
    ) % {"n": lost["n"], "total": lost["total"], "day": voice().days[lost["but"]]}


def _figures(said: Mapping[str, Any]) -> list[Figure]:
    counts, rows = said["counts"], said["n_rows"]
    base = ngettext("sur %(n)s ligne lue", "sur %(n)s lignes lues", rows) % {"n": rows}
    n = counts.get("otherwise", 0)
    named = ngettext(
        "dans %(n)s fiche que vous nommez", "dans %(n)s fiches que vous nommez", said["n_named"]
    ) % {"n": said["n_named"]}
    found = [
        Figure(
            counts.get("refused", 0),
            ngettext("ligne refusée", "lignes refusées", counts.get("refused", 0)),
            base,
        ),
        Figure(
            counts.get("corrections", 0),
            ngettext("correction faite", "corrections faites", counts.get("corrections", 0)),
            ngettext(
                "dans %(n)s ligne sur %(all)s",
                "dans %(n)s lignes sur %(all)s",
                counts.get("rows_corrected", 0),
            )
            % {"n": counts.get("rows_corrected", 0), "all": rows},
        ),
        Figure(n, ngettext("valeur dite autrement", "valeurs dites autrement", n), named),
    ]
    if not said["not_written"]:
        cells = counts.get("cells", 0)
        found.append(
            Figure(
                cells,
                ngettext("case corrigée", "cases corrigées", cells),
                ngettext(
                    "dans %(n)s ligne du fichier rendu",
                    "dans %(n)s lignes du fichier rendu",
                    counts.get("rows_written", 0),
                )
                % {"n": counts.get("rows_written", 0)},
            )
        )
    return found


def _where(line: int | None, number: int) -> str:
    if line:
        return _("ligne %(n)s") % {"n": line}
    return _("n° %(n)s") % {"n": number} if number else ""


def lines_words(lines: Sequence[int], n: int) -> str:
    """Return where a group of lines is: the first ones, and how many more.

    >>> lines_words([3, 8], 40)
    'lignes 3, 8 et 38 autres'
    """
    if not lines:
        return ngettext("%(n)s fois", "%(n)s fois", n) % {"n": n}
    shown = list(dict.fromkeys(lines))[:8]
    words = ngettext("ligne %(lines)s", "lignes %(lines)s", len(shown)) % {
        "lines": ", ".join(map(str, shown))
    }
    more = n - len(shown)
    if more <= 0:
        return words
    return words + ngettext(" et %(n)s autre", " et %(n)s autres", more) % {"n": more}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _written_words(written: int, n: int) -> str:
    if written >= n:
        return _("oui")
    return _("%(written)s sur %(n)s") % {"written": written, "n": n} if written else _("non")


def _left_words(reason: str) -> str:
    if reason == "form":
        return _("la valeur est faite de plusieurs cases, ou la case ne tient pas la correction")
    return _("aucune case de votre fichier ne dit cette valeur telle quelle")


def _same_words(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s autre valeur a été vérifiée auprès du lieu ou de la ville, et vous dites la même "
        "chose.",
        "%(n)s autres valeurs ont été vérifiées auprès des lieux ou de la ville, et vous dites la "
        "même chose.",
        n,
    ) % {"n": n}


def _no_longer_words(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s fiche que vous nommiez avant n’est plus dans votre dernier fichier : elle n’est "
        "plus comptée comme venant de vous.",
        "%(n)s fiches que vous nommiez avant ne sont plus dans votre dernier fichier : elles ne "
        "sont plus comptées comme venant de vous.",
        n,
    ) % {"n": n}


def _around_words(n_communes: int, n_places: int, n_missing: int) -> str:
    if not n_missing:
        return ""
    return ngettext(
        "%(n)s lieu montré aux habitants de ces communes n’est pas dans votre fichier",
        "%(n)s lieux montrés aux habitants de ces communes ne sont pas dans votre fichier",
        n_missing,
    ) % {"n": n_missing} + ngettext(
        " (sur %(all)s lieux, dans une commune). Ils sont dans les données ouvertes.",
        " (sur %(all)s lieux, dans %(communes)s communes). Ils sont dans les données ouvertes.",
        n_communes,
    ) % {"all": n_places, "communes": n_communes}
