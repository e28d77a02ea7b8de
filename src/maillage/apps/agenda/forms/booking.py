"""What a person says to book: a time, and whatever they want to say of themselves."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.actions.booking import Person
from maillage.apps.agenda.models import Contact, Mediation
from maillage.core.standard.phone import phone_cell
from maillage.web.codes import CODE_LENGTH, plain_code
from maillage.web.languages import current

# Types of help, asked first: code and words.
MEDIATIONS = dict(Mediation.choices)
MOST_CHILDREN = 8
OLDEST_CHILD = 17
_AGE = re.compile(r"\d+")
# To residents: never whose booking it is.
FORM_USED = _(
    "Ce formulaire a déjà servi : rien d’autre n’est réservé. « Mon rendez-vous » et son code "
    "montrent ce qui l’est. Pour réserver encore, appuyez de nouveau."
)


class PhoneField(forms.CharField):
    """A telephone number as people write it, kept as +33199002110; empty is an answer."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "class": "short", "inputmode": "tel"}),
        )
        super().__init__(max_length=60, required=False, **options)

    def clean(self, value: Any) -> str:
        """Return the number, "" without one. Raises ValidationError that says how many digits."""
        text = str(super().clean(value)).replace("\u00a0", " ")
        if not text:
            return ""
        number, left, _problems = phone_cell("telephone", text)
        if number and not left:
            return str(number)
        if number:
            raise forms.ValidationError(_("Donnez un seul numéro."), code="several")
        digits = sum(c.isdigit() for c in text)
        raise forms.ValidationError(
            _("Nous lisons %(n)s chiffres, il en faut 10. Par exemple 01 99 00 21 10."),
            code="shape",
            params={"n": digits},
        )


class AgesField(forms.CharField):
    """The ages of the children to look after: "3 et 5 ans" gives (3, 5); nothing is none."""

    def clean(self, value: Any) -> tuple[int, ...]:
        """Return the ages. Raises ValidationError when they are not ages of children."""
        text = str(super().clean(value))
        ages = tuple(int(found) for found in _AGE.findall(text)[: MOST_CHILDREN + 1])
        if text and not ages:
            raise forms.ValidationError(_("Écrivez leurs âges en chiffres. Par exemple : 3 et 5."))
        if len(ages) > MOST_CHILDREN:
            raise forms.ValidationError(
                _("On note %(n)d enfants au plus. Appelez-nous, on s’arrange."),
                params={"n": MOST_CHILDREN},
            )
        if any(age > OLDEST_CHILD for age in ages):
            raise forms.ValidationError(_("Un âge dépasse 17 ans : relisez-le."))
        return ages


class PersonForm(forms.Form):
    """Who comes, and how to tell them. Nothing is required; no account, no e-mail."""

    name = forms.CharField(
        required=False,
        max_length=60,
        label=_("Un prénom, ou un surnom"),
        help_text=_("De la personne qui vient. Vous pouvez ne rien mettre."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "given-name"}),
    )
    # One answer: nobody books for somebody who did not agree.
    for_other = forms.BooleanField(
        required=False, label=_("Je réserve pour quelqu’un d’autre, qui est d’accord")
    )
    helper_name = forms.CharField(
        required=False,
        max_length=60,
        label=_("Votre prénom à vous, qui aidez"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    helper_phone = PhoneField(
        label=_("Votre numéro, à vous qui aidez"),
        help_text=_("Il est écrit sur le petit papier : on vous appelle si quelque chose change."),
    )
    contact = forms.ChoiceField(
        required=False,
        label=_("Pour vous le rappeler la veille, ou si l’heure change"),
        choices=[
            (Contact.PAPER, _("Rien, j’ai noté")),
            (Contact.CALL, _("Un appel")),
            (Contact.SMS, _("Un SMS")),
            (Contact.EMAIL, _("Un e-mail")),
        ],
        widget=forms.RadioSelect,
    )
    phone = PhoneField(
        label=_("Un numéro de téléphone"),
        help_text=_("Seulement pour un appel ou un SMS. Le vôtre, ou celui d’un proche."),
    )
    email = forms.CharField(
        required=False,
        max_length=254,
        label=_("Une adresse e-mail"),
        help_text=_("Seulement pour un e-mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    need = forms.CharField(
        required=False,
        max_length=200,
        label=_("Ce que vous venez faire, en quelques mots"),
        help_text=_("Par exemple : « un courrier de la mairie ». Rien sur votre santé."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    children = AgesField(
        required=False,
        max_length=60,
        label=_("Des enfants à garder pendant ce temps ? Leurs âges"),
        help_text=_("Par exemple : 3 et 5. Vide s’il n’y en a pas."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    may_wait = forms.BooleanField(
        required=False,
        label=_("S’il n’y a plus de place, m’inscrire sur la liste d’attente"),
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, childcare: bool = False, waits: bool = False, **options: Any
    ) -> None:
        """Draw what makes the booking once, and keep only the questions that have an object."""
        options.setdefault("initial", {"once": secrets.token_hex(16)})
        super().__init__(*args, **options)
        # Radios of which none is chosen would have to be explained.
        self.initial.setdefault("contact", Contact.PAPER)
        if not childcare:
            del self.fields["children"]
        if not waits:
            del self.fields["may_wait"]

    def clean_contact(self) -> str:
        """Return how to tell the person: nothing when nobody said."""
        return self.cleaned_data["contact"] or Contact.PAPER

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the address that the choice needs, and for the agreement.

        Whoever gives their own number as a helper books for somebody.
        """
        said = super().clean() or self.cleaned_data
        other = bool(said.get("for_other"))
        contact = said.get("contact", Contact.PAPER)
        numbers = said.get("phone") or said.get("helper_phone")
        wrong = {"phone", "helper_phone"} & set(self.errors)
        if contact in (Contact.CALL, Contact.SMS) and not numbers and not wrong:
            self.add_error(
                "phone", _("Il faut un numéro pour vous appeler. Sinon, choisissez « Rien ».")
            )
        if contact == Contact.EMAIL and "email" not in self.errors:
            self._check_email(said.get("email", ""))
        if not other and (said.get("helper_name") or said.get("helper_phone")):
            self.add_error(
                "for_other",
                _("Vous réservez pour quelqu’un ? Demandez son accord, puis cochez."),
            )
        return said

    def _check_email(self, email: str) -> None:
        if not email:
            self.add_error(
                "email", _("Il faut une adresse pour vous écrire. Sinon, choisissez « Rien ».")
            )
            return
        try:
            EmailValidator()(email)
        except forms.ValidationError:
            self.add_error("email", _("Cette adresse n’est pas complète : il manque « @ » ou la "
                                      "fin. Par exemple samira@clairmaille.example."))  # fmt: skip

    def person(self) -> Person:
        """Return what the person said, for the action; valid form only.

        What the choices made useless is not kept: an address for who wants a call, a helper for
        who books for themselves.
        """
        said = self.cleaned_data
        other = bool(said["for_other"])
        return Person(
            name=said["name"],
            phone=said["phone"],
            email=said["email"] if said["contact"] == Contact.EMAIL else "",
            contact=said["contact"],
            # What is sent later is said in the language in which they booked.
            language="" if current().is_french else current().code,
            for_other=other,
            agreement=other,
            helper_name=said["helper_name"] if other else "",
            helper_phone=said["helper_phone"] if other else "",
            need=said["need"],
            children=said.get("children", ()),
        )

    @property
    def may_join_list(self) -> bool:
        """True when the person accepts to wait; valid form only."""
        return bool(self.cleaned_data.get("may_wait"))

    def typed(self) -> list[tuple[str, str]]:
        """Return all that was typed, as it was, for hidden fields: nothing is asked twice."""
        return [(name, str(value)) for name, value in _plain(self.data, self.fields) if value]


class CodeForm(forms.Form):
    """The code of a booking, as one can type it."""

    code = forms.CharField(
        max_length=40,
        label=_("Votre code"),
        help_text=_("Huit signes. Par exemple 7KX2-M9QD."),
        error_messages={"required": _("Écrivez le code de votre papier ou de votre écran.")},
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Return the code as it was printed. Raises ValidationError when it has not eight signs."""
        code = plain_code(self.cleaned_data["code"])
        signs = code.replace("-", "")
        if len(signs) != CODE_LENGTH:
            raise forms.ValidationError(
                _("Nous lisons %(n)s signes, il en faut 8. Relisez votre papier."),
                params={"n": len(signs)},
            )
        return code


def _plain(data: Mapping[str, Any], names: Iterable[str]) -> Iterable[tuple[str, Any]]:
    return ((name, data.get(name, "")) for name in names)
