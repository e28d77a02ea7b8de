"""How the page of the validator says what was found: summary, kinds of mistakes, corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.opendata.queries.file_check import MAX_GROUPS, FileCheck
from maillage.core.standard import FIELD_BY_NAME, FIELDS

MOST_KINDS = 60
MOST_VALUES = 12
MOST_RANGES = 10
# What each rule is about, in a few words; the sentences are those of the report.
RULES = {
    "column_missing": gettext_lazy("colonne absente"),
    "column_old": gettext_lazy("colonne d’une ancienne version"),
    "column_repeated": gettext_lazy("colonne présente plusieurs fois"),
    "column_spelling": gettext_lazy("nom de colonne mal écrit"),
    "column_unknown": gettext_lazy("colonne hors du standard"),
    "control_character": gettext_lazy("caractère invisible"),
    "coordinates_absurd": gettext_lazy("position impossible"),
    "coordinates_outside_france": gettext_lazy("position hors de France"),
    "coordinates_swapped": gettext_lazy("latitude et longitude échangées"),
    "date_shape": gettext_lazy("date illisible"),
    "date_with_hour": gettext_lazy("date avec une heure"),
    "decimal_comma": gettext_lazy("virgule décimale"),
    "delimiter": gettext_lazy("séparateur de colonnes"),
    "double_encoding": gettext_lazy("accents abîmés"),
    "email_shape": gettext_lazy("adresse électronique mal écrite"),
    "html": gettext_lazy("code HTML dans le texte"),
    "id_repeated": gettext_lazy("identifiant répété"),
    "insee_shape": gettext_lazy("code de la commune mal écrit"),
    "not_a_number": gettext_lazy("ce n’est pas un nombre"),
    "phone_rewritten": gettext_lazy("téléphone à écrire autrement"),
    "phone_several": gettext_lazy("plusieurs téléphones"),
    "phone_shape": gettext_lazy("téléphone mal écrit"),
    "pivot_key": gettext_lazy("numéro SIRET faux"),
    "pivot_kind": gettext_lazy("numéro d’organisme inconnu"),
    "pivot_shape": gettext_lazy("numéro d’organisme mal écrit"),
    "position_incomplete": gettext_lazy("position incomplète"),
    "position_outside_commune": gettext_lazy("position hors de la commune"),
    "postcode_shape": gettext_lazy("code postal mal écrit"),
    "quotes": gettext_lazy("guillemets mal placés"),
    "required_missing": gettext_lazy("case obligatoire vide"),
    "row_unreadable": gettext_lazy("élément illisible"),
    "separator_wrong": gettext_lazy("mauvais séparateur de valeurs"),
    "summary_too_long": gettext_lazy("présentation trop longue"),
    "url_no_scheme": gettext_lazy("adresse web sans https://"),
    "url_shape": gettext_lazy("adresse web mal écrite"),
    "value_repeated": gettext_lazy("valeur répétée"),
    "value_spelling": gettext_lazy("valeur écrite autrement que dans la liste"),
    "value_too_long": gettext_lazy("valeur trop longue"),
    "value_unknown": gettext_lazy("valeur hors de la liste"),
    "version_mixed": gettext_lazy("deux versions du standard mêlées"),
    # Those of data·inclusion.
    "code_insee": gettext_lazy("code de la commune mal écrit"),
    "code_postal": gettext_lazy("code postal mal écrit"),
    "courriel": gettext_lazy("adresse électronique mal écrite"),
    "date": gettext_lazy("date impossible"),
    "empty": gettext_lazy("texte vide"),
    "final_dot": gettext_lazy("point à la fin du nom"),
    "hours": gettext_lazy("nombre d’heures impossible"),
    "id_form": gettext_lazy("identifiant mal formé"),
    "latitude": gettext_lazy("position impossible"),
    "length": gettext_lazy("texte trop court ou trop long"),
    "longitude": gettext_lazy("position impossible"),
    "not_a_list": gettext_lazy("ce n’est pas une liste"),
    "not_a_text": gettext_lazy("ce n’est pas un texte"),
    "position_whole": gettext_lazy("position incomplète"),
    "repeated": gettext_lazy("valeur répétée"),
    "required": gettext_lazy("champ obligatoire vide"),
    "siret": gettext_lazy("numéro SIRET mal écrit"),
    "tous_publics_alone": gettext_lazy("« tous-publics » avec un autre public"),
    "url": gettext_lazy("adresse web mal écrite"),
    "weeks": gettext_lazy("nombre de semaines impossible"),
    "zone": gettext_lazy("zone mal écrite"),
    "wrong_encoding": gettext_lazy("encodage du fichier"),
    "wrong_number_of_cells": gettext_lazy("nombre de cases"),
}
# What a resident needs before going: shown first among what is filled.
NEEDED = ("nom", "adresse", "telephone", "horaires", "services", "frais_a_charge",
          "modalites_acces", "modalites_accompagnement", "date_maj")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bilan:
    """The verdict, in the words of `maillage validate`, and three numbers."""

    ok: bool
    verdict: str
    counted: str
    note: str
    stopped: str
    good: str
    wrong: str
    refused: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value and where it stands."""

    message: str
    repair: str
    where: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The same kind of mistake in the same field, value by value."""

    field: str
    label: object
    severity: str
    is_error: bool
    is_fixed: bool
    count: str
    values: Sequence[ValueLine]
    more: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One named correction of one field."""

    field: str
    why: str
    count: str
    where: str
    examples: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FieldFilled:
    """In how many rows a field says something."""

    field: str
    title: str
    pct: int
    words: str


def severity_words(severity: str) -> str:
    """Return what a severity is called."""
    return _("erreur") if severity == "error" else _("à vérifier")


def line_words(lines: Sequence[Sequence[int]], word: str, *, most: int | None = MOST_RANGES) -> str:
    """Return lines as people say them; `word` is "ligne", "élément", or "" for numbers alone.

    >>> line_words([(3, 17), (40, 40)], "ligne")
    'lignes 3 à 17, 40'
    >>> line_words([(4, 4), (7, 8)], "", most=1)
    '4 …'
    """
    if not lines:
        return ""
    shown = lines if most is None else lines[:most]
    said = ", ".join(
        str(first) if first == last else _("%(a)s à %(b)s") % {"a": first, "b": last}
        for first, last in shown
    )
    if len(shown) < len(lines):
        said += " …"
    if not word:
        return said
    one = len(lines) == 1 and lines[0][0] == lines[0][1]
    return f"{word if one else word + 's'} {said}"


def bilan_of(check: FileCheck) -> Bilan:
    """Return the verdict and the numbers of a file."""
    report = check.report
    n_rows, n_valid, n_refused = report["n_rows"], report["n_valid"], report["n_refused"]
    stopped = ""
    if check.stopped:
        stopped = _(
            "Le contrôle s’est arrêté à %(n)s problèmes différents : les nombres ci-dessous ne "
            "portent pas sur tout le fichier. Réparez les plus fréquents, puis recommencez."
        ) % {"n": len(check.groups) - 1}
    elif check.folded:
        stopped = _(
            "Le fichier a plus de %(n)s valeurs à revoir. Les nombres portent sur tout le "
            "fichier, mais au-delà les valeurs sont comptées ensemble."
        ) % {"n": MAX_GROUPS}
    return Bilan(
        ok=report["ok"] and not check.stopped,
        verdict=check.verdict,
        counted=check.counted,
        note=check.note,
        stopped=stopped,
        good=str(n_valid),
        wrong=str(n_rows - n_valid - n_refused),
        refused=str(n_refused),
    )


def kinds_of(check: FileCheck) -> tuple[list[Kind], int]:
    """Return the kinds of mistakes, and how many are left.

    First what the corrected file still has; errors first, then the most frequent.
    """
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for group in check.groups:
        grouped.setdefault((group["field"], group["rule"]), []).append(group)
    ordered = sorted(
        grouped.values(),
        key=lambda groups: (
            all(group["fixed"] for group in groups),
            groups[0]["severity"] != "error",
            -sum(group["count"] for group in groups),
        ),
    )
    word = check.report["row_word"]
    return [_kind(groups, word) for groups in ordered[:MOST_KINDS]], len(ordered[MOST_KINDS:])


def _kind(groups: Sequence[Mapping[str, Any]], word: str) -> Kind:
    first = groups[0]
    n = sum(group["count"] for group in groups)
    frequent = sorted(groups, key=lambda g: -g["count"])[:MOST_VALUES]
    more = len(groups) - len(frequent)
    return Kind(
        field=first["field"],
        label=RULES.get(first["rule"], ""),
        severity=severity_words(first["severity"]),
        is_error=first["severity"] == "error",
        is_fixed=all(group["fixed"] for group in groups),
        count=ngettext("%(n)s fois", "%(n)s fois", n) % {"n": n},
        values=[
            ValueLine(group["message"], group["repair"], _where(group, word)) for group in frequent
        ],
        more=ngettext(
            "et %(n)s autre valeur, dans le rapport",
            "et %(n)s autres valeurs, dans le rapport",
            more,
        )
        % {"n": more}
        if more
        else "",
    )


def _where(group: Mapping[str, Any], word: str) -> str:
    times = ngettext("%(n)s fois", "%(n)s fois", group["count"]) % {"n": group["count"]}
    where = line_words(group["lines"], word)
    return f"{times}, {where}" if where and group["count"] > 1 else where


def corrections_of(mends: Sequence[Mapping[str, Any]], word: str) -> list[CorrectionLine]:
    """Return named corrections as lines."""
    return [
        CorrectionLine(
            field=one["field"],
            why=one["why"],
            count=ngettext("%(n)s fois", "%(n)s fois", one["count"]) % {"n": one["count"]},
            where=line_words(one["lines"], word),
            examples=[
                (before or _("vide"), after or _("vide")) for before, after in one["examples"]
            ],
        )
        for one in mends
    ]


def filled_of(check: FileCheck) -> tuple[list[FieldFilled], int | None]:
    """Return how full each field is, those that a resident needs first, and the whole score.

    The score is the share of the cells of the 32 fields that say something, in per cent.
    """
    n = check.n_read
    if not n:
        return [], None
    names = [*NEEDED, *(f.name for f in FIELDS if f.name not in NEEDED)]
    lines = []
    for name in names:
        k = check.filled.get(name, 0)
        words = ngettext("%(k)s lieu sur %(n)s", "%(k)s lieux sur %(n)s", k) % {"k": k, "n": n}
        lines.append(FieldFilled(name, FIELD_BY_NAME[name].title, 100 * k // n, words))
    return lines, 100 * sum(check.filled.values()) // (n * len(FIELDS))
