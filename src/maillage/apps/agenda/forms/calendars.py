"""The address of a calendar kept elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CalendarForm(forms.Form):
    """One address; whether it may be read is for `actions.calendars` to say."""

    url = forms.CharField(
        label=_("Adresse de l’agenda (format iCal)"),
        help_text=_(
            "Elle commence par https:// et finit souvent par .ics. On la trouve dans les réglages "
            "de votre agenda, au mot « partager », « publier » ou « adresse secrète »."
        ),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


class EraseForm(forms.Form):
    """What becomes of a booking that is still to come."""

    then = forms.ChoiceField(
        label=_("Votre rendez-vous n’a pas encore eu lieu"),
        choices=[
            ("keep", _("Le garder, sans mon nom : je viendrai avec mon code")),
            ("cancel", _("L’annuler aussi : l’heure servira à quelqu’un d’autre")),
        ],
        widget=forms.RadioSelect,
    )
