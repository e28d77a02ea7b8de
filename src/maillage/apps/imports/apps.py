"""Declaration of the module."""

from collections.abc import Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import MenuEntry
from maillage.web.slots import Id, Panel, Slot, register


def desk_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Fill the desk of people; by name, since a declaration leans on nothing of its module."""
    panels: Mapping[Id, Sequence[Panel]] = import_string("maillage.apps.imports.views.desk_panels")(
        ids
    )
    return panels


class ImportsConfig(AppConfig):
    name = "maillage.apps.imports"
    label = "imports"
    verbose_name = _("Livraisons")
    url_prefix = "pro/livraisons/"
    menu = (MenuEntry("Livraisons", "imports:deliveries", staff=True, order=60),)

    def ready(self) -> None:
        register(Slot.ROLE_DESK, desk_panels)
