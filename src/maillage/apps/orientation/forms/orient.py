"""What a professional says of somebody on one page, read from the page; nothing says who."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.queries import Zones, need_by_code
from maillage.apps.directory.queries.ages import AGE_BANDS
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LANGUAGE_WORDS
from maillage.apps.orientation.queries.profiles import CARES, HALF_DAYS, PUBLICS, Asked
from maillage.core.skills import Obstacle

# Names in the page.
NEED, ZONE, OBSTACLE, LANGUAGE, PUBLIC, CARE = "besoin", "ou", "gene", "langue", "public", "accueil"
WHEELCHAIR, FREE, REACH, WITH, WHEN = "fauteuil", "gratuit", "marche", "avec", "quand"
BEFORE, BEGINNER, COMPLEX, CHILDREN = "avant", "debut", "complexe", "enfants"
AGE, STEP, PROFESSIONAL, KEY, PLACE = "age", "etape", "pro", "cle", "lieu"
# What stands in the way, as a professional sees it: the rest is asked as what the place must offer.
OBSTACLES = {
    Obstacle.NO_COMPUTER: gettext_lazy("Pas d’ordinateur ni de tablette"),
    Obstacle.NO_PHONE: gettext_lazy("Pas de téléphone qui va sur internet"),
    Obstacle.NO_CONNECTION: gettext_lazy("Pas d’internet à la maison"),
    Obstacle.MONEY: gettext_lazy("C’est trop cher"),
    Obstacle.KNOW_HOW: gettext_lazy("Bloque souvent, ne sait pas comment faire"),
    Obstacle.CONFIDENCE: gettext_lazy("A peur de faire une erreur"),
    Obstacle.READING: gettext_lazy("Lire ou écrire est difficile"),
    Obstacle.LANGUAGE: gettext_lazy("Parle peu le français"),
}
WALKS_MIN = (10, 20, 30, 45)
WHEN_WORDS = {
    "matin": gettext_lazy("Le matin"),
    "apres-midi": gettext_lazy("L’après-midi"),
    "soir": gettext_lazy("Après 18 h"),
}
# Who is shown three places can carry three.
MOST_ON_PAPER = 3
_MOST_AHEAD = timedelta(days=365)
# What a page draws so that it is counted once.
_DRAWN = re.compile(r"[A-Za-z0-9-]{1,16}")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and what to repair: the name of the field to its message."""

    asked: Asked
    errors: dict[str, str]
    before: str  # as it was typed


def read_asked(sent: QueryDict, *, zones: Zones, today: date) -> Read:
    """Return what a page asks. An unknown word is as good as nothing said."""
    errors: dict[str, str] = {}
    zone = sent.get(ZONE, "").strip()[:80]
    if zone and not zones.named(zone):
        errors[ZONE] = _(
            "Nous ne connaissons pas ce nom. Essayez un quartier, une ville ou un code postal."
        )
    before, typed = _day(sent.get(BEFORE, "").strip()[:10], today=today, errors=errors)
    walk = _among(sent.get(REACH, ""), map(str, WALKS_MIN))
    accompanied = _among(sent.get(WITH, ""), map(str, WALKS_MIN))
    asked = Asked(
        need=_among(sent.get(NEED, ""), need_by_code()),
        zone=zone,
        obstacles=frozenset(o for o in OBSTACLES if o.value in sent.getlist(OBSTACLE)),
        language=_among(sent.get(LANGUAGE, ""), [c for c in LANGUAGE_WORDS if c != "fr"]),
        care=tuple(care for care in CARES if care in sent.getlist(CARE)),
        wheelchair=bool(sent.get(WHEELCHAIR)),
        public=_among(sent.get(PUBLIC, ""), PUBLICS),
        age=_among(sent.get(AGE, ""), [code for code, *_rest in AGE_BANDS]),
        free=bool(sent.get(FREE)),
        reach_min=int(walk) if walk else None,
        accompanied_reach_min=int(accompanied) if accompanied else None,
        when=_among(sent.get(WHEN, ""), HALF_DAYS),
        before=before,
        beginner=bool(sent.get(BEGINNER)),
        complex=bool(sent.get(COMPLEX)),
        childcare=bool(sent.get(CHILDREN)),
        intensity=_among(sent.get(STEP, ""), INTENSITY_WORDS),
        by_professional=bool(sent.get(PROFESSIONAL)),
    )
    if not asked.need and not asked.obstacles and not asked.beginner:
        errors[NEED] = _("Choisissez d’abord ce que la personne veut faire.")
    return Read(asked, errors, typed)


def drawn_key(sent: QueryDict) -> str:
    """Return what the page drew, "" for anything that no page draws."""
    key = sent.get(KEY, "")
    return key if _DRAWN.fullmatch(key) else ""


def _day(typed: str, *, today: date, errors: dict[str, str]) -> tuple[date | None, str]:
    """Return the deadline, and what was typed; a day that is over, or that is none, is told."""
    if not typed:
        return None, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        errors[BEFORE] = _("Écrivez une date, par exemple 2026-12-24.")
        return None, typed
    if day < today:
        errors[BEFORE] = _("Cette date est passée. Choisissez aujourd’hui ou un autre jour.")
        return None, typed
    if day > today + _MOST_AHEAD:
        errors[BEFORE] = _("Cette date est trop loin. Choisissez un jour de l’année qui vient.")
        return None, typed
    return day, typed


def _among(value: str, known: Any) -> str:
    return value if value in set(known) else ""
