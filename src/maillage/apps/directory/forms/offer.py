"""The form of an offer: what is proposed, for whom, at what cost, and whom to ask."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.forms.kit import (
    AnswerField,
    LinesField,
    PhoneField,
    SeveralField,
    StaffForm,
)
from maillage.apps.directory.forms.staff import (
    CONTACT_HINT,
    HOURS_HINT,
    SEEN_BY_ALL,
    spoken_languages,
    words_of,
)
from maillage.apps.directory.models import Mode, Offer, Regime, Vocabulary, Where
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LEVELS, OFFER_LABELS
from maillage.apps.directory.queries.staff import term_choices
from maillage.core.standard import (
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
)


class OfferForm(StaffForm):
    """One offer of a place."""

    title = forms.CharField(
        max_length=255,
        label=OFFER_LABELS["title"],
        help_text=_("Par exemple : Aide aux démarches en ligne."),
    )
    description = forms.CharField(
        required=False,
        max_length=2_000,
        label=OFFER_LABELS["description"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact_nom = forms.CharField(
        required=False, max_length=120, label=OFFER_LABELS["contact_nom"], help_text=CONTACT_HINT
    )
    contact_telephone = PhoneField(label=OFFER_LABELS["contact_telephone"], short_allowed=True)
    horaires = forms.CharField(
        required=False,
        max_length=1_000,
        label=OFFER_LABELS["horaires"],
        help_text=format_lazy("{} {}", _("Seulement s’ils diffèrent de ceux du lieu."), HOURS_HINT),
    )
    uses = SeveralField(label=OFFER_LABELS["uses"])
    services = SeveralField(label=OFFER_LABELS["services"], choices=words_of(list(Service)))
    themes = SeveralField(label=OFFER_LABELS["themes"])
    where = forms.ChoiceField(
        choices=Where.choices,
        initial=Where.AT_PLACE,
        label=OFFER_LABELS["where"],
        widget=forms.RadioSelect,
    )
    modalites_accompagnement = SeveralField(
        label=OFFER_LABELS["modalites_accompagnement"],
        choices=words_of(list(ModaliteAccompagnement)),
    )
    mode = forms.ChoiceField(
        required=False,
        choices=[*Mode.choices, ("", _("Nous ne savons pas"))],
        label=OFFER_LABELS["mode"],
        widget=forms.RadioSelect,
    )
    levels = SeveralField(label=OFFER_LABELS["levels"])
    intensity_step = forms.ChoiceField(
        required=False,
        choices=[*INTENSITY_WORDS.items(), ("", _("Nous ne savons pas"))],
        label=OFFER_LABELS["intensity_step"],
        widget=forms.RadioSelect,
    )
    intensity = forms.CharField(
        required=False,
        max_length=255,
        label=OFFER_LABELS["intensity"],
        help_text=_("Par exemple : six séances de deux heures."),
    )
    publics_specifiquement_adresses = SeveralField(
        label=OFFER_LABELS["publics_specifiquement_adresses"],
        choices=words_of(list(PublicSpecifique)),
        help_text=_("Rien de coché veut dire : tout le monde."),
    )
    prise_en_charge_specifique = SeveralField(
        label=OFFER_LABELS["prise_en_charge_specifique"], choices=words_of(list(PriseEnCharge))
    )
    adaptations = SeveralField(
        label=OFFER_LABELS["adaptations"],
        help_text=_("Rien de coché veut dire : nous ne savons pas."),
    )
    age_min = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=120,
        label=OFFER_LABELS["age_min"],
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    age_max = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=120,
        label=OFFER_LABELS["age_max"],
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    admission_rule = forms.CharField(
        required=False,
        max_length=500,
        label=OFFER_LABELS["admission_rule"],
        help_text=_("En mots, comme à la personne : « pour les allocataires du RSA »."),
    )
    languages = SeveralField(label=OFFER_LABELS["languages"])
    childcare = AnswerField(label=OFFER_LABELS["childcare"])
    frais_a_charge = SeveralField(
        label=OFFER_LABELS["frais_a_charge"], choices=words_of(list(Frais))
    )
    cost_note = forms.CharField(required=False, max_length=255, label=OFFER_LABELS["cost_note"])
    modalites_acces = SeveralField(
        label=OFFER_LABELS["modalites_acces"], choices=words_of(list(ModaliteAcces))
    )
    partners = LinesField(label=OFFER_LABELS["partners"], help_text=_("Un par ligne."))
    regime = forms.ChoiceField(
        required=False,
        choices=[*Regime.choices, ("", _("Nous ne savons pas"))],
        label=OFFER_LABELS["regime"],
        widget=forms.RadioSelect,
    )

    layout = (
        (
            _("Ce qui est proposé, et à qui s’adresser"),
            SEEN_BY_ALL,
            ("title", "description", "contact_nom", "contact_telephone", "horaires"),
        ),
        (
            _("Quelle aide"),
            SEEN_BY_ALL,
            (
                "uses",
                "services",
                "themes",
                "where",
                "modalites_accompagnement",
                "mode",
                "levels",
                "intensity_step",
                "intensity",
            ),
        ),
        (
            _("Pour qui"),
            SEEN_BY_ALL,
            (
                "publics_specifiquement_adresses",
                "prise_en_charge_specifique",
                "adaptations",
                "age_min",
                "age_max",
                "admission_rule",
                "languages",
                "childcare",
            ),
        ),
        (
            _("Prix et accès"),
            SEEN_BY_ALL,
            ("frais_a_charge", "cost_note", "modalites_acces", "partners"),
        ),
        (
            _("Pour le pilotage"),
            _("Non montré aux habitants ; présent dans l’export des données."),
            ("regime",),
        ),
    )

    def __init__(
        self, *args: Any, offer: Offer | None = None, code: str = "", **options: Any
    ) -> None:
        if offer is not None:
            options["initial"] = {name: getattr(offer, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.keeps_first = offer is not None
        self._code = code
        kept = offer or Offer()
        choices = {
            "uses": term_choices(Vocabulary.USE, kept.uses),
            "themes": term_choices(Vocabulary.THEME, kept.themes),
            "adaptations": term_choices(Vocabulary.ADAPTATION, kept.adaptations),
            "languages": spoken_languages(kept.languages),
            "levels": [*LEVELS.items(), *((c, c) for c in kept.levels if c not in LEVELS)],
        }
        for name, options_ in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = list(options_)

    def clean_horaires(self) -> str:
        """Read the hours; what is not understood is shown as it is."""
        return self.check_hours(self.cleaned_data["horaires"], self._code)
