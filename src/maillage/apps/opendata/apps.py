"""Declaration of the module."""

from collections.abc import Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import DATA, MenuEntry
from maillage.web.slots import Id, Panel, Slot, register


def quality_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Fill the desk of places; by name, since a declaration leans on nothing of its module."""
    name = "maillage.apps.opendata.views.quality.quality_panels"
    panels: Mapping[Id, Sequence[Panel]] = import_string(name)(ids)
    return panels


class OpendataConfig(AppConfig):
    name = "maillage.apps.opendata"
    label = "opendata"
    verbose_name = _("Données ouvertes")
    url_prefix = ""
    default_auto_field = "django.db.models.BigAutoField"
    footer = (MenuEntry("Données ouvertes", "opendata:open_data", order=25),)
    menu = (MenuEntry("Connecteurs", "opendata:connectors", staff=True, order=62, group=DATA),)

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        every_day("maillage.apps.opendata.tasks.keep_daily_copies")
        register(Slot.PLACE_DESK, quality_panels)
