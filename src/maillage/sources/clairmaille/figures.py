"""The files of figures that the town receives: as messy as real ones, and each described once.

Nothing in them was measured: a share of poor households is drawn for each cell, higher in the two
priority neighbourhoods, and the other figures follow from it, so that maps agree with each other.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillage.sources.clairmaille.axes import PRIORITY
from maillage.sources.clairmaille.dice import Dice
from maillage.sources.clairmaille.plane import inside, to_xy
from maillage.sources.clairmaille.town import COMMUNE, Cell, Iris, cells, iris, quarters
from maillage.sources.clairmaille.workbook import workbook
from maillage.sources.figures import FigureFile, MeasureText, figure_file

PRODUCER = "Démonstration de Maillage"
LICENCE = "Licence Ouverte 2.0"
INVENTED = "Chiffres inventés : cette ville n’existe pas."
YEAR = 2024
# The town is with two others, which are not in the base.
EPCI = ("299999999", "Communauté d’agglomération des Trois Fils")
# Share of poor households before chance, by quarter; others have the last one.
_POOR = {"Haut-Champ": 0.21, "La Filature": 0.24, "Les Courtils": 0.17, "": 0.13}
_ESTATE = 0.21


@dataclass(frozen=True, slots=True)
class FiguresFile:
    """A file of figures: its bytes, what a person says of it, its rows and those of elsewhere."""

    name: str
    make: Callable[[], bytes]
    described: FigureFile
    n_rows: int
    n_elsewhere: int = 0
    new_measures: tuple[MeasureText, ...] = ()


# ---------------------------------------------------------------- what is true of the town


@cache
def poor_shares() -> dict[str, float]:
    """Return the share of poor households of each cell, from 0 to 1, by its code."""
    dice = Dice("poor")
    estates = [[to_xy(*point) for point in ring] for _, ring in PRIORITY.values()]
    found = {}
    for cell in cells():
        share = _POOR.get(cell.quarter, _POOR[""]) * dice.between(0.75, 1.25)
        if any(inside(ring, cell.middle) for ring in estates):
            share += _ESTATE * dice.between(0.8, 1.2)
        found[cell.code] = round(share, 4)
    return found


def _poor(own: Sequence[Cell]) -> float:
    people = sum(cell.population for cell in own) or 1
    return sum(poor_shares()[cell.code] * cell.population for cell in own) / people


@cache
def _of_iris() -> dict[str, float]:
    """Return the share of poor households of each IRIS."""
    found = {}
    for one in iris():
        own = [cell for cell in cells() if inside(one.ring, cell.middle)]
        found[one.code] = _poor(own)
    return found


def _french(number: float, digits: int = 1) -> str:
    return f"{number:.{digits}f}".replace(".", ",")


def _grouped(number: float) -> str:
    return f"{round(number):,}".replace(",", "\xa0")


# ---------------------------------------------------------------- the files


def _grid() -> bytes:
    rows = [["id", "num_people", "mean_std_living", "poverty_ratio"]]
    for cell in cells():
        share = poor_shares()[cell.code]
        income = round(29_500 - 26_000 * share, 1)
        rows.append([cell.code, str(cell.population), str(income), str(share)])
    return _csv(rows, ",").encode()


def _incomes() -> bytes:
    """Return what Insee's files look like: "ns" and "nd", a comma for decimals."""
    dice = Dice("incomes")
    rows = [["IRIS", "LIBIRIS", "DEC_MED", "DEC_TP60", "DEC_PCHO"]]
    smallest = min(iris(), key=lambda one: one.population)
    for one in iris():
        share = _of_iris()[one.code]
        cells_of = [str(round((25_500 - 25_000 * share) / 10) * 10),
                    _french(100 * share * dice.between(1.15, 1.3)),
                    _french(1.6 + 9 * share)]  # fmt: skip
        if one is smallest:
            cells_of = ["ns", "ns", "ns"]
        if one is iris()[-1]:
            cells_of[2] = "nd"
        rows.append([one.code, one.nom, *cells_of])
    return _csv(rows, ";").encode("utf-8-sig")


def _families() -> bytes:
    """Return what the Caf's files look like: a small number is an empty cell, a note says so."""
    rows = [["iris_code", "libelle", "note", "a", "percou", "am", "aaah", "appa", "arsas"]]
    for one in iris():
        share, homes = _of_iris()[one.code], one.population / 2.2
        known = homes * (0.22 + share)
        parts = [known, known * 2.3, known * (0.1 + 0.2 * share), known * 0.085, known * 0.33,
                 known * (0.03 + 0.55 * share)]  # fmt: skip
        small = [str(round(n)) if n >= 40 else "" for n in parts]
        rows.append([one.code, one.nom, "1" if "" in small else "0", *small])
    rows.append([f"{COMMUNE}9999", "IRIS non localisé", "2", "", "", "", "", "", ""])
    return _csv(rows, ";").encode("cp1252")


def _census() -> bytes:
    """Return a workbook whose codes are numbers, as they become in a spreadsheet."""
    dice = Dice("census")
    titles = ["IRIS", "Nom", "Population", "Ménages", "65 ans et plus (%)",
              "75 ans et plus seuls", "15 à 29 ans (%)", "Ménages d’une personne (%)",
              "Familles monoparentales (%)", "Peu ou pas diplômés (%)"]  # fmt: skip
    rows: list[list[Any]] = [["Recensement, par IRIS"], [], titles]
    for one in iris():
        share = _of_iris()[one.code]
        older = 24 - 28 * share + dice.between(-3, 3)
        rows.append(
            [
                int(one.code), one.nom, one.population, round(one.population / 2.2),
                round(older, 1), round(one.population * older / 100 * 0.19),
                round(15 + 18 * share + dice.between(-1.5, 1.5), 1),
                round(32 + 20 * share + dice.between(-4, 4), 1),
                round(9 + 45 * share + dice.between(-2, 2), 1),
                round(14 + 70 * share + dice.between(-3, 3), 1),
            ]
        )  # fmt: skip
    return workbook({"IRIS": rows, "Lisez-moi": [[INVENTED]]})


def _network() -> bytes:
    dice = Dice("network")
    rows = [["code_iris", "sans_thd", "sans_4g"]]
    for one in iris():
        rows.append(
            [one.code, _french(dice.between(0, 9)) + " %", _french(dice.between(0, 3)) + " %"]
        )
    return _csv(rows, "\t").encode()


# Of the metropolis: column, value as it is written, measure.
AROUND: tuple[tuple[str, str, str], ...] = (
    ("Habitants", "64 300", "population"),
    ("Ménages", "28 610", "households"),
    ("Personnes des ménages fiscaux", "62 900", "grid_population"),
    ("15 à 29 ans (%)", "17,6", "aged_15_29_pct"),
    ("65 ans et plus (%)", "20,1", "older_65_pct"),
    ("75 ans et plus seuls", "2 480", "older_alone"),
    ("Ménages d’une personne (%)", "34,8", "alone_pct"),
    ("Familles monoparentales (%)", "16,2", "single_parent_pct"),
    ("Peu ou pas diplômés (%)", "25,9", "no_diploma_pct"),
    ("Pauvreté (%)", "17,4", "poverty_rate_pct"),
    ("Ménages pauvres (%)", "16,8", "poor_households_pct"),
    ("Niveau de vie moyen", "24 910", "mean_living_standard_eur"),
    ("Revenu déclaré médian", "21 640", "median_declared_income_eur"),
    ("Bas revenus déclarés (%)", "20,3", "low_declared_income_pct"),
    ("Chômage dans le revenu (%)", "3,0", "unemployment_benefit_pct"),
    ("Allocataires", "11 720", "caf_recipients"),
    ("Personnes couvertes", "26 950", "caf_covered"),
    ("Familles monoparentales allocataires", "1 540", "caf_single_parents"),
    ("AAH", "960", "caf_aah"),
    ("Prime d’activité", "3 870", "caf_activity"),
    ("RSA", "1 410", "caf_rsa"),
    ("Exposés aux démarches", "6 240", "caf_exposed"),
    ("Taux d’illectronisme (%)", "17,2", "illectronism_pct"),
    ("Illectronisme", "8 940", "illectronism"),
    ("Locaux fibrés", "29 800", "fibre_dwellings"),
    ("Sans très haut débit (%)", "6,4", "no_thd_pct"),
    ("Sans 4G (%)", "2,9", "no_4g_pct"),
    ("Smartphone", "88 %", "smartphone_pct"),
    ("Ordinateur", "82 %", "home_computer_pct"),
    ("Tablette", "46 %", "tablet_pct"),
    ("Aident un proche", "34 %", "aide-un-proche"),
    ("Apprennent en vidéo", "47 %", "apprend-en-video"),
    ("Ne maîtrisent pas assez", "28 %", "not_mastering_pct"),
    ("Limitent par choix", "11 %", "limits_by_choice_pct"),
)


def _around() -> bytes:
    """Return the metropolis; another one, of which little is said, is not loaded."""
    here = {"Code EPCI": int(EPCI[0]), "Libellé EPCI": EPCI[1]}
    other = {"Code EPCI": 299999998, "Libellé EPCI": "CC du Lin", "Habitants": "19 800"}
    rows = [here | {column: value for column, value, _ in AROUND},
            other | {column: "nd" for column, _, _ in AROUND[1:]}]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _communes() -> bytes:
    rows = [["Code INSEE", "Commune", "Population municipale", "Taux de pauvreté", "Fibre",
             "Smartphone", "Ordinateur", "Tablette", "Aident un proche", "Apprennent en vidéo",
             "Ne maîtrisent pas assez", "Limitent par choix"]]  # fmt: skip
    share = _poor(cells())
    rows += [
        [COMMUNE, "Clairmaille", _grouped(38_000), _french(100 * share * 0.93), _grouped(16_480),
         "89 %", "80 %", "45 %", "37 %", "48 %", "30 %", "8 %"],
        ["59998", "Fuseau-sur-Lys", _grouped(14_500), _french(15.2), _grouped(6_010),
         *["nd"] * 7],
        ["59997", "Écanville", _grouped(11_800), "s", "s", *["nd"] * 7],
    ]  # fmt: skip
    return _csv(rows, ";").encode("cp1252")


def _priority() -> bytes:
    rows = [["code_qp", "nom_qp", "pop_mun", "tp60"]]
    for code, (nom, points) in PRIORITY.items():
        ring = [to_xy(*point) for point in points]
        own = [cell for cell in cells() if inside(ring, cell.middle)]
        people = sum(cell.population for cell in own)
        rows.append([code, nom, str(people), _french(100 * _poor(own) * 1.06)])
    return _csv(rows, ",").encode()


def _survey() -> bytes:
    """Return a survey of the town by quarter: two lines of title, names in place of codes."""
    dice = Dice("survey")
    rows = [
        ["Quartier", "Réponses", "Smartphone", "Ordinateur à la maison", "Tablette",
         "Aide un proche avec le numérique", "Apprend avec des vidéos",
         "Ne maîtrise pas assez", "Limite par choix"],
    ]  # fmt: skip
    for nom, ring in quarters().items():
        share = _poor([cell for cell in cells() if inside(ring, cell.middle)])
        said = [91 - 12 * share, 93 - 70 * share, 49 - 20 * share, 28 + 40 * share,
                44 + 25 * share, 19 + 60 * share, 16 - 40 * share]  # fmt: skip
        answers = round(122 + dice.between(-30, 30))
        rows.append(
            [nom.upper() if dice.share() < 0.4 else nom, str(answers),
             *(f"{round(one + dice.between(-3, 3))} %" for one in said)]
        )  # fmt: skip
    n = sum(int(row[1]) for row in rows[1:])
    head = [[f"Enquête « Vos écrans et vous », {n} réponses"], [INVENTED]]
    return _csv([*head, *rows], ";").encode("utf-8-sig")


def _csv(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


# ---------------------------------------------------------------- what a person says of them


def _said(code: str, title: str, kind: str, column: str, **more: Any) -> FigureFile:
    """Return a description; `measures` is {measure: column} or {measure: (column, words)}."""
    measures = [
        {"measure": measure, "column": said}
        if isinstance(said, str)
        else {"measure": measure, "column": said[0], **said[1]}
        for measure, said in more.pop("measures").items()
    ]
    words = {"producer": PRODUCER, "licence": LICENCE, "year": YEAR, "caveat": INVENTED} | more
    return figure_file(
        {"code": f"clairmaille-{code}", "title": title, "zone_kind": kind, "code_column": column,
         "measures": measures, **words}
    )  # fmt: skip


_HIDDEN = {"secret_where": {"note": "2"}}
HELPS = MeasureText(
    "aide-un-proche", "Aident un proche avec le numérique", "pct", "practice",
    base_words="des personnes qui ont répondu",
)  # fmt: skip
LEARNS = MeasureText(
    "apprend-en-video", "Apprennent quelque chose avec des vidéos", "pct", "practice",
    base_words="des personnes qui ont répondu",
)  # fmt: skip


@cache
def town_figures() -> tuple[FiguresFile, ...]:
    """Return the files of figures, in the order in which they are loaded."""
    n_iris: int = len(iris())
    return (
        FiguresFile(
            "carreaux-200m.csv", _grid,
            _said("carreaux", "Carreaux de 200 mètres", "cell", "id", measures={
                "grid_population": "num_people", "mean_living_standard_eur": "mean_std_living",
                "poor_households_pct": ("poverty_ratio", {"factor": 100.0})}),
            len(cells()),
        ),
        FiguresFile(
            "revenus-iris.csv", _incomes,
            _said("revenus", "Revenus déclarés par IRIS", "iris", "IRIS", missing=["nd"], measures={
                "median_declared_income_eur": "DEC_MED", "low_declared_income_pct": "DEC_TP60",
                "unemployment_benefit_pct": "DEC_PCHO"}),
            n_iris,
        ),
        FiguresFile(
            "allocataires-iris.csv", _families,
            _said("allocataires", "Allocataires par IRIS", "iris", "iris_code", secret=[""],
                  measures={
                      "caf_recipients": ("a", _HIDDEN), "caf_covered": ("percou", _HIDDEN),
                      "caf_single_parents": ("am", _HIDDEN), "caf_aah": ("aaah", _HIDDEN),
                      "caf_activity": ("appa", _HIDDEN), "caf_rsa": ("arsas", _HIDDEN),
                      "caf_exposed": ("arsas", {"plus": ["aaah", "appa"], **_HIDDEN})}),
            n_iris + 1, 1,
        ),
        FiguresFile(
            "recensement-iris.xlsx", _census,
            _said("recensement", "Recensement par IRIS", "iris", "IRIS", measures={
                "population": "Population", "households": "Ménages",
                "older_65_pct": "65 ans et plus (%)", "older_alone": "75 ans et plus seuls",
                "aged_15_29_pct": "15 à 29 ans (%)", "alone_pct": "Ménages d’une personne (%)",
                "single_parent_pct": "Familles monoparentales (%)",
                "no_diploma_pct": "Peu ou pas diplômés (%)"}),
            n_iris,
        ),
        FiguresFile(
            "reseau-iris.tsv", _network,
            _said("reseau", "Réseaux par IRIS", "iris", "code_iris", measures={
                "no_thd_pct": "sans_thd", "no_4g_pct": "sans_4g"}),
            n_iris,
        ),
        FiguresFile(
            "agglomeration.json", _around,
            _said("agglomeration", "Chiffres de l’agglomération", "epci", "Code EPCI",
                  measures={measure: column for column, _, measure in AROUND}),
            2, 1, (HELPS, LEARNS),
        ),
        FiguresFile(
            "habitants-communes.csv", _communes,
            _said("communes", "Chiffres des communes", "commune", "Code INSEE",
                  measures={
                      "population": "Population municipale", "poverty_rate_pct": "Taux de pauvreté",
                      "fibre_dwellings": "Fibre", "smartphone_pct": "Smartphone",
                      "home_computer_pct": "Ordinateur", "tablet_pct": "Tablette",
                      HELPS.code: "Aident un proche", LEARNS.code: "Apprennent en vidéo",
                      "not_mastering_pct": "Ne maîtrisent pas assez",
                      "limits_by_choice_pct": "Limitent par choix"}),
            3, 2, (HELPS, LEARNS),
        ),
        FiguresFile(
            "quartiers-prioritaires.csv", _priority,
            _said("qpv", "Quartiers prioritaires 2024 : population et pauvreté", "qpv", "code_qp",
                  measures={"qpv_population": "pop_mun", "qpv_poverty_rate_pct": "tp60"}),
            len(PRIORITY),
        ),
        FiguresFile(
            "enquete-pratiques.csv", _survey,
            _said("pratiques", "Enquête « Vos écrans et vous »", "quarter", "Quartier", measures={
                "smartphone_pct": "Smartphone", "home_computer_pct": "Ordinateur à la maison",
                "tablet_pct": "Tablette", HELPS.code: "Aide un proche avec le numérique",
                LEARNS.code: "Apprend avec des vidéos",
                "not_mastering_pct": "Ne maîtrise pas assez",
                "limits_by_choice_pct": "Limite par choix"}),
            len(quarters()), 0, (HELPS, LEARNS),
        ),
    )  # fmt: skip


__all__ = ["EPCI", "FiguresFile", "Iris", "poor_shares", "town_figures"]
