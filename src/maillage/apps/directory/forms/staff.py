"""Forms of the people who keep the base true. They read what is typed; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import (
    AnswerField,
    DayField,
    LinesField,
    PhoneField,
    SeveralField,
    StaffForm,
    address_line,
    email_line,
)
from maillage.apps.directory.forms.search import LANGUAGES
from maillage.apps.directory.models import Place, Vocabulary
from maillage.apps.directory.queries.labels import PLACE_LABELS
from maillage.apps.directory.queries.staff import find_place, term_choices
from maillage.core.standard import Dispositif, FormationLabel, Itinerance

Choices = Sequence[tuple[str, Any]]

SEEN_BY_ALL = _("Montré à tout le monde, sur le site et sur papier.")
HOURS_HINT = _(
    "Comme vous le diriez : « lundi au vendredi 9h-12h, 14h-17h », ou en notation "
    "OpenStreetMap : « Mo-Fr 09:00-12:00,14:00-17:00 »."
)
CONTACT_HINT = _("Un rôle ou un prénom : « Accueil », « Inès, médiatrice ». Montré à tous.")


def words_of(values: Sequence[Any]) -> Choices:
    """Return the values of a closed list as choices."""
    return [(str(value), str(value)) for value in values]


def spoken_languages(keep: Sequence[str] = ()) -> Choices:
    """Return the languages to tick, with those that a record already has."""
    known = {"fr": _("français"), **LANGUAGES}
    return [*known.items(), *((code, code) for code in keep if code not in known)]


class PlaceForm(StaffForm):
    """Everything that is said of a place itself; offers and equipment have their own forms."""

    nom = forms.CharField(max_length=255, label=PLACE_LABELS["nom"])
    kinds = SeveralField(label=PLACE_LABELS["kinds"])
    structure_parente = forms.CharField(
        required=False, max_length=255, label=PLACE_LABELS["structure_parente"]
    )
    presentation_resume = forms.CharField(
        required=False,
        max_length=280,
        label=PLACE_LABELS["presentation_resume"],
        help_text=_("280 signes au plus."),
    )
    presentation_detail = forms.CharField(
        required=False,
        max_length=4_000,
        label=PLACE_LABELS["presentation_detail"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    adresse = forms.CharField(
        max_length=255, label=PLACE_LABELS["adresse"], help_text=_("Par exemple 12 rue du Rouet.")
    )
    complement_adresse = forms.CharField(
        required=False, max_length=255, label=PLACE_LABELS["complement_adresse"]
    )
    code_postal = forms.RegexField(
        r"^\d{5}$",
        label=PLACE_LABELS["code_postal"],
        error_messages={"invalid": _("Un code postal a cinq chiffres.")},
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    commune = forms.CharField(max_length=120, label=PLACE_LABELS["commune"])
    position = forms.CharField(
        required=False,
        max_length=60,
        label=PLACE_LABELS["position"],
        help_text=_(
            "Latitude puis longitude, comme les cartes les donnent : 50.6311, 3.0722. Sans elle, "
            "le lieu est dans la liste, pas sur la carte."
        ),
    )
    floor_or_door = forms.CharField(
        required=False,
        max_length=255,
        label=PLACE_LABELS["floor_or_door"],
        help_text=_("Par exemple : 1er étage, sonner à gauche."),
    )
    itinerance = SeveralField(label=PLACE_LABELS["itinerance"], choices=words_of(list(Itinerance)))
    horaires = forms.CharField(
        required=False, max_length=1_000, label=PLACE_LABELS["horaires"], help_text=HOURS_HINT
    )
    waiting = forms.CharField(required=False, max_length=255, label=PLACE_LABELS["waiting"])
    prise_rdv = forms.CharField(required=False, max_length=500, label=PLACE_LABELS["prise_rdv"])
    contact_nom = forms.CharField(
        required=False, max_length=120, label=PLACE_LABELS["contact_nom"], help_text=CONTACT_HINT
    )
    contact_telephone = PhoneField(
        label=PLACE_LABELS["contact_telephone"],
        help_text=_("Un numéro professionnel : il est montré à tous."),
        short_allowed=True,
    )
    telephone = PhoneField(label=PLACE_LABELS["telephone"])
    courriels = LinesField(
        label=PLACE_LABELS["courriels"], help_text=_("Une par ligne."), each=email_line
    )
    site_web = LinesField(
        label=PLACE_LABELS["site_web"], help_text=_("Un par ligne."), each=address_line
    )
    ask_for = forms.CharField(
        required=False,
        max_length=255,
        label=PLACE_LABELS["ask_for"],
        help_text=_("Par exemple : « je viens pour l’espace numérique »."),
    )
    papers_to_bring = forms.CharField(
        required=False, max_length=500, label=PLACE_LABELS["papers_to_bring"]
    )
    wheelchair = AnswerField(label=PLACE_LABELS["wheelchair"])
    adaptations = forms.CharField(
        required=False,
        max_length=500,
        label=PLACE_LABELS["adaptations"],
        help_text=_("Par exemple : boucle magnétique, grands caractères."),
    )
    fiche_acces_libre = forms.CharField(
        required=False, max_length=500, label=PLACE_LABELS["fiche_acces_libre"]
    )
    childcare = AnswerField(label=PLACE_LABELS["childcare"])
    languages = SeveralField(label=PLACE_LABELS["languages"])
    wifi_public = AnswerField(label=PLACE_LABELS["wifi_public"])
    wifi_outside_hours = AnswerField(label=PLACE_LABELS["wifi_outside_hours"])
    phone_charging = AnswerField(label=PLACE_LABELS["phone_charging"])
    print_price = forms.CharField(
        required=False,
        max_length=255,
        label=PLACE_LABELS["print_price"],
        help_text=_("Par exemple : 10 centimes la page."),
    )
    dispositif_programmes_nationaux = SeveralField(
        label=PLACE_LABELS["dispositif_programmes_nationaux"], choices=words_of(list(Dispositif))
    )
    formations_labels = SeveralField(
        label=PLACE_LABELS["formations_labels"], choices=words_of(list(FormationLabel))
    )
    autres_formations_labels = LinesField(
        label=PLACE_LABELS["autres_formations_labels"], help_text=_("Un par ligne.")
    )

    layout = (
        (
            _("Le lieu"),
            SEEN_BY_ALL,
            ("nom", "kinds", "structure_parente", "presentation_resume", "presentation_detail"),
        ),
        (
            _("Où"),
            SEEN_BY_ALL,
            (
                "adresse",
                "complement_adresse",
                "code_postal",
                "commune",
                "position",
                "floor_or_door",
                "itinerance",
            ),
        ),
        (_("Quand"), SEEN_BY_ALL, ("horaires", "waiting", "prise_rdv")),
        (
            _("À qui s’adresser"),
            _("Montré à tout le monde : n’écrivez ni numéro ni adresse personnels."),
            (
                "contact_nom",
                "contact_telephone",
                "telephone",
                "courriels",
                "site_web",
                "ask_for",
                "papers_to_bring",
            ),
        ),
        (
            _("Venir et être accueilli"),
            _("« Nous ne savons pas » n’est pas « non » : le site le dit, et invite à appeler."),
            (
                "wheelchair",
                "adaptations",
                "fiche_acces_libre",
                "childcare",
                "languages",
                "wifi_public",
                "wifi_outside_hours",
                "phone_charging",
                "print_price",
            ),
        ),
        (
            _("Réseaux et labels"),
            SEEN_BY_ALL,
            ("dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"),
        ),
    )

    def __init__(self, *args: Any, place: Place | None = None, **options: Any) -> None:
        if place is not None:
            options["initial"] = {name: getattr(place, name, None) for name in self.base_fields}
            if place.latitude is not None:
                options["initial"]["position"] = f"{place.latitude}, {place.longitude}"
        super().__init__(*args, **options)
        self.keeps_first = place is not None
        kept = place.kinds if place is not None else ()
        self._choose("kinds", term_choices(Vocabulary.KIND, kept))
        self._choose("languages", spoken_languages(place.languages if place is not None else ()))

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    def clean_position(self) -> tuple[float, float] | None:
        """Read "50.6311, 3.0722"; also with a semicolon, a space or decimal commas."""
        text: str = self.cleaned_data["position"].strip()
        if not text:
            return None
        parts = text.replace(";", " ").replace(", ", " ").split()
        if len(parts) == 1:
            parts = text.split(",")
        try:
            latitude, longitude = (float(part.strip(",").replace(",", ".")) for part in parts)
        except ValueError as error:
            raise ValidationError(_("Écrivez deux nombres : 50.6311, 3.0722.")) from error
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValidationError(
                _("La latitude va de -90 à 90, la longitude de -180 à 180 : sont-elles inversées ?")
            )
        return latitude, longitude

    def clean(self) -> dict[str, Any]:
        """Read the hours when the commune is known: holidays are not the same everywhere."""
        data = super().clean() or self.cleaned_data
        code = data.get("code_postal", "")
        data["horaires"] = self.check_hours(data.get("horaires", ""), code)
        if data.get("prise_rdv"):
            try:
                data["prise_rdv"] = address_line(data["prise_rdv"])
            except ValidationError as error:
                self.add_error("prise_rdv", error)
        return data

    def values(self) -> dict[str, Any]:
        """Return what the person changed, the position as its two numbers."""
        values = super().values()
        if "position" in values:
            values["latitude"], values["longitude"] = values.pop("position") or (None, None)
        return values


class LifeForm(StaffForm):
    """Since when a new place is open, or that it is only planned."""

    planned = forms.TypedChoiceField(
        choices=[("open", _("Ouvert")), ("planned", _("En projet : pas encore montré"))],
        coerce=lambda value: value == "planned",
        initial="open",
        label=_("Ce lieu est"),
        widget=forms.RadioSelect,
    )
    opened_on = DayField(
        required=False,
        label=_("Ouvert depuis le"),
        help_text=_("Facultatif. Un lieu ouvert depuis moins de six mois est dit nouveau."),
    )


class CloseForm(StaffForm):
    """A place closes for good."""

    on = DayField(required=False, label=_("Jour de fermeture"))
    moved_to = forms.CharField(
        required=False,
        max_length=300,
        label=_("Où aller maintenant"),
        help_text=_(
            "Si le lieu a déménagé : l’adresse de la page de l’autre lieu, ou son numéro. La page "
            "de celui-ci y enverra."
        ),
    )

    def clean_moved_to(self) -> str | None:
        """Find the other place by its number or the address of its page."""
        text = self.cleaned_data["moved_to"].strip().strip("/")
        if not text:
            return None
        place = find_place(text.rsplit("/", 1)[-1])
        if place is None:
            raise ValidationError(_("Nous ne trouvons pas cet autre lieu."))
        return place.public_id


class ClosureForm(StaffForm):
    """A place is closed for some days."""

    starts_on = DayField(label=_("Premier jour de fermeture"))
    ends_on = DayField(label=_("Dernier jour de fermeture"), help_text=_("Compris."))
    reason = forms.CharField(
        required=False,
        max_length=160,
        label=_("Raison"),
        help_text=_("Par exemple : travaux. Montrée à tout le monde."),
    )


class ProgrammeForm(StaffForm):
    """A place takes part in a programme."""

    nom = forms.CharField(max_length=160, label=_("Nom du programme"))
