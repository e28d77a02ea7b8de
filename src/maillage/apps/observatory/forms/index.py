"""What is asked of the index: which one, over which territories, among which others; one’s own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.queries.index.among import among_words, communes_offered
from maillage.apps.observatory.queries.index.free import (
    CODE,
    NEGATIVE,
    Offered,
    free_index,
    offered_measures,
)
from maillage.apps.observatory.queries.index.words import MEANS, SCALES
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.sources.figures import IndexText, known_indices

KINDS = ("qpv", "quarter", "veille", "commune", "iris", "epci")
WEIGHTS = [("0", _("ne compte pas")), ("1", _("compte")), ("2", _("double")), ("3", _("triple"))]
WAYS = [("1", _("plus = plus fragile")), ("-1", _("plus = moins fragile"))]


class IndexForm(forms.Form):
    """Method, kind of territory, reference set; each has an answer when nobody says."""

    methode = forms.ChoiceField(label=_("Indice"), required=False)
    genre = forms.ChoiceField(label=_("Par"), required=False)
    reference = forms.ChoiceField(label=_("Comparés à"), required=False)
    partielle = forms.BooleanField(
        label=_("Accepter un total quand un chiffre manque (il est signalé)"), required=False
    )

    def __init__(self, data: Any = None, **fields: Any) -> None:
        there = kinds_loaded()
        kinds = [kind for kind in KINDS if kind in there]
        said = data.copy() if data is not None else {}
        known = {code: one.nom for code, one in known_indices().items()}
        # An address that was kept may name what is no longer there.
        if said.get("methode") not in (*known, CODE):
            said["methode"] = next(iter(known))
        if said.get("genre") not in kinds:
            said["genre"] = kinds[0] if kinds else ""
        among = [*kinds, *communes_offered()]
        if said.get("reference") not in among:
            said["reference"] = ""
        super().__init__(said, **fields)
        self.fields["methode"].choices = [*known.items(), (CODE, _("Le vôtre, à composer"))]  # type: ignore[attr-defined]
        self.fields["genre"].choices = [(kind, kind_label(kind, 2)) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["reference"].choices = [  # type: ignore[attr-defined]
            ("", _("ce que l’indice prévoit")), *((one, among_words(one)) for one in among),
        ]  # fmt: skip

    @property
    def is_free(self) -> bool:
        """True when the person composes the index."""
        return bool(self["methode"].value() == CODE)


class FreeForm(forms.Form):
    """A weight and a direction by measure, a scale, a mean: nothing is kept."""

    echelle = forms.ChoiceField(label=_("Même échelle"), required=False)
    moyenne = forms.ChoiceField(label=_("Moyenne"), required=False)

    def __init__(self, data: Any = None, **fields: Any) -> None:
        self.offered = offered_measures()
        said = data.copy() if data is not None else {}
        first_time = not any(name.startswith("p_") for name in said)
        scales = {code: words for code, words in SCALES.items() if code != "percentile"}
        if said.get("echelle") not in scales:
            said["echelle"] = "min_max"
        if said.get("moyenne") not in MEANS:
            said["moyenne"] = "arithmetic"
        for one in self.offered:
            if said.get(f"p_{one.code}") not in dict(WEIGHTS):
                said[f"p_{one.code}"] = "1" if first_time and one.in_local else "0"
            if said.get(f"s_{one.code}") not in dict(WAYS):
                said[f"s_{one.code}"] = str(one.direction)
        super().__init__(said, **fields)
        self.fields["echelle"].choices = list(scales.items())  # type: ignore[attr-defined]
        self.fields["moyenne"].choices = list(MEANS.items())  # type: ignore[attr-defined]
        for one in self.offered:
            self.fields[f"p_{one.code}"] = forms.ChoiceField(
                label=_("Poids : %(nom)s") % {"nom": one.nom}, choices=WEIGHTS, required=False
            )
            self.fields[f"s_{one.code}"] = forms.ChoiceField(
                label=_("Sens : %(nom)s") % {"nom": one.nom}, choices=WAYS, required=False
            )

    @property
    def rows(self) -> list[tuple[Offered, Any, Any]]:
        """Each measure with its two fields."""
        return [(one, self[f"p_{one.code}"], self[f"s_{one.code}"]) for one in self.offered]

    def clean(self) -> dict[str, Any]:
        """Refuse a mean that this scale cannot bear."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("moyenne") != "arithmetic" and said.get("echelle") in NEGATIVE:
            self.add_error(
                "moyenne",
                _("Cette moyenne demande des nombres positifs. Choisissez une autre échelle, ou la "
                  "moyenne ordinaire."),
            )  # fmt: skip
        return said

    def text(self) -> IndexText | None:
        """Return the index of these choices, None when nothing weighs or a choice is refused."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return free_index(
            self.offered,
            {one.code: float(said[f"p_{one.code}"]) for one in self.offered},
            {one.code: int(said[f"s_{one.code}"]) for one in self.offered},
            kind=said["echelle"],
            how=said["moyenne"],
        )
