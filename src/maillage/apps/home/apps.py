"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import MenuEntry


class HomeConfig(AppConfig):
    name = "maillage.apps.home"
    label = "home"
    verbose_name = _("Accueil")
    url_prefix = ""
    footer = (MenuEntry("À propos", "home:about", order=10),)
    menu = (
        MenuEntry("Trouver de l’aide", "home:front", order=10),
        MenuEntry("Mon bureau", "home:desk", staff=True, order=10),
    )
