"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import MenuEntry


class DirectoryConfig(AppConfig):
    name = "maillage.apps.directory"
    label = "directory"
    verbose_name = _("Annuaire")
    url_prefix = ""
    footer = (MenuEntry("Dictionnaire des données", "directory:dictionary", order=30),)
    menu = (
        MenuEntry("Tous les lieux", "directory:results", order=20),
        MenuEntry("À qualifier", "directory:to_qualify", staff=True, order=20),
        MenuEntry("Lieux", "directory:staff_places", staff=True, order=30),
        MenuEntry("Listes de mots", "directory:terms", staff=True, order=70),
    )
