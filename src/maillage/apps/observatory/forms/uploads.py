"""A file of figures, and what its columns measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.queries.uploads import dataset_code
from maillage.apps.observatory.queries.values import FAMILY_CHOICES, UNIT_CHOICES
from maillage.apps.territories.queries import kind_label
from maillage.sources.figures import FigureFile, MeasureText, figure_file
from maillage.sources.mapping import Column

NEW = "nouvelle"
DIRECTIONS = (
    ("0", _("ni l’un ni l’autre : elle n’entre dans aucun indice")),
    ("1", _("plus elle est grande, plus c’est difficile")),
    ("-1", _("plus elle est grande, plus c’est facile")),
)


class FigureFileForm(forms.Form):
    """A file of this computer."""

    fichier = forms.FileField(
        label=_("Un fichier de votre ordinateur"),
        allow_empty_file=True,
        error_messages={"required": _("Choisissez un fichier.")},
    )
    # After the file in the page: a form that is cut arrives without it.
    fin = forms.CharField(required=False, widget=forms.HiddenInput, initial="1")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        limit = settings.DELIVERY_MAX_BYTES // 1024**2
        self.fields["fichier"].help_text = _(
            "CSV, Excel, LibreOffice ou JSON, un territoire par ligne, %(n)s Mo au plus."
        ) % {"n": limit}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("fichier") and not said.get("fin"):
            self.add_error(
                "fichier",
                _("L’envoi s’est arrêté avant la fin : rien n’est gardé. Envoyez de nouveau."),
            )
        return said


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """A column of the file beside the fields that say what it measures."""

    name: str
    examples: str
    choice: Any
    new: Sequence[Any]
    is_open: bool


def _text(label: Any, most: int, *, help_text: Any = "", required: Any = "") -> forms.CharField:
    messages = {"required": required} if required else {}
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, required=bool(required),
        error_messages=messages,
    )  # fmt: skip


class DescribeForm(forms.Form):
    """What a file says: of which territories, who made it, and what each column measures."""

    title = _text(_("Titre du jeu"), 200, required=_("Donnez un titre : il sera cité."))
    producer = _text(
        _("Qui a produit ces chiffres"), 120,
        required=_("Un chiffre sans source n’est pas chargé : dites qui l’a produit."),
    )  # fmt: skip
    licence = _text(
        _("Licence"), 120, help_text=_("Par exemple : Licence Ouverte 2.0"),
        required=_("Un chiffre sans source n’est pas chargé : dites sous quelle licence."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Année des données"), min_value=1962, max_value=2100,
        error_messages={"required": _("Dites de quelle année sont ces chiffres.")},
    )  # fmt: skip
    url = forms.URLField(label=_("Adresse de la page, si elle existe"), required=False,
                         max_length=300, assume_scheme="https")  # fmt: skip
    caveat = forms.CharField(
        label=_("Ce qu’il faut savoir avant de lire"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    zone_kind = forms.ChoiceField(label=_("Chaque ligne est"))
    code_column = forms.ChoiceField(
        label=_("Colonne du code"),
        help_text=_("Celle du code du territoire ; pour un quartier, son nom convient aussi."),
    )
    secret = _text(
        _("Mots qui veulent dire « secret »"), 100,
        help_text=_("Séparés par des virgules. « s », « ns », « secret » sont déjà connus."),
    )  # fmt: skip
    missing = _text(
        _("Mots qui veulent dire « non fourni »"), 100,
        help_text=_("Une case vide, « nd », « - » sont déjà connus."),
    )  # fmt: skip

    def __init__(
        self,
        *arguments: Any,
        columns: Sequence[Column],
        wanted: Sequence[Column],
        kinds: Sequence[str],
        measures: dict[str, MeasureText],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.wanted, self.measures = wanted, measures
        self.fields["zone_kind"].choices = [(k, kind_label(k, 1)) for k in kinds]  # type: ignore[attr-defined]
        self.fields["code_column"].choices = [(c.name, c.name) for c in columns]  # type: ignore[attr-defined]
        listed = sorted((one.nom, code) for code, one in measures.items())
        choices = [("", _("Ne pas garder")), (NEW, _("Une nouvelle mesure…")),
                   (_("Mesures connues"), [(code, nom) for nom, code in listed])]  # fmt: skip
        for n, column in enumerate(wanted):
            self.fields[f"mesure{n}"] = forms.ChoiceField(
                label=_("Ce que mesure « %(name)s »") % {"name": column.name},
                choices=choices,
                required=False,
            )
            self.fields[f"nom{n}"] = forms.CharField(
                label=_("Nom de la mesure"), max_length=160, required=False
            )
            self.fields[f"unite{n}"] = forms.ChoiceField(
                label=_("Unité"), choices=UNIT_CHOICES, required=False
            )
            self.fields[f"base{n}"] = forms.CharField(
                label=_("Pour un %, la part de qui ou de quoi"), max_length=160, required=False,
                help_text=_("Par exemple : des ménages"),
            )  # fmt: skip
            self.fields[f"famille{n}"] = forms.ChoiceField(
                label=_("Elle parle de"), choices=FAMILY_CHOICES, required=False
            )
            self.fields[f"sens{n}"] = forms.ChoiceField(
                label=_("Sens"), choices=DIRECTIONS, required=False
            )

    @property
    def about(self) -> list[Any]:
        """The fields that say where the file comes from."""
        return [self[name] for name in ("title", "producer", "licence", "year", "url", "caveat")]

    @property
    def reading(self) -> list[Any]:
        """The fields that say how it is read."""
        return [self[name] for name in ("zone_kind", "code_column", "secret", "missing")]

    @property
    def parts(self) -> list[ColumnPart]:
        """The columns, each with its fields."""
        parts = []
        for n, column in enumerate(self.wanted):
            new = [self[f"{name}{n}"] for name in ("nom", "unite", "base", "famille", "sens")]
            choice = self[f"mesure{n}"]
            opened = choice.value() == NEW or any(field.errors for field in new)
            examples = " ; ".join(column.examples)
            parts.append(ColumnPart(column.name, examples, choice, new, opened))
        return parts

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        used: dict[str, str] = {}
        for n, column in enumerate(self.wanted):
            choice = said.get(f"mesure{n}", "")
            if not choice:
                continue
            if choice == NEW:
                self._clean_new(n, said)
                choice = _measure_code(said.get(f"nom{n}", ""))
            if column.name == said.get("code_column"):
                self.add_error(f"mesure{n}", _("Cette colonne est celle du code."))
            if choice and choice in used:
                self.add_error(
                    f"mesure{n}",
                    _("« %(name)s » dit déjà cette mesure : une seule colonne par mesure.")
                    % {"name": used[choice]},
                )
            used[choice] = column.name
        if not used and not self.errors:
            self.add_error(None, _("Dites au moins ce que mesure une colonne."))
        return said

    def _clean_new(self, n: int, said: dict[str, Any]) -> None:
        if not said.get(f"nom{n}"):
            self.add_error(f"nom{n}", _("Nommez la mesure."))
        elif _measure_code(said[f"nom{n}"]) in self.measures:
            self.add_error(f"nom{n}", _("Cette mesure est connue : choisissez-la dans la liste."))
        elif not _measure_code(said[f"nom{n}"]):
            self.add_error(f"nom{n}", _("Ce nom n’a pas de lettre."))
        if said.get(f"unite{n}") == "pct" and not said.get(f"base{n}"):
            self.add_error(f"base{n}", _("Un pourcentage sans base ne se lit pas : la part de "
                                         "qui, ou de quoi ?"))  # fmt: skip

    def described(self) -> FigureFile:
        """Return what was said, as a description of the file."""
        said = self.cleaned_data
        chosen = [(n, said[f"mesure{n}"]) for n in range(len(self.wanted)) if said[f"mesure{n}"]]
        return figure_file(
            {
                "code": dataset_code(said["title"], said["year"]),
                **{name: said[name] for name in ("title", "producer", "licence", "year", "url",
                                                 "caveat", "zone_kind", "code_column")},
                "secret": _words(said["secret"]),
                "missing": _words(said["missing"]),
                "measures": [
                    {
                        "measure": _measure_code(said[f"nom{n}"]) if choice == NEW else choice,
                        "column": self.wanted[n].name,
                    }
                    for n, choice in chosen
                ],
            }
        )  # fmt: skip

    def new_measures(self) -> list[MeasureText]:
        """Return the measures that nobody had described before."""
        said = self.cleaned_data
        return [
            MeasureText(
                code=_measure_code(said[f"nom{n}"]),
                nom=said[f"nom{n}"],
                unit=said[f"unite{n}"],
                family=said[f"famille{n}"],
                direction=int(said[f"sens{n}"] or 0),
                base_words=said[f"base{n}"] if said[f"unite{n}"] == "pct" else "",
            )
            for n in range(len(self.wanted))
            if said[f"mesure{n}"] == NEW
        ]


def said_before(described: FigureFile, wanted: Sequence[Column]) -> dict[str, Any]:
    """Return the first values of the form from a description."""
    by_column = {one.column: one.measure for one in described.measures}
    names = ("title", "producer", "licence", "year", "url", "caveat", "zone_kind", "code_column")
    first = {name: getattr(described, name) for name in names}
    first |= {"secret": ", ".join(described.secret), "missing": ", ".join(described.missing)}
    for n, column in enumerate(wanted):
        first[f"mesure{n}"] = by_column.get(column.name, "")
    return first


def _measure_code(nom: str) -> str:
    return slugify(nom)[:60].strip("-")


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
