"""Declaration of the module."""

from collections.abc import Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import NETWORK, MenuEntry
from maillage.web.slots import Id, Panel, Slot, register


def desk_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Fill the desk of people; by name, since a declaration leans on nothing of its module."""
    name = "maillage.apps.toolbox.views.desk_panels"
    panels: Mapping[Id, Sequence[Panel]] = import_string(name)(ids)
    return panels


class ToolboxConfig(AppConfig):
    name = "maillage.apps.toolbox"
    label = "toolbox"
    verbose_name = _("Outils")
    url_prefix = "pro/outils/"
    default_auto_field = "django.db.models.BigAutoField"
    menu = (MenuEntry("Outils", "toolbox:register", staff=True, order=55, group=NETWORK),)
    # How the journal names what people do here.
    trace_words = {
        "add_tool": _("Outil ajouté au registre"),
        "edit_tool": _("Outil du registre changé"),
        "retire_tool": _("Outil arrêté, ou repris"),
        "propose_tool": _("Outil proposé"),
        "accept_tool": _("Outil proposé : accepté"),
        "refuse_tool": _("Outil proposé : refusé"),
        "take_back_tool": _("Proposition d’outil retirée"),
    }
    keeps = (
        Kept(
            "Les outils que vous proposez, et votre nom",
            "Que la coordination vous réponde.",
            "Tant que le registre existe.",
            "Vous, et les personnes qui tiennent la base.",
        ),
    )

    def ready(self) -> None:
        register(Slot.ROLE_DESK, desk_panels)
