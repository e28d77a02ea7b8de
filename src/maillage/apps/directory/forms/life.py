"""The day on which a planned place opens."""

from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import DayField, StaffForm


class OpenForm(StaffForm):
    """A planned place opens."""

    on = DayField(
        required=False,
        label=_("Ouvert depuis le"),
        help_text=_("Vide : aujourd’hui. Le lieu entre dans les listes tout de suite."),
    )
