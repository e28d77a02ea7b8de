"""Where to put new places: for which need, whom, among what, for which aim."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.answers import asked_here
from maillage.apps.observatory.forms.walks import WalkForm
from maillage.apps.observatory.queries.siting import MOST_NEW, Aim, Candidates, Wish

AIMS = [
    (Aim.CLOSEST, _("le trajet moyen le plus court")),
    (Aim.COVER, _("le plus d’habitants à moins de ces minutes")),
    (Aim.FARTHEST, _("personne trop loin : le plus long trajet le plus court")),
    (Aim.FEWEST, _("tout le monde à moins de ces minutes, avec le moins de lieux")),
]
CANDIDATES = [
    (Candidates.PLACES, _("les lieux publics qui ne le font pas encore")),
    (Candidates.MIDDLES, _("le milieu de chaque territoire")),
]


class SitingForm(WalkForm):
    """A question to siting; nothing is worked out until `besoin` is said."""

    moment = None  # type: ignore[assignment]
    besoin = forms.ChoiceField(label=_("Pour"))
    parmi = forms.ChoiceField(label=_("Parmi"), choices=CANDIDATES, required=False)
    but = forms.ChoiceField(label=_("Ce que l’on cherche"), choices=AIMS, required=False)
    lieux = forms.TypedChoiceField(
        label=_("Lieux nouveaux"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, MOST_NEW + 1)],
        required=False,
        empty_value=1,  # type: ignore[arg-type]
    )
    accueil = forms.IntegerField(
        label=_("Habitants qu’un lieu nouveau peut recevoir (facultatif)"),
        help_text=_("Vide : autant qu’il en vient. Les lieux d’aujourd’hui restent sans limite."),
        required=False,
        min_value=1,
        max_value=10_000_000,
    )
    plancher = forms.BooleanField(
        label=_("Chaque quartier prioritaire couvert"),
        help_text=_("La moitié de ses habitants au moins, à moins de ces minutes."),
        required=False,
    )
    field_order = (
        "besoin",
        "genre",
        "parmi",
        "but",
        "lieux",
        "minutes",
        "pas",
        "accueil",
        "plancher",
    )

    def __init__(self, data: Any = None, **fields: Any) -> None:
        said = data.copy() if data is not None else {}
        self.asked = bool(said.get("besoin"))
        needs = asked_here()
        if not self.asked:
            said["besoin"] = needs[0].code
        for name, usual in (("parmi", "lieux"), ("but", "proche"), ("lieux", "1")):
            if not said.get(name):
                said[name] = usual
        super().__init__(said, **fields)
        self.fields["besoin"].choices = [(need.code, need.label) for need in needs]  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        """What was asked, of a form that is valid."""
        said = self.cleaned_data
        return Wish(
            kind=self.kind,
            need=said["besoin"],
            aim=Aim(said["but"]),
            candidates=Candidates(said["parmi"]),
            n_new=int(said["lieux"]),
            minutes=self.n_minutes,
            walker=self.walker,
            floor=bool(said["plancher"]),
            room=said["accueil"],
        )

    def query(self, **more: Any) -> dict[str, str]:
        """Return what an address says of it."""
        wish = self.wish
        said = {"besoin": wish.need, "parmi": str(wish.candidates), "but": str(wish.aim),
                "lieux": str(wish.n_new)}  # fmt: skip
        if wish.room is not None:
            said["accueil"] = str(wish.room)
        return super().query(**said, **({"plancher": "on"} if wish.floor else {}), **more)
