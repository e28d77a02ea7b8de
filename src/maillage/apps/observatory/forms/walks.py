"""Who walks, how far, when: what is asked of gaps and of access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.observatory.queries.gaps import CHOICES_MIN, MINUTES
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.core.access import REDUCED_MOBILITY, STANDARD, UNHURRIED, Moment, moment_of

KINDS = ("qpv", "quarter", "veille", "commune", "epci")
WALKERS = {"tranquille": UNHURRIED, "ordinaire": STANDARD, "difficile": REDUCED_MOBILITY}
PACES = [
    ("tranquille", _("sans se presser (4 km/h)")),
    ("ordinaire", _("d’un pas ordinaire (4,8 km/h)")),
    ("difficile", _("avec une canne, en fauteuil (2,9 km/h)")),
]


class WalkForm(forms.Form):
    """Kind of territory, minutes, pace, moment; each has an answer when nobody says."""

    genre = forms.ChoiceField(label=_("Par"), required=False)
    minutes = forms.TypedChoiceField(
        label=_("À pied, en moins de"),
        coerce=int,
        choices=[(n, _("%(n)s minutes") % {"n": n}) for n in CHOICES_MIN],
        required=False,
        empty_value=MINUTES,  # type: ignore[arg-type]
    )
    pas = forms.ChoiceField(label=_("En marchant"), choices=PACES, required=False)
    moment = forms.CharField(
        label=_("Quand (facultatif)"),
        required=False,
        max_length=30,
        help_text=_("Un jour, une heure : « mardi 18 h », « samedi »."),
    )

    def __init__(self, data: Any = None, **fields: Any) -> None:
        there = kinds_loaded()
        self.kinds = [kind for kind in KINDS if kind in there]
        said = data.copy() if data is not None else {}
        for name, usual in (
            ("genre", self.kinds[0] if self.kinds else ""),
            ("minutes", str(MINUTES)),
            ("pas", "tranquille"),
        ):
            if not said.get(name):
                said[name] = usual
        super().__init__(said, **fields)
        self.fields["genre"].choices = [(kind, kind_label(kind, 2)) for kind in self.kinds]  # type: ignore[attr-defined]

    def clean_moment(self) -> Moment | None:
        """Refuse what is no day of a week, in the words of the library."""
        text = self.cleaned_data["moment"]
        if not text:
            return None
        try:
            return moment_of(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Dites un jour, et une heure si vous voulez : « mardi 18 h », « samedi ».")
            ) from error

    @property
    def kind(self) -> str:
        """The kind that was asked, the first that is loaded when it is none of them."""
        return str(self.cleaned_data.get("genre") or (self.kinds[0] if self.kinds else ""))

    @property
    def n_minutes(self) -> int:
        """How far."""
        return int(self.cleaned_data.get("minutes") or MINUTES)

    @property
    def walker(self) -> Any:
        """Who walks."""
        return WALKERS[self.cleaned_data.get("pas") or "tranquille"]

    @property
    def when(self) -> Moment | None:
        """The moment that was asked; None: at any time."""
        return self.cleaned_data.get("moment") or None

    def query(self, **more: Any) -> dict[str, str]:
        """Return what an address says of it, without what goes without saying."""
        said = {"genre": self.kind, "minutes": str(self.n_minutes)}
        if (pace := self.cleaned_data.get("pas")) and pace != "tranquille":
            said["pas"] = pace
        if self.when is not None:
            said["moment"] = str(self.data.get("moment", "")).strip()
        return said | {key: str(value) for key, value in more.items()}
