"""Declaration of the module."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "maillage.apps.home"
    label = "home"
    verbose_name = "Accueil"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = ""
