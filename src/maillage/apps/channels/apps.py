"""Declaration of the module."""

from collections.abc import Callable, Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.menu import NETWORK, MenuEntry
from maillage.web.slots import Id, Panel, Slot, register


def _panels(name: str) -> Callable[[Sequence[Id]], Mapping[Id, Sequence[Panel]]]:
    """Return a provider found by its name: a declaration leans on nothing of its module."""

    def provider(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
        found: Mapping[Id, Sequence[Panel]] = import_string(
            f"maillage.apps.channels.views.panels.{name}"
        )(ids)
        return found

    return provider


PROVIDERS = [
    (Slot.LIST_ACTS, _panels("list_acts")),
    (Slot.PLACE_PANELS, _panels("place_panels")),
    (Slot.ZONE_PANELS, _panels("zone_panels")),
]


class ChannelsConfig(AppConfig):
    name = "maillage.apps.channels"
    label = "channels"
    verbose_name = _("Papier et affiches")
    url_prefix = ""
    default_auto_field = "django.db.models.BigAutoField"
    menu = (MenuEntry("Papier et affiches", "channels:desk", staff=True, order=50, group=NETWORK),)
    # How the journal names what people do here.
    trace_words = {
        "post": _("Affiche posée"),
        "take_down": _("Affiche retirée, ou remise"),
        "name_counter": _("Maison ressource d’un quartier nommée"),
    }

    def ready(self) -> None:
        for slot, provider in PROVIDERS:
            register(slot, provider)
