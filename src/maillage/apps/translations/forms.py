"""The form of one text."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SaidForm(forms.Form):
    """Which French text, which translation of it was seen, and what is said now; "" takes it back.

    Texts are named by their digest: a browser changes line breaks on the way.
    """

    french = forms.RegexField(r"^[0-9a-f]{64}$")
    seen = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    text = forms.CharField(
        required=False,
        max_length=90_000,
        label=_("Dans cette langue"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
