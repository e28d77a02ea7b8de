"""Every paper that exists: its code, its words, what it is about, who reads it."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from maillage.apps.channels.errors import PaperUnknown
from maillage.web.languages import SOURCE, Language, Scope, languages

About = Literal["place", "zone"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: its code in addresses, its words, what it is about, its template."""

    code: str
    label: "str | Promise"
    what: "str | Promise"
    about: About
    template: str
    sheet: str = "A4"
    # In every language, in the complete ones, or in French only: for the staff.
    scope: 'Scope | Literal[""]' = "all"

    def language(self, wanted: Language) -> Language:
        """Return the language in which it is made for who wants one: French when it lacks it."""
        has = self.scope == "essential" or (self.scope == "all" and wanted.scope == "all")
        return wanted if has else languages()[SOURCE]


PAPERS: tuple[Paper, ...] = (
    Paper(
        "guide",
        gettext_lazy("Guide du quartier"),
        gettext_lazy("Une feuille A4, des deux côtés : le plan, puis tous les lieux."),
        "zone",
        "guide.typ",
    ),
    Paper(
        "guide-a3",
        gettext_lazy("Guide plié"),
        gettext_lazy("Une feuille A3 pliée en deux : une couverture, le plan, tous les lieux."),
        "zone",
        "guide.typ",
        "A3",
    ),
    Paper(
        "besoins",
        gettext_lazy("Liste par besoin"),
        gettext_lazy("« Imprimer », « faire une démarche »… et sous chaque besoin, où aller."),
        "zone",
        "needs.typ",
    ),
    Paper(
        "besoins-gros",
        gettext_lazy("Liste par besoin, en gros caractères"),
        gettext_lazy("La même, pour qui voit mal, ou pour un mur."),
        "zone",
        "needs.typ",
    ),
    Paper(
        "affiche",
        gettext_lazy("Affiche de hall"),
        gettext_lazy("Une page A4 en noir et blanc, avec le numéro à détacher."),
        "zone",
        "poster.typ",
    ),
    Paper(
        "affiche-a3",
        gettext_lazy("Grande affiche"),
        gettext_lazy("La même en A3."),
        "zone",
        "poster.typ",
        "A3",
    ),
    Paper(
        "agenda-quartier",
        gettext_lazy("Agenda de la semaine"),
        gettext_lazy("Jour par jour : à quelle heure, quoi, où."),
        "zone",
        "agenda.typ",
    ),
    Paper(
        "qui-fait-quoi",
        gettext_lazy("Qui fait quoi, pour les professionnels"),
        gettext_lazy("Par besoin, puis par maison : conditions, prix, qui demander."),
        "zone",
        "who.typ",
        scope="",
    ),
    Paper(
        "fiche",
        gettext_lazy("Fiche d’un lieu"),
        gettext_lazy("Où, quand, à quel numéro, ce que l’on y fait."),
        "place",
        "slip.typ",
        scope="essential",
    ),
    Paper(
        "fiche-gros",
        gettext_lazy("Fiche en gros caractères"),
        gettext_lazy("La même, pour qui voit mal."),
        "place",
        "slip.typ",
        scope="essential",
    ),
    Paper(
        "affiche-lieu",
        gettext_lazy("Affiche d’un lieu"),
        gettext_lazy("Une page A4, avec le plan et le numéro à détacher."),
        "place",
        "poster.typ",
    ),
    Paper(
        "agenda",
        gettext_lazy("Agenda de la semaine, pour la porte"),
        gettext_lazy("Les horaires du lieu, puis ses séances jour par jour."),
        "place",
        "agenda.typ",
    ),
    Paper(
        "autocollants",
        gettext_lazy("Autocollants à scanner"),
        gettext_lazy("Huit sur une feuille A4 : le téléphone ouvre la page du lieu."),
        "place",
        "stickers.typ",
        scope="",
    ),
    Paper(
        "autocollants-ecoute",
        gettext_lazy("Autocollants à écouter"),
        gettext_lazy("Huit sur une feuille A4 : le téléphone dit le lieu à voix haute."),
        "place",
        "listen.typ",
        scope="essential",
    ),
    Paper(
        "cartes",
        gettext_lazy("Cartes de poche"),
        gettext_lazy("Dix sur une feuille A4, de la taille d’une carte bancaire."),
        "place",
        "cards.typ",
        scope="essential",
    ),
)
_BY_CODE = {paper.code: paper for paper in PAPERS}


def paper_of(code: str, about: About) -> Paper:
    """Return one kind of paper. Raises PaperUnknown."""
    found = _BY_CODE.get(code)
    if found is None or found.about != about:
        raise PaperUnknown
    return found
