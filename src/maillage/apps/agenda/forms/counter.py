"""What a counter writes about somebody who is there, on the telephone, or sent elsewhere."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.actions.booking import Person
from maillage.apps.agenda.forms.booking import AgesField, PhoneField
from maillage.apps.agenda.forms.setup_kit import OF_OUR_TIME
from maillage.apps.agenda.models import Channel, Contact
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS

REQUIRED = {"required": _("Cette réponse est nécessaire.")}


def _short(**more: str) -> forms.TextInput:
    # The browser of a counter would propose the names of those who came before.
    return forms.TextInput(attrs={"class": "short", "autocomplete": "off", **more})


class CounterForm(forms.Form):
    """Who comes, on one page: nothing is required, but of a prescriber the person’s agreement."""

    channel = forms.ChoiceField(
        label=_("La personne"),
        choices=[(Channel.COUNTER, _("est devant moi")), (Channel.PHONE, _("est au téléphone"))],
        widget=forms.RadioSelect,
        initial=Channel.COUNTER,
        error_messages=REQUIRED,
    )
    organisation = forms.TypedChoiceField(
        label=_("Vous réservez au nom de"), coerce=int, error_messages=REQUIRED
    )
    place = forms.ChoiceField(label=_("Où ?"), error_messages=REQUIRED)
    name = forms.CharField(
        required=False,
        max_length=60,
        label=_("Prénom, ou surnom"),
        help_text=_("Pour l’appeler le jour venu. Peut rester vide."),
        widget=_short(),
    )
    contact = forms.ChoiceField(
        required=False,
        label=_("Pour le lui rappeler la veille, ou si l’heure change"),
        choices=[
            (Contact.PAPER, _("Rien, c’est noté sur le papier")),
            (Contact.CALL, _("Un appel")),
            (Contact.SMS, _("Un SMS")),
            (Contact.EMAIL, _("Un e-mail")),
        ],
        widget=forms.RadioSelect,
        initial=Contact.PAPER,
    )
    phone = PhoneField(
        label=_("Numéro de téléphone"),
        help_text=_("Pour un appel ou un SMS."),
        widget=_short(type="tel", inputmode="tel"),
    )
    email = forms.EmailField(
        required=False,
        label=_("Adresse e-mail"),
        help_text=_("Pour un e-mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    need = forms.CharField(
        required=False,
        max_length=200,
        label=_("Pour faire quoi, en quelques mots"),
        help_text=_("C’est écrit sur le petit papier. Rien sur la santé ni sur la vie privée."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    children = AgesField(
        required=False,
        max_length=60,
        label=_("Enfants à garder : leurs âges"),
        help_text=_("Par exemple : 3 et 5. Vide s’il n’y en a pas."),
        widget=_short(),
    )
    language = forms.ChoiceField(
        required=False,
        label=_("Langue dans laquelle lui parler"),
        choices=[("", _("français")), *((c, w) for c, w in LANGUAGE_WORDS.items() if c != "fr")],
    )
    for_other = forms.BooleanField(
        required=False, label=_("C’est un proche qui réserve pour la personne")
    )
    helper_name = forms.CharField(
        required=False, max_length=60, label=_("Prénom du proche"), widget=_short()
    )
    helper_phone = PhoneField(
        label=_("Numéro du proche"), widget=_short(type="tel", inputmode="tel")
    )
    agreement = forms.BooleanField(
        required=False, label=_("La personne est d’accord pour que l’on réserve pour elle")
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        prescriber: bool = False,
        childcare: int = 0,
        organisations: Sequence[tuple[int, str]] = (),
        places: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        """Keep only the questions that have an object.

        prescriber : whoever books sends somebody to another house
        childcare : places where children are looked after, 0 for none
        organisations : those for which a prescriber acts, asked when there are several
        places : where the person may be received at a time that is not offered; () asks nothing
        """
        options.setdefault("initial", {"once": secrets.token_hex(16)})
        super().__init__(*args, **options)
        self.prescriber = prescriber
        fields = self.fields
        if not childcare:
            del fields["children"]
        if places:
            where: Any = fields["place"]
            where.choices = places
        else:
            del fields["place"]
        if not prescriber:
            del fields["organisation"]
            return
        for name in ("channel", "for_other"):
            del fields[name]
        fields["agreement"].required = True
        fields["agreement"].error_messages = {
            "required": _("Sans son accord, on ne réserve pas : demandez-le-lui, puis cochez.")
        }
        fields["helper_name"].label = _("Votre prénom, pour que le lieu sache qui rappeler")
        fields["helper_phone"].label = _("Votre numéro")
        if len(organisations) > 1:
            choice: Any = fields["organisation"]
            choice.choices = organisations
        else:
            del fields["organisation"]

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the address that the chosen way needs, and for the agreement."""
        said = super().clean() or self.cleaned_data
        contact = said.get("contact") or Contact.PAPER
        own = ["phone"]
        if self.prescriber or said.get("for_other"):
            own.append("helper_phone")
        phones = [name for name in own if said.get(name) or name in self.errors]
        if contact in (Contact.CALL, Contact.SMS) and not phones:
            self.add_error("phone", _("Donnez un numéro, ou choisissez « Rien »."))
        if contact == Contact.EMAIL and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Donnez une adresse e-mail, ou choisissez « Rien »."))
        if said.get("for_other") and not said.get("agreement"):
            self.add_error(
                "agreement",
                _("Sans son accord, on ne réserve pas : demandez-le au proche, puis cochez."),
            )
        return said

    def person(self) -> Person:
        """Return what was said of the person; the form is valid."""
        said = self.cleaned_data
        for_other = self.prescriber or said.get("for_other", False)
        return Person(
            name=said["name"].strip(),
            phone=said["phone"],
            email=said["email"],
            contact=said["contact"] or Contact.PAPER,
            language=said["language"],
            for_other=for_other,
            agreement=bool(said["agreement"]),
            helper_name=said["helper_name"].strip() if for_other else "",
            helper_phone=said["helper_phone"] if for_other else "",
            need=" ".join(said["need"].split()),
            children=said.get("children", ()),
        )


class OtherTimeForm(forms.Form):
    """Any time of a person, offered or not."""

    personne = forms.TypedChoiceField(label=_("Avec qui"), coerce=int, error_messages=REQUIRED)
    jour = forms.DateField(
        label=_("Jour"),
        validators=OF_OUR_TIME,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages=REQUIRED | {"invalid": _("Écrivez le jour comme 24/11/2026.")},
    )
    heure = forms.TimeField(
        label=_("Heure"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short", "step": 300}),
        error_messages=REQUIRED | {"invalid": _("Écrivez l’heure comme 14:30.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **options: Any) -> None:
        options.setdefault("auto_id", "autre_%s")
        super().__init__(*args, **options)
        choice: Any = self.fields["personne"]
        choice.choices = people


class FindForm(forms.Form):
    """A first name, or the day: the code is lost."""

    name = forms.CharField(
        required=False,
        max_length=60,
        label=_("Prénom, ou surnom"),
        help_text=_("Le début suffit. Vide : toutes les réservations du jour."),
        widget=_short(),
    )
    day = forms.DateField(
        required=False,
        label=_("Jour du rendez-vous"),
        help_text=_("Vide\u00a0: aujourd’hui et après."),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        validators=OF_OUR_TIME,
        error_messages={"invalid": _("Écrivez le jour comme 24/11/2026.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two: nobody needs to read all that is booked."""
        said = super().clean() or self.cleaned_data
        if not said.get("name") and not said.get("day") and not self.errors:
            self.add_error("name", _("Écrivez un prénom, ou choisissez un jour."))
        return said


class CancelSessionForm(forms.Form):
    """Why a session does not take place."""

    why = forms.CharField(
        required=False,
        max_length=200,
        label=_("Pourquoi ?"),
        help_text=_("Une phrase que les habitants lisent. Rien sur la santé de quelqu’un."),
        widget=forms.TextInput(),
    )


class SessionForm(forms.Form):
    """The hours, the place and the seats of one session."""

    day = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages=REQUIRED | {"invalid": _("Écrivez le jour comme 24/11/2026.")},
    )
    start = forms.TimeField(
        label=_("De"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages=REQUIRED | {"invalid": _("Écrivez l’heure comme 14:30.")},
    )
    end = forms.TimeField(
        label=_("À"),
        help_text=_("Plus tôt que le début : c’est le lendemain."),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages=REQUIRED | {"invalid": _("Écrivez l’heure comme 14:30.")},
    )
    place = forms.ChoiceField(required=False, label=_("Lieu"))
    seats = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=500,
        label=_("Places"),
        help_text=_("Vide : sans rendez-vous."),
    )
    childcare_seats = forms.IntegerField(
        required=False, min_value=0, max_value=200, label=_("Enfants que l’on peut garder")
    )
    note = forms.CharField(
        required=False,
        max_length=200,
        label=_("Un mot pour ce jour-là"),
        help_text=_("Les habitants le lisent : « entrée par la cour », par exemple."),
    )
    beyond = forms.BooleanField(
        required=False, label=_("Même si la personne ou la salle est déjà prise à cette heure")
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["place"]
        choice.choices = places

    def clean(self) -> dict[str, Any]:
        """Refuse an end that is the start, and care without seats."""
        said = super().clean() or self.cleaned_data
        if said.get("start") and said.get("start") == said.get("end"):
            self.add_error("end", _("La fin est la même que le début."))
        if said.get("childcare_seats") and not said.get("seats") and "seats" not in self.errors:
            self.add_error("seats", _("Pour garder des enfants, donnez le nombre de places."))
        return said
