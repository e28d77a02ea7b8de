"""The common house of the pages: base templates, components, slots, errors."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "maillage.web"
    label = "web"
    verbose_name = "Pages"
