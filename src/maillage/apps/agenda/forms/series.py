"""Forms of what takes place at fixed hours: workshops, open sessions, stands, moments."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.choices import (
    LANGUAGES,
    PUBLICS,
    PlaceField,
    keep_choice,
    organisation_field,
    topics_field,
)
from maillage.apps.agenda.forms.setup import EndForm
from maillage.apps.agenda.forms.setup_kit import (
    REQUIRED,
    NumberField,
    Part,
    PhoneField,
    SeveralField,
)
from maillage.apps.agenda.forms.when import EXCEPT, HOURS, ONE_BY_ONE, SCOPE, WHEN, WhenForm
from maillage.apps.agenda.models import Mediation, Resource, SeriesKind
from maillage.apps.agenda.queries.rules import zone_name_of
from maillage.apps.agenda.queries.setup import open_resources

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

_MINUTES_AN_HOUR = 60
_PLAIN = (
    "kind", "title", "mediation", "description", "address", "commune", "host", "level", "publics",
    "languages", "topics", "cost_note", "documents", "contact_nom", "contact_telephone", "seats",
    "waiting_list", "whole_course", "open_online", "open_to_prescribers", "booked_elsewhere",
)  # fmt: skip


class PositionField(forms.CharField):
    """Latitude and longitude as maps give them; a pair, of None when nothing is said."""

    def prepare_value(self, value: Any) -> Any:
        """Show a pair as "50.6311, 3.0722"."""
        if isinstance(value, tuple):
            return "" if value[0] is None else f"{value[0]}, {value[1]}"
        return value

    def clean(self, value: Any) -> tuple[float | None, float | None]:
        text = str(super().clean(value)).strip()
        if not text:
            return None, None
        pieces = [piece for piece in text.replace(";", ",").replace(", ", ",").split(",") if piece]
        try:
            latitude, longitude = (float(piece) for piece in pieces)
        except ValueError:
            latitude = longitude = 999.0
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValidationError(
                _("Nous ne lisons pas cette position. Par exemple\u00a0: 50.6311, 3.0722.")
            )
        return latitude, longitude


class SeriesForm(WhenForm):
    """Everything that is said of a series, and when it takes place."""

    kind = forms.ChoiceField(
        label=_("C’est"), choices=SeriesKind.choices, error_messages={"required": REQUIRED}
    )
    title = forms.CharField(
        max_length=120,
        label=_("Titre, tel qu’une personne le lira"),
        help_text=_("Par exemple : Mes premiers pas sur l’ordinateur."),
        error_messages={"required": REQUIRED},
    )
    mediation = forms.ChoiceField(
        required=False,
        label=_("Type d’aide"),
        choices=[("", _("plusieurs, ou aucun en particulier")), *Mediation.choices],
    )
    description = forms.CharField(
        required=False,
        max_length=2_000,
        label=_("Ce qu’on y fait, en deux phrases"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = PlaceField(none=_("Ailleurs : à une adresse, dites-la ci-dessous"), label=_("Lieu"))
    address = forms.CharField(
        required=False,
        max_length=200,
        label=_("Adresse, si c’est hors d’un lieu"),
        help_text=_("Par exemple : marché, place du Rouet."),
    )
    commune = forms.CharField(required=False, max_length=80, label=_("Commune"))
    position = PositionField(
        required=False,
        max_length=60,
        label=_("Position sur la carte"),
        help_text=_("Latitude puis longitude, comme les cartes les donnent : 50.6311, 3.0722."),
    )
    host = forms.CharField(
        required=False,
        max_length=120,
        label=_("Qui accueille là-bas"),
        help_text=_("Par exemple : le gardien de l’immeuble, le centre social."),
    )
    resources = SeveralField(
        label=_("Personnes, salles et matériel pris"),
        help_text=_("Ils ne seront pas réservés ailleurs à ces heures."),
    )
    seats = NumberField(
        least=1,
        most=500,
        label=_("Nombre de places à réserver"),
        help_text=_("Vide : on vient sans réserver."),
    )
    waiting_list = forms.BooleanField(
        required=False, initial=True, label=_("Liste d’attente quand c’est complet")
    )
    childcare_seats = NumberField(
        least=0, most=200, label=_("Places pour garder des enfants pendant ce temps")
    )
    whole_course = forms.BooleanField(
        required=False, label=_("C’est un parcours : on s’inscrit à toutes les séances à la fois")
    )
    open_online = forms.BooleanField(
        required=False, initial=True, label=_("Les habitants réservent en ligne")
    )
    open_to_prescribers = forms.BooleanField(
        required=False, initial=True, label=_("Les autres professionnels réservent pour quelqu’un")
    )
    cancel_h = NumberField(
        least=0, most=720, label=_("Annuler en ligne jusqu’à … heures avant"), initial=0
    )
    booked_elsewhere = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label=_("Ou réservé avec un autre service : son adresse"),
        error_messages={"invalid": _("Ce n’est pas l’adresse d’une page.")},
    )
    level = forms.CharField(
        required=False,
        max_length=80,
        label=_("Niveau"),
        help_text=_(
            "Celui de la séance, pas des personnes : pour commencer, pour aller plus loin."
        ),
    )
    publics = SeveralField(
        label=_("Réservé à"), choices=PUBLICS, help_text=_("Rien de coché : tout le monde.")
    )
    languages = SeveralField(label=_("Langues parlées"), choices=LANGUAGES)
    topics = topics_field()
    documents = forms.CharField(
        required=False,
        max_length=1_000,
        label=_("Papiers à apporter"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cost_note = forms.CharField(
        required=False,
        max_length=120,
        label=_("Prix"),
        help_text=_("Par exemple : gratuit, 2 € l’année."),
    )
    contact_nom = forms.CharField(
        required=False,
        max_length=120,
        label=_("Qui peut répondre"),
        help_text=_("Un rôle ou un prénom. Montré à tous."),
    )
    contact_telephone = PhoneField(
        label=_("Téléphone"), help_text=_("Un numéro professionnel : il est montré à tous.")
    )

    parts = (
        SCOPE,
        Part("", ("kind", "title", "mediation", "description")),
        *WHEN,
        HOURS,
        EXCEPT,
        Part(_("Où"), ("place", "address", "commune", "host", "position")),
        Part(_("Qui s’en occupe"), ("organisation", "resources")),
        Part(
            _("Réserver"),
            ("seats", "waiting_list", "childcare_seats", "whole_course", "open_online",
             "open_to_prescribers", "cancel_h", "booked_elsewhere"),
        ),
        Part(
            _("Pour la personne qui vient"),
            ("level", "publics", "languages", "documents", "cost_note", "contact_nom",
             "contact_telephone"),
            folded=True,
        ),
        Part(_("Pour les bilans"), ("topics",), folded=True),
        ONE_BY_ONE,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: "User", row: Any = None, **options: Any):
        if row is not None:
            options["initial"] = {
                **{name: getattr(row, name) for name in _PLAIN},
                "place": row.place_id,
                "organisation": row.organisation_id,
                "position": (row.latitude, row.longitude),
                "childcare_seats": row.childcare_seats or None,
                "cancel_h": row.cancel_until_min // _MINUTES_AN_HOUR,
                "resources": list(row.resources.values_list("pk", flat=True)),
            }
        super().__init__(data, row=row, **options)
        place: Any = self.fields["place"]
        place.offer(by, keep=row.place if row is not None else None)
        self.fields["organisation"] = organisation_field(by, none=_("Aucune : tout le réseau"))
        if row is not None and row.organisation_id:
            keep_choice(self.fields["organisation"], row.organisation)
        self._resources = {str(one.pk): one for one in open_resources(by)}
        if row is not None:
            self._resources |= {str(one.pk): one for one in row.resources.all()}
        resources: Any = self.fields["resources"]
        resources.choices = [(key, one.name) for key, one in self._resources.items()]
        if not self._resources:
            del self.fields["resources"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("place") and not said.get("address") and "place" not in self.errors:
            self.add_error("address", _("Choisissez un lieu, ou dites l’adresse."))
        if said.get("childcare_seats") and not said.get("seats"):
            self.add_error(
                "seats",
                _("Garder des enfants demande de réserver : dites aussi combien de places."),
            )
        if said.get("booked_elsewhere") and said.get("seats"):
            self.add_error(
                "booked_elsewhere",
                _("On réserve ici ou là-bas, pas aux deux : videz l’un des deux."),
            )
        if said.get("whole_course") and not said.get("seats"):
            self.add_error("seats", _("Un parcours se réserve : dites combien de places."))
        return said

    @property
    def chosen_place(self) -> Any:
        """Return the place that was chosen, None for an address."""
        field: Any = self.fields["place"]
        return field.place(self.cleaned_data["place"])

    def values(self) -> dict[str, Any]:
        """Return the columns of the series."""
        said, place = self.cleaned_data, self.chosen_place
        latitude, longitude = said["position"] if place is None else (None, None)
        away = ("address", "commune")
        plain = {name: said[name] for name in _PLAIN}
        if place is not None:
            plain |= dict.fromkeys(away, "")
        return {
            **plain,
            **self.rule_values(),
            "zone": zone_name_of(place),
            "place": place,
            "organisation_id": said["organisation"],
            "latitude": latitude,
            "longitude": longitude,
            "childcare_seats": said["childcare_seats"] or 0,
            "cancel_until_min": (said["cancel_h"] or 0) * _MINUTES_AN_HOUR,
        }

    def chosen_resources(self) -> list[Resource]:
        """Return the people, rooms and devices that were ticked."""
        return [self._resources[key] for key in self.cleaned_data.get("resources", ())]


class EndSeriesForm(EndForm):
    """The last day of a series, and the words for those who booked later."""

    why = forms.CharField(
        required=False,
        max_length=200,
        label=_("Pourquoi, pour les personnes inscrites"),
        help_text=_("Par exemple : la salle est en travaux. Rien sur une personne."),
    )
