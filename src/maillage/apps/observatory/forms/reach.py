"""What is asked of access: which need, which measure, shared between whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.answers import Asked, asked_here
from maillage.apps.observatory.forms.walks import WalkForm
from maillage.apps.observatory.queries.needs import needs
from maillage.apps.observatory.queries.reach import Ask
from maillage.sources.figures import NeedText

MEASURES = [
    (Ask.MINUTES, _("minutes jusqu’au lieu le plus proche")),
    (Ask.SHARE, _("part des habitants qui ont un lieu à côté")),
    (Ask.HOURS, _("heures d’ouverture pour 1 000 personnes")),
    (Ask.SEATS, _("heures-places pour 1 000 personnes")),
]


class ReachForm(WalkForm):
    """A map of access; each has an answer when nobody says."""

    besoin = forms.ChoiceField(label=_("Pour"), required=False)
    mesure = forms.ChoiceField(label=_("Mesure"), choices=MEASURES, required=False)
    pour = forms.ChoiceField(label=_("Partagé entre"), required=False)
    complet = forms.BooleanField(
        label=_("Compléter ce qu’on ne sait pas par la médiane du même genre de lieu"),
        required=False,
    )
    field_order = ("besoin", "mesure", "genre", "minutes", "pas", "moment", "pour", "complet")

    def __init__(self, data: Any = None, **fields: Any) -> None:
        super().__init__(data, **fields)
        self._asked = {one.code: one for one in asked_here()}
        self._needs = {one.code: one for one in needs()}
        if not (data or {}).get("minutes"):
            self.data["minutes"] = "10"  # type: ignore[index]
        if not (data or {}).get("mesure"):
            self.data["mesure"] = Ask.MINUTES  # type: ignore[index]
        self.fields["besoin"].choices = [  # type: ignore[attr-defined]
            ("", _("tout lieu public")),
            *((code, one.label) for code, one in self._asked.items()),
        ]
        self.fields["pour"].choices = [  # type: ignore[attr-defined]
            ("", _("tous les habitants")),
            *((code, one.nom) for code, one in self._needs.items()),
        ]

    @property
    def need(self) -> Asked | None:
        """What is looked for; None: any public place."""
        return self._asked.get(self.cleaned_data.get("besoin") or "")

    @property
    def people_of(self) -> NeedText | None:
        """Between whom it is shared; None: all inhabitants."""
        return self._needs.get(self.cleaned_data.get("pour") or "")

    @property
    def ask(self) -> Ask:
        """What is measured."""
        return Ask(self.cleaned_data.get("mesure") or Ask.MINUTES)

    @property
    def is_completed(self) -> bool:
        """Whether what is not known is taken as the median of its kind."""
        return bool(self.cleaned_data.get("complet"))

    def query(self, **more: Any) -> dict[str, str]:
        """Return what an address says of it, without what goes without saying."""
        said = super().query() | {"mesure": str(self.ask)}
        for name in ("besoin", "pour"):
            if value := self.cleaned_data.get(name):
                said[name] = value
        if self.is_completed:
            said["complet"] = "on"
        return said | {key: str(value) for key, value in more.items()}
