"""The search form: one GET form that works alone; what it cannot read is said, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries import (
    NEEDS,
    PlaceSearch,
    ZoneChoice,
    Zones,
    need_by_code,
    need_in_words,
)
from maillage.apps.directory.queries.ages import AGE_BANDS
from maillage.apps.directory.queries.labels import INTENSITY_WORDS
from maillage.core.geo import Box
from maillage.core.search import Cursor

RADII_M = (500, 1_000, 2_000, 5_000, 10_000, 30_000)
DAYS = {
    "aujourdhui": _("Aujourd’hui"),
    "demain": _("Demain"),
    "0": _("Lundi"),
    "1": _("Mardi"),
    "2": _("Mercredi"),
    "3": _("Jeudi"),
    "4": _("Vendredi"),
    "5": _("Samedi"),
    "6": _("Dimanche"),
}
# A moment of the day is one hour that people can check on the timetable.
MOMENTS = {
    "10:00": _("le matin, à 10 h"),
    "12:30": _("à midi, à 12 h 30"),
    "15:00": _("l’après-midi, à 15 h"),
    "18:30": _("le soir, à 18 h 30"),
}
LANGUAGES = {
    "ar": _("arabe"),
    "en": _("anglais"),
    "es": _("espagnol"),
    "pt": _("portugais"),
    "tr": _("turc"),
    "uk": _("ukrainien"),
    "ro": _("roumain"),
    "pl": _("polonais"),
    "zh": _("chinois"),
    "ber": _("berbère"),
    "lsf": _("langue des signes"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick: the feature it asks for, its words and its pictogram."""

    feature: str
    label: object
    icon: str = ""


FIRST_CHOICES = (
    Choice("cost:Gratuit", _("Gratuit"), "free"),
    Choice("access:walk_in", _("Sans rendez-vous"), "walk-in"),
    Choice("wheelchair:yes", _("Accès en fauteuil roulant"), "wheelchair"),
    Choice("childcare:yes", _("Coin enfants"), "childcare"),
)
# Folded: every other thing that the base can tell, by question.
MORE_CHOICES: tuple[tuple[object, tuple[Choice, ...]], ...] = (
    (
        _("Ce qu’il y a sur place"),
        (
            Choice("equipment:computer", _("Ordinateur"), "computer"),
            Choice("adapted:computer", _("Poste adapté à un handicap"), "low-vision"),
            Choice("equipment:printer", _("Imprimante"), "print"),
            Choice("equipment:scanner", _("Scanner"), "scan"),
            Choice("equipment:touch_kiosk", _("Borne tactile"), "smartphone"),
            Choice("wifi_public:yes", _("Wi-Fi public"), "wifi"),
            Choice("wifi_outside_hours:yes", _("Wi-Fi même quand c’est fermé"), "wifi"),
            Choice("phone_charging:yes", _("Recharger son téléphone"), "smartphone"),
        ),
    ),
    (
        _("Comment on y est aidé"),
        (
            Choice("use:free_access", _("Accès libre"), "computer"),
            Choice("use:personal_help", _("Aide personnalisée"), "support"),
            Choice("use:procedures", _("Démarches administratives"), "procedure"),
            Choice("use:letter_writing", _("Écrivain public"), "letter"),
            Choice("use:beginner_workshops", _("Ateliers d’initiation"), "learn"),
            Choice("use:refurbishing", _("Reconditionnement"), "repair"),
            Choice("use:loan", _("Prêt de matériel"), "loan"),
            Choice("use:sale", _("Vente à petit prix"), "fair-price"),
            Choice("level:grand_debutant", _("Pour commencer, sans rien connaître"), "learn"),
            Choice("level:debutant", _("Quand on se débrouille un peu"), "learn"),
            Choice("level:avance", _("Pour aller plus loin"), "learn"),
            *(Choice(f"intensity:{code}", label) for code, label in INTENSITY_WORDS.items()),
            Choice("mode:for", _("On peut le faire à ma place"), "support"),
        ),
    ),
    (
        _("Pour qui"),
        (
            *(Choice(f"age:{code}", label) for code, label, _first, _last in AGE_BANDS),
            Choice("public:Jeunes", _("Jeunes"), ""),
            Choice("public:Étudiants", _("Étudiants"), ""),
            Choice("public:Familles et/ou enfants", _("Familles, enfants"), ""),
            Choice("public:Seniors", _("Seniors"), ""),
            Choice("public:Femmes", _("Femmes"), ""),
        ),
    ),
    (
        _("Accueil adapté"),
        (
            Choice("care:Surdité", _("Surdité"), "deaf"),
            Choice("care:Déficience visuelle", _("Déficience visuelle"), "low-vision"),
            Choice("care:Handicaps moteurs", _("Handicap moteur"), "wheelchair"),
            Choice("care:Handicaps mentaux", _("Handicap mental"), ""),
            Choice("care:Illettrisme", _("Je lis mal ou je n’écris pas"), "letter"),
            Choice("adaptation:pictures", _("Documents en images"), "pictures"),
            Choice("adaptation:easy_to_read", _("Facile à lire"), "learn"),
            Choice("adaptation:large_print", _("Gros caractères"), "low-vision"),
            Choice("adaptation:sign_language", _("Langue des signes (LSF)"), "sign"),
            Choice("adaptation:hearing_loop", _("Boucle magnétique"), "listen"),
            Choice("adaptation:adapted_post", _("Poste adapté"), "computer"),
            Choice("adaptation:own_pace", _("À votre rythme"), "pace"),
            Choice("adaptation:several_languages", _("Expliqué en plusieurs langues"), "language"),
        ),
    ),
    (
        _("Thème et réseau"),
        (
            Choice("theme:rights", _("Accès aux droits"), "procedure"),
            Choice("label:France Services", _("France Services"), ""),
            Choice("label:Aidants Connect", _("Aidants Connect"), ""),
            Choice("label:Conseillers numériques", _("Conseillers numériques"), ""),
        ),
    ),
)
# In which question a word that the steward added to a list is offered.
GROUP_OF_LIST = {"equipment": 0, "use": 1, "adaptation": 3, "theme": 4}


def more_choices(
    labels: Mapping[tuple[str, str], str],
) -> tuple[tuple[object, tuple[Choice, ...]], ...]:
    """Return the folded questions with the words that the steward added, by (list, code)."""
    added: dict[int, list[Choice]] = {}
    for (vocabulary, code), label in labels.items():
        feature = f"{vocabulary}:{code}"
        if vocabulary in GROUP_OF_LIST and feature not in KNOWN_FEATURES:
            added.setdefault(GROUP_OF_LIST[vocabulary], []).append(Choice(feature, label))
    return tuple(
        (title, (*choices, *added.get(number, ())))
        for number, (title, choices) in enumerate(MORE_CHOICES)
    )


KNOWN_FEATURES = {c.feature for c in FIRST_CHOICES} | {
    c.feature for _title, choices in MORE_CHOICES for c in choices
}


def _radius_words(radius_m: int) -> str:
    return f"{radius_m} m" if radius_m < 1_000 else f"{radius_m // 1_000} km"


# Choices that do not depend on the base; "programme" does.
FIXED_CHOICES: dict[str, list[tuple[object, object]]] = {
    "besoin": [("", _("Tout")), *((need.code, need.label) for need in NEEDS)],
    "rayon": [("", _("Peu importe")), *((r, _radius_words(r)) for r in RADII_M)],
    "jour": [
        ("", _("N’importe quand")),
        ("maintenant", _("Ouvert maintenant")),
        *DAYS.items(),
    ],
    "moment": list(MOMENTS.items()),
    "langue": [("", _("Français")), *LANGUAGES.items()],
}


class SearchForm(forms.Form):
    """What a visitor may ask. Built with the territories and the programmes of the base."""

    besoin = forms.ChoiceField(
        required=False,
        label=_("Ce que vous voulez faire"),
        error_messages={"invalid_choice": _("Choisissez dans la liste : ce mot n’y est pas.")},
    )
    q = forms.CharField(required=False, max_length=80, label=_("Avec vos mots"))
    ou = forms.CharField(required=False, max_length=80, label=_("Où ?"))
    rayon = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_("Pas plus loin que")
    )
    jour = forms.ChoiceField(required=False, label=_("Quel jour ?"))
    moment = forms.ChoiceField(required=False, label=_("À quel moment ?"))
    langue = forms.ChoiceField(required=False, label=_("Une personne qui parle"))
    programme = forms.ChoiceField(required=False, label=_("Programme"))
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    inconnus = forms.BooleanField(required=False)
    strict = forms.BooleanField(required=False)
    suite = forms.CharField(required=False)
    # The part of a map where one searches again: see box_asked.
    cadre = forms.CharField(required=False)

    def __init__(
        self,
        data: Mapping[str, object],
        *,
        zones: Zones,
        programmes: Mapping[str, str],
        labels: Mapping[tuple[str, str], str],
    ):
        super().__init__(data)
        self._zones = zones
        self.zone: ZoneChoice | None = None
        self.ambiguous: tuple[ZoneChoice, ...] = ()
        self.near: ZoneChoice | None = None
        choices = FIXED_CHOICES | {"programme": [("", _("Tous")), *programmes.items()]}
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        asked = dict.fromkeys(data.getlist("avec"))  # type: ignore[attr-defined]
        self.more_choices = more_choices(labels)
        known = KNOWN_FEATURES | {c.feature for _t, choices in self.more_choices for c in choices}
        self.features = tuple(feature for feature in asked if feature in known)
        # A link of another day, or one that was retyped: said, and the rest is searched.
        self.unknown_conditions = len(self.features) < len(asked)

    def clean_ou(self) -> str:
        """Find the commune or the quarter that the words name."""
        words: str = self.cleaned_data["ou"].strip()
        if not words:
            return ""
        found = self._zones.named(words)
        if len(found) == 1:
            self.zone = found[0]
        elif found:
            self.ambiguous = found
            raise forms.ValidationError(
                _("Plusieurs endroits portent ce nom : choisissez ci-dessous."), code="ambiguous"
            )
        else:
            self.near = self._zones.near(words)
            hint = (
                _("Vouliez-vous dire « %(near)s » ?") % {"near": self.near.nom}
                if self.near
                else _("Essayez le nom de la commune, ou son code postal.")
            )
            raise forms.ValidationError(
                _("Nous ne connaissons pas « %(words)s ». %(hint)s"),
                code="unknown",
                params={"words": words, "hint": hint},
            )
        return words

    def clean_cadre(self) -> Box | None:
        """Read the part of the map; one that is none is said, and the rest is searched."""
        given: str = self.cleaned_data["cadre"]
        box = box_asked(given)
        self.unknown_conditions |= bool(given) and box is None
        return box

    def clean_suite(self) -> Cursor | None:
        """Read where the page starts; a broken link starts at the first page."""
        given: str = self.cleaned_data["suite"]
        try:
            return Cursor.decode(given) if given and len(given) <= 400 else None
        except ValueError:
            return None

    def clean(self) -> None:
        """Say at a field that one sees what is wrong in one that is hidden."""
        self.errors.pop("suite", None)  # a broken link starts at the first page
        names = ("latitude", "longitude")
        given = [name for name in names if self.data.get(name)]
        if len(given) == 1 or any(name in self.errors for name in names):
            for name in names:
                self.errors.pop(name, None)
            self.add_error(
                "ou", _("Nous n’avons pas pu lire votre position. Écrivez plutôt où vous êtes.")
            )

    def search(self, *, now: datetime, limit: int = 20) -> PlaceSearch:
        """Return the typed request; `now` is naive and local. Call it on a valid form."""
        data = self.cleaned_data
        position = (data.get("latitude"), data.get("longitude"))
        near = position if None not in position else None
        zone = self.zone
        if near is None and zone is not None and zone.latitude is not None:
            near = (zone.latitude, zone.longitude)
        within_m = data.get("rayon")
        features = list(self.features)
        if data.get("langue"):
            features.append(f"language:{data['langue']}")
        if data.get("programme"):
            features.append(f"programme:{data['programme']}")
        return PlaceSearch(
            need=data.get("besoin", ""),
            text=data.get("q", "").strip(),
            # A radius around the place says more than its outline.
            zone_id=zone.id if zone is not None and not within_m else None,
            near=near,  # type: ignore[arg-type]
            within_m=within_m,
            inside=data.get("cadre"),
            features=tuple(features),
            open_at=moment_asked(data.get("jour", ""), data.get("moment", ""), now),
            include_unknown=data.get("inconnus", False),
            relax=not data.get("strict", False),
            limit=limit,
            after=data.get("suite"),
        )


_BOX = re.compile(r",".join([r"(-?\d{1,3}(?:\.\d{1,8})?)"] * 4))


def box_asked(text: str) -> Box | None:
    """Return the box "south,west,north,east" of an address, degrees; None when it is none.

    >>> box_asked("50.6,3,50.7,3.1"), box_asked("50.7,3,50.6,3.1"), box_asked("ici")
    (Box(south=50.6, west=3.0, north=50.7, east=3.1), None, None)
    """
    found = _BOX.fullmatch(text)
    if found is None:
        return None
    south, west, north, east = (float(number) for number in found.groups())
    on_earth = -90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180
    return Box(south, west, north, east) if on_earth else None


def moment_asked(day: str, moment: str, now: datetime) -> datetime | None:
    """Return the naive local moment that a day and a moment of the day mean, None for any time.

    A weekday is the next one, today included.
    """
    if day == "maintenant":
        return now
    if day == "aujourdhui":
        date = now.date()
    elif day == "demain":
        date = now.date() + timedelta(days=1)
    elif day in DAYS:
        date = now.date() + timedelta(days=(int(day) - now.weekday()) % 7)
    else:
        return None
    hour, minute = (moment or "10:00").split(":")
    return datetime(date.year, date.month, date.day, int(hour), int(minute))  # noqa: DTZ001


def need_question(code: str, text: str = "") -> object:
    """Return the question that a need asks of the base; a neutral one when none was chosen.

    Without a code, words may name the need ("imprimer").
    """
    need = need_by_code().get(code) or need_in_words(text)[0]
    return need.question if need else _("Qui peut vous aider ?")
