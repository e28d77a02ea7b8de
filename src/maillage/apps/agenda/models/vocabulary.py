"""Words that residents read on every page of the agenda: said in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mediation(models.TextChoices):
    """Type of mediation, asked first (ledger AGD-02)."""

    DIGITAL = "digital", _("Apprendre à se servir du numérique")
    PROCEDURES = "procedures", _("Faire une démarche en ligne")
    LETTERS = "letters", _("Écrivain public")
    EQUIPMENT = "equipment", _("Réparer ou s’équiper")


class SeriesKind(models.TextChoices):
    """What is proposed at fixed hours."""

    WORKSHOP = "workshop", _("Atelier")
    OPEN_SESSION = "open", _("Séance libre")
    CAFE = "cafe", _("Café numérique")
    DUTY = "duty", _("Permanence")
    STOP = "stop", _("Arrêt du bus ou de l’itinérance")
    OUTREACH = "outreach", _("Stand hors les murs")
    MOMENT = "moment", _("Moment du quartier")


# How one is received for a motive, and what is done there.
WHERE = [("place", _("sur place")), ("remote", _("à distance")), ("home", _("à domicile"))]
MODES = [
    ("with", _("avec vous")),
    ("for", _("à votre place")),
    ("both", _("avec vous ou à votre place")),
]
