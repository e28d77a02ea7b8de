"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "maillage.apps.directory"
    label = "directory"
    verbose_name = _("Annuaire")
    url_prefix = ""
