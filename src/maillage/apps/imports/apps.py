"""Declaration of the module."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import DATA, MenuEntry
from maillage.web.slots import Id, Panel, Slot, register


def desk_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Fill the desk of people; by name, since a declaration leans on nothing of its module."""
    panels: Mapping[Id, Sequence[Panel]] = import_string("maillage.apps.imports.views.desk_panels")(
        ids
    )
    return panels


def delivery_facts() -> Any:
    """Tell the directory what was withdrawn and undone, when it compares two dates; by name too."""
    return import_string("maillage.apps.imports.queries.history.delivery_history")()


class ImportsConfig(AppConfig):
    name = "maillage.apps.imports"
    label = "imports"
    verbose_name = _("Livraisons")
    url_prefix = "pro/livraisons/"
    menu = (MenuEntry("Livraisons", "imports:deliveries", staff=True, order=61, group=DATA),)
    # How the journal names what people do here.
    trace_words = {
        "receive_file": _("Fichier reçu"),
        "import_file": _("Import décidé"),
        "abandon_file": _("Fichier abandonné"),
        "undo_delivery": _("Livraison annulée"),
        "declare_source": _("Source décrite"),
        "map_source": _("Colonnes et mots d’une source décrits"),
        "forget_source": _("Description d’une source oubliée"),
    }
    keeps = (
        Kept(
            "Les fichiers reçus des producteurs, tels quels",
            "Relire ce qui a été dit, et annuler une livraison.",
            "Le temps choisi par le territoire, puis le fichier est effacé ; le bilan reste.",
            "Les personnes qui publient : données, coordination, administration.",
        ),
        Kept(
            "Ce qui est préparé pour un producteur : un rapport, et son fichier corrigé",
            "Lui rendre ce qui a été corrigé et confirmé.",
            "Sept jours, puis tout est effacé.",
            "Les personnes qui publient : données, coordination, administration.",
        ),
    )

    def ready(self) -> None:
        from maillage.apps.directory.queries.compare import tell
        from maillage.web.jobs import every_day

        register(Slot.ROLE_DESK, desk_panels)
        tell(delivery_facts)
        every_day("maillage.apps.imports.tasks.purge")
