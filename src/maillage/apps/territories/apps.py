"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept


class TerritoriesConfig(AppConfig):
    name = "maillage.apps.territories"
    label = "territories"
    verbose_name = _("Territoires")
    keeps = (
        Kept(
            "Votre nom, sur les fichiers de contours que vous envoyez",
            "Savoir qui a changé les limites d’un quartier, et le lui demander.",
            "Tant que le compte existe ; le fichier lui-même s’efface dès qu’il est appliqué.",
            "Les personnes qui tiennent la base.",
        ),
    )
