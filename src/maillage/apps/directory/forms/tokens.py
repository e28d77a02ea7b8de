"""The form of a key for a program."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.accounts.queries import SCOPE_LABELS
from maillage.apps.directory.forms.kit import REQUIRED, StaffForm
from maillage.web.api import served_scopes

DAYS = {30: _("Un mois"), 90: _("Trois mois"), 365: _("Un an")}


class TokenForm(StaffForm):
    """What the key is for, what it may do, and for how long."""

    name = forms.CharField(
        max_length=80,
        label=_("Quel programme s’en sert"),
        help_text=_("Par exemple : le logiciel de la médiathèque."),
        error_messages={"required": REQUIRED},
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’il pourra faire"),
        help_text=_("Lire ne demande pas de clé. Ne cochez que le nécessaire."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": REQUIRED},
    )
    days = forms.TypedChoiceField(
        coerce=int,
        choices=list(DAYS.items()),
        initial=90,
        label=_("Pendant combien de temps"),
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        served = served_scopes()
        words = [(c, label.capitalize()) for c, label in SCOPE_LABELS.items() if c in served]
        self.fields["scopes"].choices = words  # type: ignore[attr-defined]
