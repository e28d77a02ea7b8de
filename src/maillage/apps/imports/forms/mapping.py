"""A file described on screen: whose it is, what its columns and its words become."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.apps.imports.actions.mapping import Producer
from maillage.core.standard import FIELD_BY_NAME
from maillage.core.standard.lists import ALLOWED
from maillage.sources.mapping import Look, Target, target_of
from maillage.sources.mapping import Mapping as FileMapping
from maillage.sources.mapping.model import LAMBERT_93
from maillage.sources.mapping.targets import ANSWERS, JOINS, SINGLE, TEXTS

KEEP, IGNORE = "keep", "ignore"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
Choices = list[tuple[Any, Any]]

_PROJECTIONS = (
    (2154, gettext_lazy("Lambert-93 (métropole)")),
    *((3900 + n, f"CC{n}") for n in range(42, 51)),
    (3163, gettext_lazy("Nouvelle-Calédonie (RGNC)")),
    (32620, gettext_lazy("Antilles (UTM 20)")),
    (32622, gettext_lazy("Guyane (UTM 22)")),
    (2975, gettext_lazy("La Réunion (UTM 40)")),
    (4471, gettext_lazy("Mayotte (UTM 38)")),
    (4467, gettext_lazy("Saint-Pierre-et-Miquelon (UTM 21)")),
)


class ProducerForm(forms.Form):
    """Of whom a file is."""

    producteur = forms.CharField(
        label=gettext_lazy("Qui a fait ce fichier ?"),
        help_text=gettext_lazy(
            "La collectivité, l’association ou le service, jamais une personne. Chaque fiche dira "
            "qu’elle vient de là."
        ),
        max_length=200,
    )
    titre = forms.CharField(
        label=gettext_lazy("Que contient-il ?"),
        help_text=gettext_lazy("Par exemple : lieux d’accueil de la métropole."),
        max_length=200,
    )
    licence = forms.CharField(
        label=gettext_lazy("Sa licence, si vous la connaissez"),
        help_text=gettext_lazy(
            "Elle dit si ces données peuvent être publiées de nouveau. Par exemple : Licence "
            "Ouverte 2.0."
        ),
        max_length=200,
        required=False,
    )
    adresse = forms.URLField(
        label=gettext_lazy("Son adresse sur le web, s’il en a une"),
        max_length=2000,
        required=False,
        assume_scheme="https",
    )
    entier = forms.BooleanField(
        label=gettext_lazy("Chaque fichier nomme tous les lieux de ce producteur"),
        help_text=gettext_lazy(
            "Un lieu que le prochain fichier ne nommera plus ne sera plus montré. Décochez si un "
            "fichier n’apporte que des ajouts."
        ),
        required=False,
        initial=True,
    )

    def producer(self) -> Producer:
        """Return what was typed."""
        said = self.cleaned_data
        return Producer(
            title=said["titre"],
            producer=said["producteur"],
            licence=said["licence"],
            url=said["adresse"],
            complete=said["entier"],
        )


def target_choices() -> Choices:
    """Return what a column may become, in plain words, by group."""

    def fields(*names: str) -> list[tuple[str, str]]:
        return [(f"field:{name}", FIELD_BY_NAME[name].title) for name in names]

    groups: Choices = [
        (
            _("Sans effet sur le site"),
            [
                (KEEP, _("Garder à part")),
                (IGNORE, _("Ne pas garder")),
            ],
        ),
        (
            _("Le lieu"),
            [
                *fields("nom", "adresse", "complement_adresse", "code_postal", "commune"),
                ("address_line", _("Adresse, code postal et commune ensemble")),
                *fields("code_insee", "typologie", "structure_parente", "pivot", "date_maj"),
                ("local:local_quarter", TEXTS["local_quarter"]),
            ],
        ),
        (
            _("Sa position"),
            [
                *fields("latitude", "longitude"),
                ("position", _("Latitude et longitude ensemble")),
                ("x", _("X, en mètres")),
                ("y", _("Y, en mètres")),
            ],
        ),
        (
            _("Le joindre"),
            [*fields("telephone", "courriels", "site_web", "prise_rdv", "modalites_acces")],
        ),
        (
            _("Ses horaires"),
            [
                ("field:horaires", _("Horaires, tous les jours ensemble")),
                *((f"day:{n}", _("Horaires du %(day)s") % {"day": day}) for n, day in _days()),
            ],
        ),
        (
            _("Ce qu’on y fait"),
            fields(
                *("services", "modalites_accompagnement", "publics_specifiquement_adresses"),
                *("prise_en_charge_specifique", "frais_a_charge", "presentation_resume"),
                *("presentation_detail", "itinerance", "dispositif_programmes_nationaux"),
                *("formations_labels", "autres_formations_labels", "fiche_acces_libre", "source"),
            ),
        ),
        (
            _("Précisions"),
            [
                (f"local:{name}", words)
                for name, words in (ANSWERS | TEXTS).items()
                if name != "local_quarter"
            ],
        ),
    ]
    for name in (
        *("services", "modalites_accompagnement", "publics_specifiquement_adresses"),
        *("prise_en_charge_specifique", "frais_a_charge", "dispositif_programmes_nationaux"),
        *("modalites_acces", "itinerance"),
    ):
        title = _("Oui ou non : %(field)s") % {"field": FIELD_BY_NAME[name].title.lower()}
        options = [(f"flag:{name}:{value}", _flag_words(value)) for value in ALLOWED[name]]
        groups.append((title, options))
    return groups


def _flag_words(value: str) -> str:
    return _("Oui\u00a0: %(value)s") % {"value": value}


def _days() -> Iterable[tuple[int, str]]:
    return enumerate(DAYS, start=1)


class ColumnsForm(forms.Form):
    """One question by column: what it becomes."""

    feuille = forms.ChoiceField(label=gettext_lazy("Feuille du classeur"), required=False)
    ligne_titres = forms.IntegerField(
        label=gettext_lazy("Ligne des titres"),
        help_text=gettext_lazy("0 si le fichier n’a pas de titres."),
        min_value=0,
        max_value=80,
        required=False,
    )
    cle = forms.ChoiceField(
        label=gettext_lazy("À quoi reconnaître un lieu d’un fichier au suivant ?"),
        help_text=gettext_lazy(
            "Une colonne dont chaque ligne a sa propre valeur, et qui ne change jamais ; sinon le "
            "nom et l’adresse."
        ),
        required=False,
    )
    commune = forms.CharField(
        label=gettext_lazy(
            "La commune, si toutes les lignes ont la même et qu’aucune colonne ne la dit"
        ),
        max_length=100,
        required=False,
    )
    code_postal = forms.RegexField(
        r"^\d{5}$",
        label=gettext_lazy("Son code postal"),
        required=False,
        error_messages={"invalid": gettext_lazy("Écrivez les cinq chiffres, par exemple 59100.")},
    )
    projection = forms.TypedChoiceField(
        label=gettext_lazy("Projection des colonnes X et Y"),
        help_text=gettext_lazy("Seulement si la position est en mètres."),
        choices=_PROJECTIONS,
        coerce=int,
        required=False,
        empty_value=None,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, look: Look, mapping: FileMapping) -> None:
        super().__init__(data)
        self.look, self.mapping = look, mapping
        self.fields["feuille"].choices = [(name, name) for name in look.sheets]  # type: ignore[attr-defined]
        self.fields["cle"].choices = [  # type: ignore[attr-defined]
            ("", _("Son nom, son adresse et sa commune")),
            *(
                (str(index), column.name[:80])
                for index, column in enumerate(look.columns)
                if column.name in mapping.key
                or (look.n_rows and column.n_different == column.n_filled == look.n_rows)
            ),
        ]
        names = [column.name for column in look.columns]
        key = mapping.key[0] if mapping.key else ""
        self.initial = {
            "feuille": look.sheet,
            "ligne_titres": look.header_line,
            "cle": str(names.index(key)) if key in names else "",
            "commune": mapping.constants.get("commune", ""),
            "code_postal": mapping.constants.get("code_postal", ""),
            "projection": mapping.epsg,
        }
        choices = target_choices()
        for index, column in enumerate(look.columns):
            target = mapping.columns.get(column.name, Target(KEEP))
            self.fields[f"c{index}"] = column_question(look, index, choices, target)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The question of each column, in the order of the file."""
        return [self[f"c{index}"] for index in range(len(self.look.columns))]

    @property
    def unguessed(self) -> list[forms.BoundField]:
        """The columns that say something and that nobody could guess."""
        return [field for field in self.columns if self._is_open(field.name)]

    @property
    def guessed(self) -> list[forms.BoundField]:
        """The others: guessed, or empty in this file."""
        return [field for field in self.columns if not self._is_open(field.name)]

    def _is_open(self, name: str) -> bool:
        column = self.look.columns[int(name[1:])]
        target = self.mapping.columns.get(column.name, Target(KEEP))
        return target.kind == KEEP and column.n_filled > 0 and column.name not in self.mapping.key

    @property
    def has_sheets(self) -> bool:
        """True when the workbook has several sheets to choose from."""
        return len(self.look.sheets) > 1

    @property
    def has_titles(self) -> bool:
        """True when the line of the titles may be another."""
        return self.look.format in ("csv", "xlsx", "ods")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        targets = self._targets()
        by_target: dict[str, list[str]] = {}
        for name, target in targets.items():
            by_target.setdefault(target.name or target.kind, []).append(name)
        if "nom" not in by_target:
            self.add_error(None, _("Aucune colonne ne donne le nom des lieux : choisissez-la."))
        located = {"commune", "address_line", "latitude", "position", "x"} & by_target.keys()
        if not located and not said.get("commune"):
            self.add_error(
                "commune",
                _(
                    "Aucune colonne ne dit où sont les lieux : choisissez celle de la commune ou "
                    "de la position, ou écrivez ici leur commune."
                ),
            )
        for name, columns in by_target.items():
            if len(columns) > 1 and not may_share(name, targets[columns[0]]):
                shown = _(" et ").join(f"« {column} »" for column in columns[:4])
                index = [column.name for column in self.look.columns].index(columns[1])
                self.add_error(
                    f"c{index}",
                    _(
                        "%(columns)s deviennent la même chose : gardez-en une, mettez l’autre à "
                        "part."
                    )
                    % {"columns": shown},
                )
        return said

    def _targets(self) -> dict[str, Target]:
        return {
            column.name: target_of(self.cleaned_data.get(f"c{index}") or KEEP)
            for index, column in enumerate(self.look.columns)
        }

    def new_mapping(self) -> FileMapping:
        """Return the mapping with what was chosen; its words are those that were known."""
        said = self.cleaned_data
        constants = {n: said[n] for n in ("commune", "code_postal") if said.get(n)}
        others = {
            n: v for n, v in self.mapping.constants.items() if n not in ("commune", "code_postal")
        }
        key = (self.look.columns[int(said["cle"])].name,) if said.get("cle") else ()
        return replace(
            self.mapping,
            columns=self._targets(),
            constants=others | constants,
            key=key,
            sheet=self.look.sheet if len(self.look.sheets) > 1 else "",
            header_line=self.look.header_line,
            decimal=self.look.decimal,
            epsg=said.get("projection") or LAMBERT_93,
        )


def may_share(name: str, target: Target) -> bool:
    """True when several columns may become the same thing together."""
    if target.kind in (KEEP, IGNORE, "day", "flag"):
        return True
    if target.kind == "field":
        return name not in SINGLE and (name in JOINS or FIELD_BY_NAME[name].multiple)
    return target.kind == "local" and name not in ANSWERS


def column_question(look: Look, index: int, choices: Choices, target: Target) -> forms.Field:
    """Return the question of what a column becomes, its examples beside."""
    offered = {code for _title, options in choices for code, _words in options}
    own: Choices = [] if target.code in offered else [(target.code, target.value or target.code)]
    return forms.ChoiceField(
        label=look.columns[index].name[:200],
        help_text=examples_of(look, index),
        choices=[*own, *choices],
        initial=target.code,
        required=False,
    )


def examples_of(look: Look, index: int) -> str:
    """Return some cells of a column, and how many rows have one, in words."""
    column = look.columns[index]
    if not column.n_filled:
        return _("Vide dans ce fichier.")
    shown = " · ".join(f"«\u00a0{example}\u00a0»" for example in column.examples[:4])
    if column.n_filled == look.n_rows:
        return shown
    filled = ngettext(
        "%(n)s ligne remplie sur %(all)s", "%(n)s lignes remplies sur %(all)s", column.n_filled
    ) % {"n": column.n_filled, "all": look.n_rows}
    return f"{shown} ({filled})"
