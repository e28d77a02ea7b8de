"""Studies and reports: what they found, what they tried, to which needs they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from maillage.apps.directory.queries import need_by_code
from maillage.apps.directory.queries.needs import Need
from maillage.apps.observatory.errors import NeedUnknown, StudyUnknown
from maillage.apps.observatory.models import Study
from maillage.apps.territories.queries import folded
from maillage.sources.figures import known_studies

# The four axes of the Conseil national du numérique (2013), usable as tags (OBS-26).
AXES = {
    "acces": lazy("accès"),
    "litteratie": lazy("littératie"),
    "mediations": lazy("médiations"),
    "pouvoir-d-agir": lazy("pouvoir d’agir"),
}
SUBJECTS = {
    "emploi": lazy("recherche d’emploi"),
    "qpv": lazy("quartiers prioritaires (QPV)"),
    "donnees": lazy("données"),
}
TAGS = SUBJECTS | AXES
# Needs of residents about which a study with such a tag has something to say.
_NEEDS_OF_TAG: Mapping[str, Sequence[str]] = {
    "emploi": ("emploi",),
    "acces": ("ordinateur", "internet", "acheter", "emprunter", "reparer"),
    "litteratie": ("apprendre", "telephone", "mail", "arnaques"),
    "mediations": ("demarche", "accompagnement", "courrier", "argent", "sante", "logement"),
    "pouvoir-d-agir": ("creer", "apprendre"),
}


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study; `is_ours` when the city entered it, or corrected the one that Maillage brings."""

    code: str
    title: str
    authors: str
    # None: nobody said it.
    year: int | None
    territory: str
    n_people: int | None
    obstacles: str
    answers: str
    url: str
    tags: Sequence[str]
    is_ours: bool

    @property
    def year_words(self) -> str:
        """Return its year, or that nobody said it."""
        return str(self.year) if self.year is not None else _("année non indiquée")

    @property
    def needs(self) -> list[str]:
        """Return the codes of the needs that it is about, in the order of the site."""
        about = {need for tag in self.tags for need in (tag, *_NEEDS_OF_TAG.get(tag, ()))}
        return [code for code in need_by_code() if code in about]


def studies(*, tags: Sequence[str] = (), need: str = "", text: str = "") -> list[StudyLine]:
    """Return the studies, the newest first, then those without a year. One query.

    tags : those that have one of them; empty: all
    need : those about this need; text : every word in title, authors, territory, findings
    """
    words = folded(text).split()
    return [
        one
        for one in _all()
        if (not tags or set(tags) & set(one.tags))
        and (not need or need in one.needs)
        and _says(one, words)
    ]


def get_need(code: str) -> Need:
    """Return a need of residents. Raises NeedUnknown."""
    found = need_by_code().get(code)
    if found is None:
        raise NeedUnknown
    return found


def get_study(code: str) -> StudyLine:
    """Return one study. Raises StudyUnknown."""
    found = next((one for one in _all() if one.code == code), None)
    if found is None:
        raise StudyUnknown
    return found


def own_study(code: str) -> Study:
    """Return what the city entered of a study. Raises StudyUnknown."""
    found = Study.objects.filter(code=code).first()
    if found is None:
        raise StudyUnknown
    return found


def _says(one: StudyLine, words: Sequence[str]) -> bool:
    said = folded(
        f"{one.title} {one.authors} {one.territory} {one.obstacles} {one.answers} "
        f"{' '.join(str(TAGS.get(tag, tag)) for tag in one.tags)}"
    )
    return all(word in said for word in words)


def _all() -> list[StudyLine]:
    ours = {
        one.code: StudyLine(
            one.code, one.title, one.authors, one.year, one.territory, one.n_people,
            one.obstacles, one.answers, one.url, tuple(one.tags), True,
        )
        for one in Study.objects.order_by("pk")
    }  # fmt: skip
    brought = {
        one.code: StudyLine(
            one.code, one.title, one.authors, one.year, one.territory, one.n_people,
            one.obstacles, one.answers, one.url, one.tags, False,
        )
        for one in known_studies().values()
    }  # fmt: skip
    return sorted((brought | ours).values(), key=lambda one: (-(one.year or 0), folded(one.title)))
