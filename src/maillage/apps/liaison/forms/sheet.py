"""The new sheet, on one page: the need, what to prepare, one way to reach the person, their yes."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.liaison.actions.levels import Levels
from maillage.apps.liaison.actions.sheets import Agreement, Said
from maillage.apps.liaison.forms.kit import (
    REQUIRED,
    WARNING,
    DayField,
    DrawingField,
    FreeTextField,
    PhoneField,
    SeveralField,
    how_field,
    via_field,
)
from maillage.apps.liaison.forms.levels import DiagnosisForm, unsealed
from maillage.apps.liaison.models import Channel, How, LevelFrom, Owned, ServiceNeed
from maillage.apps.liaison.queries.recipients import NOBODY_IN_PARTICULAR
from maillage.apps.liaison.queries.screening import NAME_SIGNS, NEED_SIGNS, REFERENCE_SIGNS
from maillage.apps.liaison.queries.words import AREA_LEVELS, AREAS, SERVICES
from maillage.core.standard import PublicSpecifique

SHORT_DAYS, YEAR_DAYS = 90, 365
# A letter may be overdue; a date beyond a year is a slip of the hand.
LATE, AHEAD = timedelta(days=90), timedelta(days=366)


class FindForm(forms.Form):
    """To whom: a need, words, or both."""

    besoin = forms.ChoiceField(
        required=False,
        label=_("De quoi la personne a-t-elle besoin ?"),
        choices=[("", _("Tous les besoins")), *((c, w) for c, (w, _icon) in SERVICES.items())],
    )
    q = forms.CharField(
        required=False,
        max_length=100,
        label=_("Un lieu, une rue, un mot"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class SheetForm(DiagnosisForm):
    """What is passed on, and the agreement without which nothing leaves."""

    organisation = forms.TypedChoiceField(
        label=_("Vous envoyez au nom de"), coerce=int, error_messages=REQUIRED
    )
    offer = forms.ChoiceField(required=False, label=_("Pour quoi, dans ce lieu ?"))
    services = SeveralField(
        label=_("Le besoin"),
        required=True,
        choices=[(code, words) for code, (words, _icon) in SERVICES.items()],
    )
    need = FreeTextField(
        most=NEED_SIGNS,
        rows=2,
        label=_("Avec ses mots"),
        help_text=_("« Je voudrais refaire ma demande de logement. » %(warning)s")
        % {"warning": WARNING},
    )
    urgent_on = DayField(required=False, label=_("À faire avant le"))
    public = forms.ChoiceField(
        required=False,
        label=_("La personne est-elle de l’un de ces publics ?"),
        help_text=_("Pour savoir si ce lieu la reçoit. Ce n’est pas gardé."),
        choices=[
            ("", _("Je ne le dis pas")),
            *((str(one), str(one)) for one in PublicSpecifique),
            (NOBODY_IN_PARTICULAR, _("Aucun de ceux-là")),
        ],
    )
    constraints = SeveralField(
        label=_("Ce qu’il faut prévoir pour la recevoir"), choices=ServiceNeed.choices
    )
    language = forms.ChoiceField(
        required=False,
        label=_("Langue dans laquelle lui parler"),
        choices=[("", _("français")), *((c, w) for c, w in LANGUAGE_WORDS.items() if c != "fr")],
    )
    owned = SeveralField(label=_("Ce que la personne a"), choices=Owned.choices)
    level_on = DayField(required=False, label=_("Dit le"))
    # Levels that were read from a diagnosis, sealed.
    bilan = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    name = FreeTextField(
        most=NAME_SIGNS,
        label=_("Prénom, ou surnom"),
        help_text=_("Peut rester vide. Pas de nom de famille."),
    )
    channel = forms.ChoiceField(
        label=_("Comment joindre la personne ? Un seul moyen"),
        choices=[
            (Channel.CALL, _("Un appel")),
            (Channel.SMS, _("Un SMS")),
            (Channel.EMAIL, _("Un e-mail")),
            (Channel.PRESCRIBER, _("Par moi : le lieu me rappelle")),
        ],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    phone = PhoneField(
        label=_("Numéro de téléphone"),
        help_text=_("Pour un appel ou un SMS."),
    )
    email = forms.EmailField(
        required=False,
        label=_("Adresse e-mail"),
        help_text=_("Pour un e-mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Cette adresse n’est pas entière : nom@exemple.fr.")},
    )
    partner_reference = FreeTextField(
        most=REFERENCE_SIGNS,
        numbers=True,
        label=_("Numéro du dossier chez un partenaire"),
        help_text=_("Seulement le numéro, si la fiche fait partie d’un parcours suivi ailleurs."),
    )
    via = via_field(by_email=True)
    how = how_field(screen=True)
    signature = DrawingField()
    days = forms.TypedChoiceField(
        label=_("Jusqu’à quand la fiche garde-t-elle ces informations ?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    anyway = forms.BooleanField(
        required=False, label=_("J’ai appelé le lieu, ou je l’envoie quand même")
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[int, str]],
        offers: Sequence[tuple[str, str]] = (),
        warned: bool = False,
        by_email: bool = True,
        **options: Any,
    ) -> None:
        """Keep the questions that have an object.

        organisations : those for which the person acts; asked when there are several
        offers : (public number, words) of what the place proposes
        warned : the place does not receive this public, and whoever sends was told
        by_email : the place has an address to which a link may go
        """
        initial = {
            "once": secrets.token_hex(16),
            "days": SHORT_DAYS,
            "organisation": organisations[0][0] if organisations else None,
        }
        options["initial"] = initial | (options.get("initial") or {})
        super().__init__(*args, **options)
        self._organisations = organisations
        fields: dict[str, Any] = self.fields
        fields["organisation"].choices = organisations
        if len(organisations) == 1:
            del fields["organisation"]
        if offers:
            fields["offer"].choices = [("", _("Ce que le lieu jugera bon")), *offers]
        else:
            del fields["offer"]
        if not warned:
            del fields["anyway"]
        fields["via"] = via_field(by_email=by_email)
        fields["days"].choices = _durations()
        for area, words in AREAS.items():
            fields[f"level_{area}"] = forms.ChoiceField(
                required=False, label=words, choices=[("", _("pas repéré")), *AREA_LEVELS.items()]
            )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs, and refuse a second one."""
        said = super().clean() or self.cleaned_data
        today = timezone.localdate()
        urgent, level_on = said.get("urgent_on"), said.get("level_on")
        if urgent and not today - LATE <= urgent <= today + AHEAD:
            self.add_error("urgent_on", _("Ce jour est très loin : relisez le mois et l’année."))
        if level_on and not today - AHEAD <= level_on <= today:
            self.add_error("level_on", _("Donnez un jour passé, de moins d’un an."))
        channel = said.get("channel")
        if channel in (Channel.CALL, Channel.SMS):
            self._one(said, wanted="phone", other="email", ask=_("Donnez le numéro à appeler."))
        elif channel == Channel.EMAIL:
            self._one(said, wanted="email", other="phone", ask=_("Donnez l’adresse e-mail."))
        elif channel == Channel.PRESCRIBER:
            for name in ("phone", "email"):
                if said.get(name):
                    self.add_error(
                        name, _("Effacez-le : vous avez choisi que le lieu vous rappelle, vous.")
                    )
        unsigned = said.get("how") == How.SCREEN and not said.get("signature")
        if unsigned and "signature" not in self.errors:
            self.add_error(
                "how",
                _("La personne n’a pas signé sur l’écran. Elle signe, ou choisissez l’oral ou le "
                  "papier."),
            )  # fmt: skip
        for error in self.errors.pop("signature", []):
            self.add_error("how", error)
        levels = [f"level_{area}" for area in AREAS if said.get(f"level_{area}")]
        if levels and not said.get("level_on"):
            said["level_on"] = timezone.localdate()
        if levels and (said.get("bilan_code") or said.get("bilan")):
            self.add_error(
                "bilan_code",
                _("Son bilan, ou ce que vous dites : pas les deux. Effacez l’un des deux."),
            )
        elif said.get("bilan") and not said.get("bilan_code") and self.read() is None:
            self.add_error(
                "bilan_code", _("Ce bilan a été lu il y a trop longtemps : donnez le code encore.")
            )
        return said

    def refuse(self, errors: Any) -> None:
        """Show, at their fields, what another form of the same page refused."""
        self._errors = errors

    def read(self) -> Levels | None:
        """Return the levels that this form holds from a diagnosis, None when it holds none."""
        text, once = self["bilan"].value() or "", self["once"].value() or ""
        return unsealed(str(text), once=str(once)) if text else None

    def _one(self, said: dict[str, Any], *, wanted: str, other: str, ask: Any) -> None:
        if not said.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, ask)
        if said.get(other):
            self.add_error(other, _("Un seul moyen : effacez celui-ci."))

    # ------------------------------------------------------------ what it says, once valid

    def sender(self) -> int:
        """Return the organisation in whose name it is sent."""
        return int(self.cleaned_data.get("organisation") or self._organisations[0][0])

    def said(self, read: Levels | None = None) -> Said:
        """Return what the sheet says; `read`, the levels of the diagnosis of the person."""
        said = self.cleaned_data
        level = {area: said[f"level_{area}"] for area in AREAS if said[f"level_{area}"]}
        source = LevelFrom.SAID if level else ""
        if read is not None:
            level, source = dict(read.level), LevelFrom.DIAGNOSIS
        return Said(
            services=said["services"],
            need=said["need"],
            urgent_on=said["urgent_on"],
            constraints=said["constraints"],
            language=said["language"],
            owned=said["owned"],
            level=level,
            level_on=read.on if read is not None else said["level_on"] if level else None,
            level_from=str(source),
            level_version=read.version if read is not None else "",
            name=said["name"],
            channel=said["channel"],
            phone=said["phone"],
            email=said["email"],
            partner_reference=said["partner_reference"],
        )

    def agreement(self) -> Agreement:
        """Return the agreement, and for how long."""
        said = self.cleaned_data
        return Agreement(how=said["how"], days=said["days"], signature=said["signature"])


def _durations() -> list[tuple[int, str]]:
    found = [
        (SHORT_DAYS, _("trois mois : le temps d’un rendez-vous")),
        (YEAR_DAYS, _("un an : le temps d’un accompagnement")),
    ]
    most = settings.SHEET_DAYS
    kept: list[tuple[int, Any]] = [(days, words) for days, words in found if days < most]
    if most == 2 * YEAR_DAYS:
        return [*kept, (most, _("deux ans, le plus long"))]
    longest = ngettext("%(n)d jour, le plus long", "%(n)d jours, le plus long", most) % {"n": most}
    return [*kept, (most, longest)]
