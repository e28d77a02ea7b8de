"""An index in French words: the same for the page, the dossier and the command."""

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.models import Measure
from maillage.apps.observatory.queries.communes import LEAST_SHARE
from maillage.apps.observatory.queries.index.among import among_words
from maillage.apps.observatory.queries.index.columns import (
    PER_100,
    Column,
    countable,
    is_count,
)
from maillage.apps.observatory.queries.index.computing import FragilityIndex, IndexLine
from maillage.apps.observatory.queries.index.few import is_estimate, is_few
from maillage.apps.observatory.queries.maps import MapLine, ZoneMap
from maillage.apps.observatory.queries.values import ESTIMATED, Unit, Value
from maillage.apps.observatory.queries.wording import (
    FEWEST,
    NO_BREAK,
    amount,
    how_words,
    plain_number,
    value_words,
)
from maillage.apps.territories.queries import kind_label
from maillage.core.indicators import RankRange
from maillage.web.words import date_words, listed

_FACTORS: Mapping[str, object] = {
    "normalisation": lazy("la façon de ramener les chiffres à la même échelle"),
    "aggregation": lazy("la façon de faire la moyenne"),
    "weights": lazy("le poids de chaque chiffre"),
    "treatment": lazy("le traitement des valeurs extrêmes"),
    "inclusion": lazy("les chiffres que l’on garde"),
}
SCALES: Mapping[str, object] = {
    "min_max": lazy("entre le plus bas (0) et le plus haut (100)"),
    "z": lazy("en écart à la moyenne"),
    "rank": lazy("par rang"),
    "percentile": lazy("par rang sur 100"),
    "decile": lazy("par dixième, de 1 à 10"),
}
MEANS: Mapping[str, object] = {
    "arithmetic": lazy("ordinaire"),
    "geometric": lazy("géométrique : une force cache moins une faiblesse"),
    "harmonic": lazy("harmonique : encore moins"),
}


def points(number: float) -> str:
    """Return a score or a total, one decimal."""
    return plain_number(number, digits=1)


def score_words(found: FragilityIndex, line: IndexLine, score: float) -> str:
    """Return what a dimension brings to the total."""
    few = is_few(found, line, score)
    return _("moins de %(n)s") % {"n": FEWEST} if few else points(score)


def total_words(found: FragilityIndex, line: IndexLine) -> str:
    """Return the total of a territory, or why it has none."""
    if line.total is not None:
        if found.text.unit == "people":
            if is_few(found, line, line.total):
                return score_words(found, line, line.total)
            return amount(line.total, Unit.COUNT)
        said = points(line.total)
        return _("%(total)s, partiel") % {"total": said} if line.is_partial else said
    if found.why_none:
        return _("pas de total")
    if line.is_small:
        return _("trop peu d’habitants")
    return _("il manque un chiffre")


def rank_words(ranks: RankRange | None, place: int | None) -> str:
    """Return "3 (entre 2 et 7)": a rank is never written without its interval."""
    if ranks is None or place is None or ranks.low is None or ranks.high is None:
        return "–"
    if ranks.low == ranks.high == place:
        return _("%(place)s (dans presque toutes les variantes)") % {"place": place}
    return _("%(place)s (entre %(low)s et %(high)s)") % {
        "place": place, "low": ranks.low, "high": ranks.high,
    }  # fmt: skip


def value_of_column(column: Column, value: Value | None) -> str:
    """Return a component in words, with its unit; what is known of too few people says so."""
    if value is not None and value.value is not None and countable(value) is None:
        return _("trop peu connu")
    if value is not None and value.value is not None and column.unit == PER_100:
        return points(value.value)
    return value_words(value, Measure(unit=Unit.POINTS if column.unit == PER_100 else column.unit))


def how_of_column(column: Column, value: Value | None) -> str:
    """Return how a component was made, and whose it is when it is that of a wider territory."""
    if value is None or value.value is None or not column.held_by:
        return how_words(value)
    return _("celui de la %(kind)s, %(year)s") % {
        "kind": kind_label(column.held_by, 1), "year": value.year,
    }  # fmt: skip


def mark_words(line: IndexLine, column: Column) -> str:
    """Return what a measure brings to its dimension in a published formula, "" in another."""
    mark = line.marks.get(column.name)
    return "" if mark is None else _("note %(mark)s") % {"mark": points(mark)}


def gap_words(column: Column, line: IndexLine) -> list[str]:
    """Return the gap of a component to the commune and to the urban unit, in its own unit.

    Over several communes, the gap is to all of them together. Where the unit is unknown, or its
    figure, the gap to the EPCI stands for it.
    """
    here = column.number(line.zone.id)
    if here is None or is_count(column.unit):
        return []
    said: dict[str, str] = {}
    town = line.communes.value(column) if column.held_by != "commune" else None
    if town is not None:
        name = ngettext("commune", "communes", len(line.communes.rows))
        said["commune"] = f"{signed(here - town, column.unit)}{NO_BREAK}/ {name}"
    words = {"uu": _("unité urbaine"), "epci": _("agglo")}
    for kind in words:
        row = line.above.get(kind)
        wide = column.above.get(row.id) if row is not None else None
        if wide is None or wide.value is None or kind == column.held_by:
            continue
        if kind != "epci" or "uu" not in said:
            gap = here - wide.value
            said[kind] = f"{signed(gap, column.unit)}{NO_BREAK}/ {words[kind]}"
    return list(said.values())


def commune_words(line: IndexLine) -> str:
    """Return with which commune a territory is compared, by name; "" without any."""
    names = line.communes.names
    if len(names) < 2:
        return _("commune : %(nom)s") % {"nom": names[0]} if names else ""
    return _("communes : %(names)s, ensemble") % {"names": listed(names)}


def communes_note(found: FragilityIndex) -> str:
    """Return how a territory over several communes is compared, "" where none is."""
    if all(len(line.communes.rows) < 2 for line in found.lines):
        return ""
    return _(
        "Un quartier peut passer sur plusieurs communes : son écart est alors avec ces communes "
        "ensemble, chacune comptée selon ses habitants. Celles où vivent moins de %(n)s %% de "
        "ses habitants ne comptent pas."
    ) % {"n": plain_number(100 * LEAST_SHARE)}


def surroundings(found: FragilityIndex) -> list[str]:
    """Return what the gaps are counted from, by name, and what to load for the urban unit."""
    said = [note] if (note := communes_note(found)) else []
    said += surrounding_names(found)
    if not any("uu" in line.above for line in found.lines):
        said.append(
            _("Pour l’écart avec l’unité urbaine, chargez dans « Territoires » la « Base des "
              "unités urbaines » de l’Insee.")
        )  # fmt: skip
    return said


def surrounding_names(found: FragilityIndex) -> list[str]:
    """Return the urban units and the EPCIs around the territories, by name."""
    held = {row.id: row for line in found.lines for row in line.above.values()}
    rows = sorted(held.values(), key=lambda row: row.nom)
    said = []
    for kind in ("uu", "epci"):
        names = [row.nom for row in rows if row.kind == kind]
        if names:
            label = kind_label(kind, len(names))
            said.append(
                _("%(kind)s : %(names)s.")
                % {"kind": label[0].upper() + label[1:], "names": listed(names)}
            )
    return said


def signed(gap: float, unit: str) -> str:
    """Return a gap with its sign, in the unit of its measure; none when it rounds to nothing."""
    number = amount(abs(gap), unit) if unit not in (PER_100, Unit.PCT) else points(abs(gap))
    sign = "" if not any(c in "123456789" for c in number) else "+" if gap > 0 else "−"
    return f"{sign}{number}{NO_BREAK}pts" if unit == Unit.PCT else sign + number


# ---------------------------------------------------------------- sentences


def lead(found: FragilityIndex) -> str:
    """Return what the index shows, in one or two sentences."""
    ranked = found.ranked
    if found.why_none == "digital":
        return _(
            "Cette base n’a ici que des chiffres du numérique. Un classement de quartiers sur le "
            "seul numérique tairait ce qui pèse avant lui : il n’est pas fait."
        )
    if not ranked:
        return _(
            "Il manque trop de chiffres pour faire cet indice ici : les composantes connues sont "
            "montrées, sans total."
        )
    first = ranked[0]
    of = {"n": len(ranked), "kind": kind_label(found.kind, len(ranked)), "first": first.zone.nom}
    if found.text.unit == "people":
        return _("Sur %(n)s %(kind)s, le nombre le plus grand est à : %(first)s (%(total)s).") % {
            **of, "total": total_words(found, first),
        }  # fmt: skip
    if first.ranks is None:
        return _("Sur %(n)s %(kind)s, la note la plus élevée est à : %(first)s (%(total)s).") % {
            **of, "total": total_words(found, first),
        }  # fmt: skip
    ties = [line for line in ranked if line.ranks and line.ranks.low == 1]
    names = listed([line.zone.nom for line in ties[:6]]) + ("…" if ties[6:] else "")
    if len(ties) == 1:
        return _("Sur %(n)s %(kind)s, un seul arrive au premier rang dans 95 %% des variantes : "
                 "%(first)s.") % {**of, "first": names}  # fmt: skip
    if not ties:
        return _("Sur %(n)s %(kind)s, aucun n’est au premier rang dans assez de variantes pour "
                 "être nommé.") % of  # fmt: skip
    return _(
        "Sur %(n)s %(kind)s, %(k)s peuvent être au premier rang selon la façon de compter : "
        "%(names)s. On ne peut pas les départager."
    ) % {**of, "k": len(ties), "names": names}


def missing_words(found: FragilityIndex) -> list[str]:
    """Return what the index asks for and does not have: never dropped in silence."""
    if not found.missing:
        return []
    by_dimension: dict[str, list[Column]] = {}
    for column in found.columns:
        by_dimension.setdefault(column.dimension.nom, []).append(column)
    lacking = [n for n, columns in by_dimension.items() if not any(c.counted for c in columns)]
    said = []
    if lacking:
        words = ngettext(
            "Il manque %(n)s dimension sur %(all)s : %(names)s.",
            "Il manque %(n)s dimensions sur %(all)s : %(names)s.",
            len(lacking),
        )
        counts = {"n": len(lacking), "all": len(by_dimension), "names": listed(lacking)}
        rest = "" if found.why_none else " " + _("Le total porte sur les autres.")
        said.append(words % counts + rest)
    nowhere = [c.nom for c in found.missing if _is_nowhere(c) and not c.find]
    said += [f"{c.nom} : {_why_missing(found, c)}" for c in found.missing if c.nom not in nowhere]
    if nowhere:
        said.append(_("Aucun fichier chargé ne dit : %(names)s.") % {"names": " ; ".join(nowhere)})
    return said


def _is_nowhere(column: Column) -> bool:
    return not column.n_known and not column.known_for


def _why_missing(found: FragilityIndex, column: Column) -> str:
    if column.n_known and not column.asked_for:
        return _("connu pour %(n)s territoires sur %(all)s, trop peu pour compter.") % {
            "n": column.n_scored or column.n_known, "all": len(found.lines),
        }  # fmt: skip
    said = _known_elsewhere(found, column)
    where = _("Où le trouver : %(find)s.") % {"find": column.find}
    return f"{said} {where}" if column.find else said


def _known_elsewhere(found: FragilityIndex, column: Column) -> str:
    if _is_nowhere(column):
        return _("aucun fichier chargé ne le dit.")
    if column.asked_for:
        return _("connu, mais cette formule le demande par %(kind)s.") % {
            "kind": kind_label(column.asked_for, 1)
        }
    wide = {row.id: row for line in found.lines for row in line.above.values()}
    known = [
        f"{wide[number].nom} {value_of_column(column, value)}"
        for number, value in column.above.items()
        if value.value is not None and number in wide
    ]
    kinds = listed([kind_label(kind, 1) for kind in column.known_for])
    if known and column.known_for:
        return _("connu seulement par %(kinds)s (%(values)s).") % {
            "kinds": kinds, "values": ", ".join(known[:3]),
        }  # fmt: skip
    return _("connu seulement par %(kinds)s.") % {"kinds": kinds}


def firmness(found: FragilityIndex) -> list[str]:
    """Return how many variants were made, and which choice moves the ranks most."""
    if not found.n_runs:
        if found.text.has_variants:
            return [_("Trop peu de territoires ont un total : il n’y a pas de rang.")]
        return [
            _("Cette formule est publiée telle quelle : il n’y a pas de variantes, donc pas "
              "d’intervalle, donc pas de rang.")
        ]  # fmt: skip
    said = [
        _("L’indice a été refait %(n)s fois : autre échelle, autre moyenne, poids changés d’un "
          "quart au plus, valeurs extrêmes ramenées ou non, un chiffre en moins. L’intervalle "
          "tient 95 %% de ces variantes.") % {"n": plain_number(found.n_runs)}
    ]  # fmt: skip
    moved = found.sensitivity
    if moved is not None and not np.isnan(moved.of_shift_total).all():
        most = moved.factors[int(np.nanargmax(moved.of_shift_total))]
        said.append(
            _("Le choix qui fait le plus bouger les rangs : %(choice)s (%(n)s autres calculs). "
              "C’est de lui qu’il faut débattre.")
            % {"choice": _FACTORS[most], "n": plain_number(moved.n_runs)}
        )  # fmt: skip
    return said


def how_made(found: FragilityIndex) -> list[str]:
    """Return the method in sentences: what is printed with every result."""
    text = found.text
    said = [text.sentence]
    if text.has_variants:
        said.append(
            _("Chaque chiffre est ramené à la même échelle %(scale)s, parmi : %(reference)s. "
              "Moyenne %(mean)s.")
            % {"scale": SCALES[text.kind],
               "reference": among_words(found.reference or found.kind), "mean": MEANS[text.how]}
        )  # fmt: skip
    elif text.among and not found.why_none:
        said.append(
            _("Chaque chiffre est placé parmi : %(reference)s (%(n)s dans cette base). Le portail "
              "compare à toute la France : ces notes ne sont pas les siennes.")
            % {"reference": among_words(found.reference or found.kind),
               "n": plain_number(found.n_among)}
        )  # fmt: skip
    if found.ignored_reference:
        said.append(_("Cette formule dit elle-même à quoi comparer : le choix « Comparés à » n’y "
                      "change rien."))  # fmt: skip
    if found.refused_reference:
        said.append(
            _("Il manque un des chiffres, ou des territoires, pour : %(kind)s. Les territoires "
              "sont donc comparés entre eux.") % {"kind": among_words(found.refused_reference)}
        )  # fmt: skip
    small = sum(1 for line in found.lines if line.is_small)
    if small:
        said.append(
            ngettext(
                "%(n)s territoire de moins de %(least)s habitants n’a ni total ni rang.",
                "%(n)s territoires de moins de %(least)s habitants n’ont ni total ni rang.",
                small,
            )
            % {"n": small, "least": text.least_people}
        )
    if found.ended_on:
        said.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(found.ended_on)}
        )
    if text.caveat:
        said.append(text.caveat)
    said.append(text.source)
    return said


def stamp(found: FragilityIndex) -> str:
    """Return what is printed on the map: the method, its version, what it stands on."""
    return _("%(nom)s, %(version)s, %(n)s chiffres sur %(all)s") % {
        "nom": found.text.nom, "version": found.text.version, "n": len(found.counted),
        "all": len(found.columns),
    }  # fmt: skip


def _method(found: FragilityIndex, line: IndexLine) -> str:
    # A small number of people is hidden where a map is read, as any estimate.
    return ESTIMATED if found.text.unit == "people" and is_estimate(found, line) else "computed"


def as_map(found: FragilityIndex) -> ZoneMap:
    """Return the totals as a measure over zones, to be drawn and said as any other."""
    unit = Unit.COUNT if found.text.unit == "people" else Unit.POINTS
    lines = [
        MapLine(line.zone, Value(line.total, "known", _method(found, line), 0, "", ""))
        if line.total is not None
        else MapLine(line.zone, None)
        for line in found.lines
    ]
    return ZoneMap(
        Measure(code="indice", nom=found.text.nom, unit=unit), found.kind, lines, "", (), (),
        found.ended_on,
    )  # fmt: skip
