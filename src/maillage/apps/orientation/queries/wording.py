"""Why a place is suggested, and what to know before going there, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from maillage.apps.agenda.queries.moments import day_and_month
from maillage.apps.directory.queries import need_by_code
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LANGUAGE_WORDS
from maillage.apps.orientation.queries.table import aim_words
from maillage.apps.orientation.queries.words import turn_of
from maillage.core.orientation import Reason
from maillage.core.search import Relaxed
from maillage.web.languages import known_words
from maillage.web.words import listed, time_words


@dataclass(frozen=True, slots=True)
class Told:
    """One reason: its pictogram and its words."""

    icon: str
    words: str

    @property
    def turn(self) -> str:
        """ "flip" for a pictogram that points, where one reads from the right; else ""."""
        return turn_of(self.icon)


def aim_told(reason: Reason) -> Told:
    """Return what a place is suggested for: the motive of the person first (ORI-11)."""
    code, because = reason.values
    words, icon = aim_words(code)
    kind, _colon, value = because.partition(":")
    if kind == "motive" and (need := need_by_code().get(value)) is not None:
        if code.startswith("besoin:"):
            return Told(icon, str(need.label))
        return Told(icon, _("{wish} : {aim}").format(wish=need.label, aim=words))
    return Told(icon, _up(words))


def reasons_told(reasons: Sequence[Reason], *, walks: bool) -> list[Told]:
    """Return the reasons of a suggestion in words, without its aim, nor its next moment.

    `walks`: distances mean something to the person, who said how far they go.
    """
    left_out = ("aim", "next") if walks else ("aim", "next", "walk")
    found = [_reason(reason) for reason in reasons if reason.code not in left_out]
    return [told for told in found if told is not None]


def _reason(reason: Reason) -> Told | None:
    values = reason.values
    plain = {
        "zone_ids": ("map", _("Dans le quartier choisi")),
        "mobilised_by": None,
        "publics": ("support", _("Reçoit ce public")),
        "age_band": None,
        "childcare": ("childcare", _("Un coin pour les enfants")),
        "first_time": ("learn", _("Pour commencer, sans rien connaître")),
        "alone_with": ("support", _("Une personne s’occupe de vous seul")),
        "reading": ("letter", _("On y aide à lire et à écrire")),
        "other_languages": ("language", _("On y reçoit des personnes qui parlent peu français")),
        "free": ("free", _("Gratuit")),
        "costs": ("free", _("Gratuit") if values == ("Gratuit",) else _("Gratuit sous condition")),
        "walk_in": ("walk-in", _("Sans rendez-vous")),
        "with_you": ("support", _("On fait avec vous")),
        "for_you": ("letter", _("On peut écrire à votre place")),
    }
    if reason.code in plain:
        said = plain[reason.code]
        return None if said is None else Told(*said)
    if reason.code == "languages":
        return Told("language", _("On y parle {language}").format(language=_language(values[0])))
    if reason.code == "care":
        return Told("support", care_words(values[0]))
    if reason.code == "accessible":
        return Told("wheelchair", _("On y entre en fauteuil roulant"))
    if reason.code == "walk":
        minutes = int(values[0])
        said_walk = ngettext("À {n} minute à pied", "À {n} minutes à pied", minutes)
        return Told("map", said_walk.format(n=minutes)) if minutes <= 60 else None
    if reason.code == "intensity":
        return Told("learn", str(INTENSITY_WORDS[values[0]]))
    return None


# What the standard calls a "prise en charge", as one says that a place is ready for it.
_CARE = {
    "Surdité": _l("On y reçoit des personnes sourdes"),
    "Handicaps moteurs": _l("On y reçoit des personnes qui se déplacent difficilement"),
    "Handicaps mentaux": _l("On y prend le temps d’expliquer simplement"),
    "Illettrisme": _l("On y aide à lire et à écrire"),
    "Déficience visuelle": _l("On y reçoit des personnes qui voient mal"),
}


def care_words(care: str) -> str:
    """Return what a place says when it is ready for a need."""
    return str(_CARE[care]) if care in _CARE else known_words(care)


def cautions_told(cautions: Sequence[Reason], unknown: Sequence[str]) -> list[Told]:
    """Return what to know before going, the most important first."""
    found = [
        Told(_ICONS.get(caution.code, "warning"), said)
        for caution in cautions
        if (said := _caution(caution))
    ]
    if unknown:
        named = [str(_UNKNOWN[name]) for name in unknown if name in _UNKNOWN]
        things = listed(named or [_("une des réponses")])
        said = _("Nous ne savons pas : {things}. Appelez avant de venir.").format(things=things)
        found.append(Told("unknown", said))
    return found


# What is good to know, and stops nobody.
_ICONS = {
    "reserved": "support",
    "ages": "support",
    "prescribed": "support",
    "accompanied": "walk-in",
}

_UNKNOWN = {
    "need": _l("si l’on y fait cela"),
    "language": _l("les langues parlées"),
    "cost": _l("le prix"),
    "care": _l("l’accueil adapté"),
    "access": _l("qui peut y aller"),
    "public": _l("pour qui c’est"),
    "open_at": _l("les horaires"),
    "within_m": _l("la distance"),
    "programme": _l("le programme"),
    "zone": _l("le quartier"),
}


def _caution(caution: Reason) -> str:
    values = caution.values
    if caution.code == "closed_public":
        return _("Attention, ce lieu reçoit seulement : {publics}. Appelez avant de venir.").format(
            publics=_publics(values)
        )
    if caution.code == "closed_age":
        if not values:
            return _("Attention, ce n’est pas pour cet âge. Appelez avant de venir.")
        return _("Attention, c’est seulement {ages}. Appelez avant de venir.").format(
            ages=ages_words(*values)
        )
    if caution.code == "ages":
        return _up(f"{ages_words(*values)}.")
    if caution.code == "reserved":
        return _("Surtout pour : {publics}.").format(publics=_publics(values))
    if caution.code == "accompanied":
        return _("C’est plus loin : à {n} minutes à pied, avec quelqu’un.").format(n=values[0])
    if caution.code == "far":
        return _("C’est loin : à {n} minutes à pied.").format(n=values[0])
    if caution.code == "prescribed":
        return _("Un professionnel fait la demande pour vous.")
    if caution.code == "without":
        return str(_WITHOUT.get(values[0], ""))
    return ""


def ages_words(low: str, high: str) -> str:
    """Return "de 8 à 14 ans", "à partir de 60 ans" or "jusqu’à 25 ans"; "" is no limit."""
    if not high:
        return _("à partir de {low} ans").format(low=low)
    if low in ("", "0"):
        return _("jusqu’à {high} ans").format(high=high)
    if low == high:
        return _("à {low} ans").format(low=low)
    return _("de {low} à {high} ans").format(low=low, high=high)


_WITHOUT = {
    "zone": _l("Ce lieu est dans un autre quartier."),
    "access": _l("Un professionnel fait la demande pour vous."),
    "language": _l("Personne n’a dit que l’on y parle cette langue."),
    "care": _l("Personne n’a dit que ce lieu est adapté. Appelez avant de venir."),
    "cost": _l("Ce n’est pas gratuit. Demandez le prix."),
    "programme": _l("Ce lieu n’est pas dans ce programme."),
}
# What was given up, in the order of the core, as one tells it above the list.
_GIVEN_UP = {
    "open_at": _l("l’heure"),
    "within_m": _l("la distance"),
    "programme": _l("le programme"),
    "zone": _l("le quartier"),
    "access": _l("venir sans professionnel"),
    "language": _l("la langue"),
    "public": _l("le public"),
    "care": _l("l’accueil adapté"),
    "cost": _l("le prix"),
}


def relaxed_told(relaxed: Sequence[Relaxed]) -> str:
    """Return what was given up to find something, "" when nothing was."""
    names = [str(_GIVEN_UP[one.dimension]) for one in relaxed if one.dimension in _GIVEN_UP]
    if not names:
        return ""
    return _("Aucun lieu ne répond à tout. Nous avons cherché sans : {things}.").format(
        things=listed(list(dict.fromkeys(names)))
    )


def moment_told(moment: datetime, today: date) -> str:
    """Return "aujourd’hui à 14 h", "demain à 9 h", "mardi 24 novembre à 14 h"."""
    days = (moment.date() - today).days
    if days not in (0, 1):
        return day_told(moment)
    day = _("aujourd’hui") if days == 0 else _("demain")
    return _("{day} à {time}").format(day=day, time=time_words(moment))


def day_told(moment: datetime) -> str:
    """Return "mardi 24 novembre à 14 h": on a paper, that is read another day."""
    day = day_and_month(moment.date())
    return _("{day} à {time}").format(day=day, time=time_words(moment))


def _publics(values: Sequence[str]) -> str:
    """Return publics of the standard inside a sentence, in the language of the page."""
    said = [known_words(value) for value in values]
    return listed(
        [words.lower() if words == v else words for words, v in zip(said, values, strict=True)]
    )


def _language(code: str) -> str:
    return str(LANGUAGE_WORDS.get(code, code))


def _up(text: Any) -> str:
    said = str(text)
    return said[:1].upper() + said[1:]
