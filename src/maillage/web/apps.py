"""The common house of the pages: base templates, components, slots, errors."""

from django.apps import AppConfig

from maillage.web.menu import MenuEntry


class WebConfig(AppConfig):
    name = "maillage.web"
    label = "web"
    verbose_name = "Pages"
    footer = (
        MenuEntry("Ce que nous gardons", "web:personal_data", order=80),
        MenuEntry("Accessibilité : non vérifiée par un audit", "web:accessibility", order=90),
    )

    def ready(self) -> None:
        from maillage.web import checks  # noqa: F401  (declares the checks)
