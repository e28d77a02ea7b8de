"""People who work with the base: they sign in, residents never need to."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "maillage.apps.accounts"
    label = "accounts"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "compte/"
