"""The templates of paths: steps, pictures, and the sentence that is read aloud (ORI-08).

Written for people of the network to change in the base; what is there already is never overwritten.
The publics are those of the founding document (ledger ORI-08): who does not read, who does not
speak French, who is isolated; then who looks for work.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PROCEDURES = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
JOB = "Insertion professionnelle via le numérique"
ACCESS = "Accès internet et matériel informatique"


@dataclass(frozen=True, slots=True)
class StepOf:
    """A step of a template."""

    title: Any
    picture: str
    voice: Any
    service: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A template: for whom, in words of needs, and its steps."""

    title: Any
    for_whom: Any
    steps: tuple[StepOf, ...]


# Said to residents too, in their language, when nobody changed the words.
STEPS: dict[str, tuple[StepOf, ...]] = {
    "illettrisme": (
        StepOf(_("Rencontrer une personne qui lit avec vous"), "support",
               _("Vous allez voir une personne. Elle lit avec vous."), PROCEDURES),
        StepOf(_("Écouter son téléphone au lieu de lire"), "listen",
               _("On règle votre téléphone. Il lit les messages à voix haute."), TOOLS),
        StepOf(_("Commencer à lire et à écrire, à votre rythme"), "learn",
               _("Vous apprenez avec un petit groupe. Personne ne vous juge.")),
        StepOf(_("Faire le point, avec votre papier"), "appointment",
               _("Vous revenez. On regarde ensemble ce qui est fait."), ""),
    ),
    "francais": (
        StepOf(_("Être reçu dans sa langue"), "language",
               _("Vous allez voir une personne qui parle votre langue."), PROCEDURES),
        StepOf(_("Faire la démarche ensemble"), "procedure",
               _("On fait les papiers avec vous."), PROCEDURES),
        StepOf(_("S’inscrire à un cours de français"), "learn",
               _("Vous apprenez le français, près de chez vous.")),
    ),
    "isolement": (
        StepOf(_("Une visite à la maison"), "at-home",
               _("Une personne vient chez vous. Vous choisissez le jour.")),
        StepOf(_("Y aller à deux la première fois"), "walk-in",
               _("On y va ensemble, la première fois.")),
        StepOf(_("Trouver un rendez-vous qui revient"), "appointment",
               _("Chaque semaine, on vous attend."), TOOLS),
    ),
    "emploi": (
        StepOf(_("Avoir une adresse e-mail et y accéder"), "email",
               _("On ouvre votre adresse. Vous gardez le mot de passe."), TOOLS),
        StepOf(_("Faire son CV, l’imprimer"), "print",
               _("Vous faites votre CV. Vous repartez avec le papier."), ACCESS),
        StepOf(_("Envoyer une candidature"), "job",
               _("On envoie une première demande ensemble."), JOB),
    ),
}  # fmt: skip
TEMPLATES: dict[str, Template] = {
    "illettrisme": Template(
        _("Lire et écrire avec quelqu’un (illettrisme)"),
        _("La personne préfère les images et la voix : pas de texte à lire seule."),
        STEPS["illettrisme"],
    ),
    "francais": Template(
        _("Quand on parle peu le français"),
        _("La personne est reçue dans sa langue, ou avec quelqu’un qui la parle."),
        STEPS["francais"],
    ),
    "isolement": Template(
        _("Quand on sort peu, quand on est seul"),
        _("La première rencontre a lieu chez la personne, ou quelqu’un l’accompagne."),
        STEPS["isolement"],
    ),
    "emploi": Template(
        _("Chercher du travail avec un téléphone ou un ordinateur"),
        _("La personne cherche un emploi et veut le faire elle-même."),
        STEPS["emploi"],
    ),
}
