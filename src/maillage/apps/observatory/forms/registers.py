"""Forms of the registers of the diagnosis: printed numbers, studies, findings, structures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.forms.diagnosis import ObservatoryForm, zone_choices
from maillage.apps.observatory.models import StructureNeedKind, Unit
from maillage.apps.observatory.queries.references import never_divided, references
from maillage.apps.observatory.queries.studies import TAGS, studies
from maillage.apps.observatory.queries.values import measures

ACTIVITY_WORDS = [
    ("", _("aucune de celles-ci")),
    ("courses", _("faire ses courses")),
    ("banque", _("opérations bancaires")),
    ("demarches", _("démarches")),
]
SCALE_WORDS = [
    ("", _("aucune de celles-ci")),
    ("echelle-qpv", _("quartiers prioritaires")),
    ("echelle-englobante", _("unités urbaines qui les entourent")),
    ("echelle-france", _("France métropolitaine")),
]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NumberField(forms.FloatField):
    """A number as French people type it: « 160 000 », « 19,3 »."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """Read spaces and a comma; a word is refused in the words of Django."""
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").removesuffix("%")
        number: float | None = super().to_python(value)
        return number


class ReferenceForm(ObservatoryForm):
    """A number that a text prints; without its source it is refused (OBS-05)."""

    nom = forms.CharField(max_length=200, label=_("Ce que le nombre mesure"))
    value = NumberField(label=_("Le nombre, tel qu’il est imprimé"))
    unit = forms.ChoiceField(choices=Unit.choices, label=_("Unité"))
    population = forms.CharField(
        max_length=200, label=_("De qui, ou de quoi"),
        help_text=_("La population dont on parle : « habitants de 18 à 59 ans des quartiers "
                    "prioritaires »."),
    )  # fmt: skip
    territory = forms.CharField(max_length=120, label=_("Où"))
    year = forms.IntegerField(
        required=False, min_value=1900, max_value=2100, label=_("Année, si le texte la dit")
    )
    source = forms.CharField(
        max_length=300, label=_("D’où vient ce nombre"),
        help_text=_("L’organisme et le texte. Un chiffre sans source n’est pas enregistré."),
    )  # fmt: skip
    caveat = forms.CharField(
        required=False, max_length=1_000, label=_("Ce qu’il faut savoir avant de s’en servir"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    compared = NumberField(
        required=False,
        label=_("La même chose dans une autre population"),
    )
    compared_population = forms.CharField(
        required=False, max_length=200, label=_("Quelle autre population")
    )
    numerator = NumberField(
        required=False, min_value=0,
        label=_("Pour une part : le nombre imprimé à côté"),
        help_text=_("Maillage refait le calcul, et dit si le texte imprime autre chose."),
    )  # fmt: skip
    denominator = NumberField(required=False, min_value=1, label=_("… sur combien"))
    activity = forms.ChoiceField(
        required=False, choices=ACTIVITY_WORDS, label=_("Activité en ligne dont il parle")
    )
    scale = forms.ChoiceField(required=False, choices=SCALE_WORDS, label=_("Échelle"))

    def clean(self) -> dict[str, Any]:
        """Refuse half a comparison, half a calculation, and the ratio that WRN-18 forbids."""
        said: dict[str, Any] = super().clean() or {}
        for one, other in (("compared", "compared_population"), ("numerator", "denominator")):
            if (said.get(one) in (None, "")) != (said.get(other) in (None, "")):
                self.add_error(other, _("Donnez les deux, ou aucun des deux."))
        part, whole = said.get("numerator"), said.get("denominator")
        if part is not None and whole is not None:
            if said.get("unit") != Unit.PCT:
                self.add_error("numerator", _("Seule une part, en %, se recalcule ainsi."))
            elif part > whole:
                self.add_error("denominator", _("La partie est plus grande que le tout."))
            elif never_divided(part, whole):
                self.add_error(
                    "denominator",
                    _("Ces deux nombres comptent des populations différentes : l’un ne se divise "
                      "pas par l’autre."),
                )  # fmt: skip
        return said

    def values(self) -> dict[str, Any]:
        """Return what the action writes."""
        said = dict(self.cleaned_data)
        part, whole = said.pop("numerator"), said.pop("denominator")
        said["check_counts"] = {} if part is None else {"numerator": part, "denominator": whole}
        said["themes"] = [word for word in (said.pop("activity"), said.pop("scale")) if word]
        return said


class StudyForm(ObservatoryForm):
    """A study, cited by its organisation."""

    title = forms.CharField(max_length=250, label=_("Titre"))
    authors = forms.CharField(
        max_length=200, label=_("Qui l’a faite"),
        help_text=_("Un organisme, jamais le nom d’une personne."),
    )  # fmt: skip
    year = forms.IntegerField(
        required=False, min_value=1900, max_value=2100, label=_("Année, si elle est indiquée")
    )
    territory = forms.CharField(required=False, max_length=160, label=_("Où"))
    n_people = forms.IntegerField(
        required=False, min_value=1, label=_("Combien de personnes ont été interrogées")
    )
    obstacles = forms.CharField(
        required=False, max_length=3_000, label=_("Les freins qu’elle a trouvés"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    answers = forms.CharField(
        required=False, max_length=3_000, label=_("Les réponses qu’elle décrit"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    url = forms.URLField(
        required=False, max_length=300, label=_("Son adresse sur le web"), assume_scheme="https"
    )
    tags = forms.MultipleChoiceField(
        required=False, choices=list(TAGS.items()), widget=forms.CheckboxSelectMultiple,
        label=_("De quoi elle parle"),
    )  # fmt: skip


class FindingForm(ObservatoryForm):
    """One sentence, its day, and what shows it: one thing at least."""

    text = forms.CharField(
        max_length=400, label=_("Le constat, en une phrase"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce que l’on voit, et ce que les habitants font déjà. Jamais un mot sur une "
                    "personne."),
    )  # fmt: skip
    said_on = forms.DateField(label=_("Constaté le"), widget=DAY)
    references = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Des chiffres repères")
    )
    studies = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Des études")
    )
    measure = forms.ChoiceField(required=False, label=_("Un chiffre d’ici"))
    zone = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("… pour quel territoire")
    )
    words = forms.CharField(
        required=False, max_length=600, label=_("Ou un texte : compte rendu, atelier, courrier"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dites lequel et de quand, pour que l’on puisse le retrouver."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["references"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.nom} ({one.territory})") for one in references()
        ]
        self.fields["studies"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.title}, {one.authors}, {one.year_words}") for one in studies()
        ]
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            ("", _("aucun")), *((one.code, one.nom) for one in measures())
        ]  # fmt: skip
        self.fields["zone"].choices = [("", _("aucun")), *zone_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an opinion: a finding that nothing shows."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("measure")) != bool(said.get("zone")):
            self.add_error("zone", _("Dites le chiffre et le territoire, ou aucun des deux."))
        if not any(said.get(one) for one in ("references", "studies", "measure", "words")):
            self.add_error(None, _("Dites au moins une chose qui le montre : un constat sans "
                                   "preuve est un avis."))  # fmt: skip
        return said


class StructureNeedForm(ObservatoryForm):
    """What a structure lacks."""

    organisation_id = forms.TypedChoiceField(coerce=int, label=_("Quelle structure"))
    kind = forms.ChoiceField(choices=StructureNeedKind.choices, label=_("Ce qui manque"))
    text = forms.CharField(
        max_length=300, label=_("En une phrase"),
        help_text=_("Par exemple : « Huit ordinateurs à jour pour la salle »."),
    )  # fmt: skip
    quantity = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, label=_("Combien (facultatif)")
    )
    amount_eur = forms.IntegerField(
        required=False, min_value=0, max_value=100_000_000,
        label=_("Coût estimé, en euros (facultatif)"),
    )  # fmt: skip
    since = forms.DateField(label=_("Depuis le"), widget=DAY)

    def __init__(self, *args: Any, organisations: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation_id"].choices = list(organisations)  # type: ignore[attr-defined]


class StructureFilterForm(forms.Form):
    """Which needs are shown."""

    nature = forms.ChoiceField(
        required=False,
        choices=[("", _("tout")), *StructureNeedKind.choices],
        label=_("Ce qui manque"),
    )
