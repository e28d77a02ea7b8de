"""Forms of the channels."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.queries.topics import REDIRECTED, TOPICS
from maillage.apps.channels.models import Channel, Done
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS

REQUIRED = _("Ce champ est nécessaire.")
DATE = _("Écrivez une date, par exemple 15/09/2026.")

DONE = dict(Done.choices)


class PostingForm(forms.Form):
    """Where a poster hangs, and until when."""

    title = forms.CharField(max_length=120, label=_("Quelle affiche ?"))
    where_up = forms.CharField(
        max_length=200, label=_("Où est-elle posée ?"),
        help_text=_("Une adresse, un hall, un commerce."),
    )  # fmt: skip
    put_up_by = forms.CharField(
        required=False, max_length=120, label=_("Qui l’a posée ?"),
        help_text=_("Un service ou une association, pas le nom d’une personne."),
    )  # fmt: skip
    zone = forms.ChoiceField(required=False, label=_("Quartier"))
    posted_on = forms.DateField(
        label=_("Posée le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remove_on = forms.DateField(
        label=_("À retirer le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, zones: Sequence[tuple[str, str]], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["zone"].choices = [("", _("Aucun en particulier")), *zones]  # type: ignore[attr-defined]
        self.fields["posted_on"].initial = today
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = DATE

    def clean(self) -> dict[str, Any]:
        """Refuse a poster that would come down before it goes up, beside the date to change."""
        said = super().clean() or self.cleaned_data
        posted, remove = said.get("posted_on"), said.get("remove_on")
        if posted and remove and remove < posted:
            self.add_error(
                "remove_on", _("Ce jour est avant celui de la pose : changez l’un des deux.")
            )
        return said


class MessageForm(forms.Form):
    """A line of the communication plan."""

    message = forms.CharField(
        max_length=200, label=_("Que faut-il dire ?"),
        help_text=_("En une phrase : les permanences reprennent le 15 septembre."),
    )  # fmt: skip
    public = forms.CharField(
        max_length=120, label=_("À qui ?"),
        help_text=_("Habitants d’un quartier, parents, professionnels. Pas le nom d’une personne."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Par quel canal ?"), choices=Channel.choices)
    on = forms.DateField(
        label=_("Quel jour ?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DATE},
    )
    posting = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("L’affiche qui le porte"),
        help_text=_("Si elle est déjà dans « Où sont les affiches »."),
    )  # fmt: skip

    def __init__(self, *args: Any, postings: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["posting"].choices = [("", _("Aucune")), *postings]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED


class RecordingForm(forms.Form):
    """A person who tells a place, in one language."""

    fichier = forms.FileField(
        label=_("Le fichier de l’enregistrement"),
        help_text=_("MP3, M4A, OGG ou WAV, 10 Mo au plus : deux minutes suffisent."),
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,.mp3,.m4a,.ogg,.oga,.opus,.wav"}),
        error_messages={"empty": _("Ce fichier est vide : enregistrez de nouveau.")},
    )
    offer = forms.ChoiceField(required=False, label=_("De quoi parle-t-il ?"))
    language = forms.ChoiceField(label=_("Dans quelle langue ?"))
    transcript = forms.CharField(
        max_length=6000, widget=forms.Textarea(attrs={"rows": 8}),
        label=_("Ce qui est dit, mot pour mot"),
        help_text=_("Pour qui n’entend pas, et pour savoir quoi redire un jour."),
    )  # fmt: skip
    recorded_on = forms.DateField(
        label=_("Enregistré le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    agreed = forms.BooleanField(
        label=_("La personne qui parle est d’accord pour que tout le monde l’entende."),
        error_messages={
            "required": _("Demandez-lui d’abord : sans son accord, rien n’est mis en ligne.")
        },
    )

    def __init__(
        self,
        *args: Any,
        offers: Sequence[tuple[str, str]],
        languages: Sequence[tuple[str, str]],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["offer"].choices = [("", _("Du lieu entier")), *offers]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["recorded_on"].initial = today
        for name, field in self.fields.items():
            if name != "agreed":
                field.error_messages["required"] = REQUIRED
        self.fields["recorded_on"].error_messages["invalid"] = DATE

    def clean_recorded_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["recorded_on"]
        if day > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu."))
        return day


class StreetForm(forms.Form):
    """Somebody met in the street: taps, no question about who they are."""

    topic = forms.ChoiceField(required=False, choices=[("", ""), *TOPICS.items()])
    # What was done: with the person, for them, or only shown the way.
    done = forms.ChoiceField(required=False, choices=[("", ""), *DONE.items()])
    redirected_to = forms.ChoiceField(required=False, choices=[("", ""), *REDIRECTED.items()])
    place = forms.CharField(required=False, max_length=20)
    language = forms.ChoiceField(required=False, choices=[("", ""), *LANGUAGE_WORDS.items()])
    key = forms.RegexField(r"^[0-9a-zA-Z]{16,32}\Z")
    number = forms.IntegerField(required=False, min_value=1000, max_value=99_999_999)
    # How long ago, in seconds: a clock may be wrong, not what it has counted.
    age_s = forms.FloatField(required=False, min_value=0, max_value=31 * 24 * 3600)

    def why(self) -> str:
        """Return why it is refused, in one sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
