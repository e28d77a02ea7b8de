"""Declaration of the module."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "maillage.apps.imports"
    label = "imports"
    verbose_name = "Livraisons"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "pro/livraisons/"
