"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import MenuEntry


class ImportsConfig(AppConfig):
    name = "maillage.apps.imports"
    label = "imports"
    verbose_name = _("Livraisons")
    url_prefix = "pro/livraisons/"
    menu = (MenuEntry("Livraisons", "imports:deliveries", staff=True, order=60),)
