"""What a person reads of the questions, in the order in which they are asked.

Pictograms always stand beside words. A line says what a person does, never what they are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.orientation.queries.answers import Benefit, Practice, Recourse
from maillage.core.skills import Area, LastUse, Obstacle, Use

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = str | StrPromise


# Pictograms that point: they turn where one reads from the right.
POINTING = frozenset({"bus", "phone", "walk-in"})


def turn_of(icon: str) -> str:
    """Return "flip" for a pictogram that points, "" for the others."""
    return "flip" if icon in POINTING else ""


@dataclass(frozen=True, slots=True)
class Said:
    """Words and their pictogram; `more` explains, with an example."""

    words: "Words"
    icon: str
    more: "Words" = ""

    @property
    def turn(self) -> str:
        """ "flip" for a pictogram that points, where one reads from the right; else ""."""
        return turn_of(self.icon)


# First shown; the other needs are folded under them. Doing and learning before machines.
FIRST_MOTIVES = (
    "demarche",
    "courrier",
    "argent",
    "ecole",
    "emploi",
    "telephone",
    "mail",
    "sante",
    "logement",
    "apprendre",
    "arnaques",
    "internet",
)

# "Who does not go on the internet" is a last use, not an obstacle: asked in the same place.
NOT_ONLINE = "not_online"
NOT_ONLINE_WORDS = Said(_("Je ne vais pas sur internet"), "remote")
OBSTACLES: dict[Obstacle, Said] = {
    Obstacle.NO_PHONE: Said(_("Je n’ai pas de téléphone qui va sur internet"), "smartphone"),
    Obstacle.NO_COMPUTER: Said(_("Je n’ai pas d’ordinateur ni de tablette"), "computer"),
    Obstacle.NO_CONNECTION: Said(_("Je n’ai pas internet à la maison"), "wifi"),
    Obstacle.MONEY: Said(_("C’est trop cher pour moi"), "money"),
    Obstacle.KNOW_HOW: Said(_("Quand ça bloque, je ne sais pas comment faire"), "repair"),
    Obstacle.CONFIDENCE: Said(_("J’ai peur de faire une erreur"), "safety"),
    Obstacle.READING: Said(_("Lire ou écrire est difficile"), "letter"),
    Obstacle.LANGUAGE: Said(_("Je parle peu le français"), "language"),
    Obstacle.ACCESS: Said(_("Me déplacer, voir ou entendre est difficile"), "wheelchair"),
    Obstacle.TIME: Said(_("Je manque de temps"), "clock"),
    Obstacle.URGENT: Said(_("C’est pressé : une date, une somme à payer"), "warning"),
}
# Groups of the question, each with its title.
OBSTACLE_GROUPS: tuple[tuple["Words", tuple[Obstacle, ...]], ...] = (
    (
        _("Le matériel et l’argent"),
        (Obstacle.NO_PHONE, Obstacle.NO_COMPUTER, Obstacle.NO_CONNECTION, Obstacle.MONEY),
    ),
    (
        _("Savoir faire"),
        (Obstacle.KNOW_HOW, Obstacle.CONFIDENCE, Obstacle.READING, Obstacle.LANGUAGE),
    ),
    (_("Venir"), (Obstacle.ACCESS, Obstacle.TIME, Obstacle.URGENT)),
)

USES: dict[Use, Said] = {
    Use.MOBILE: Said(
        _("Envoyer une photo à quelqu’un, avec une application du téléphone"), "smartphone"
    ),
    Use.ADMINISTRATION: Said(
        _("Remplir une demande sur le site d’une administration"),
        "procedure",
        _("Par exemple les impôts, la CAF, la carte grise."),
    ),
    Use.OFFICE: Said(
        _("Écrire une lettre ou un CV à l’ordinateur"), "computer", _("Et l’enregistrer.")
    ),
    Use.IDENTITY: Said(
        _("Retrouver vos mots de passe et protéger vos comptes"),
        "safety",
        _("Un compte, c’est ce qui vous ouvre un site : un nom et un mot de passe."),
    ),
}

# Answers to a use: code, words, pictogram. "wish" and "other" are both "not done".
USE_ANSWERS: tuple[tuple[str, Said], ...] = (
    ("yes", Said(_("Je le fais quand j’en ai besoin"), "verified")),
    ("with_help", Said(_("Je le fais avec quelqu’un"), "support")),
    ("wish", Said(_("Je ne le fais pas, j’aimerais"), "learn")),
    ("other", Said(_("Je ne le fais pas, je fais autrement"), "walk-in")),
)

BENEFITS: dict[Benefit, Said] = {
    Benefit.TIME: Said(_("Gagner du temps"), "clock"),
    Benefit.MONEY: Said(_("Dépenser moins"), "money"),
    Benefit.INFORMATION: Said(_("Trouver une information utile"), "list"),
    Benefit.PROCEDURE: Said(_("Finir une démarche"), "procedure"),
    Benefit.NONE: Said(_("Rien de tout cela"), "unknown"),
}
PRACTICES: dict[Practice, Said] = {
    Practice.COMMUNICATE: Said(_("Parler avec mes proches"), "phone"),
    Practice.TRAVEL: Said(_("Trouver mon chemin, un bus"), "bus"),
    Practice.LEARN: Said(_("Apprendre"), "learn"),
    Practice.LEISURE: Said(_("Musique, films, jeux"), "make"),
}
RECOURSES: dict[Recourse, "Words"] = {
    Recourse.FAMILY: _("Ma famille"),
    Recourse.FRIENDS: _("Mes amis"),
    Recourse.NEIGHBOURS: _("Mes voisins"),
    Recourse.SOCIAL_CENTRE: _("Un centre social"),
    Recourse.LIBRARY: _("Une médiathèque"),
    Recourse.ASSOCIATION: _("Une association"),
    Recourse.TOWN_HALL: _("La mairie"),
    Recourse.NOBODY: _("Personne"),
}
# French needs no other; the words are those of the directory.
LANGUAGES: dict[str, "Words"] = {code: w for code, w in LANGUAGE_WORDS.items() if code != "fr"}
LAST_USES: dict[LastUse, "Words"] = {
    LastUse.THREE_MONTHS: _("Oui, depuis moins de trois mois"),
    LastUse.YEAR: _("Oui, il y a moins d’un an"),
    LastUse.LONGER: _("Oui, il y a plus d’un an"),
    LastUse.NEVER: _("Non, jamais"),
}
AREAS: dict[Area, Said] = {
    Area.INFORMATION: Said(_("Chercher une information"), "list"),
    Area.COMMUNICATION: Said(_("Parler et écrire aux autres"), "email"),
    Area.PROBLEMS: Said(_("Se débrouiller chaque jour"), "repair"),
    Area.CONTENT: Said(_("Écrire, compter, créer"), "computer"),
    Area.SAFETY: Said(_("Se protéger"), "safety"),
}
