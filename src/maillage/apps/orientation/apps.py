"""Declaration of the module."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import MenuEntry
from maillage.web.slots import Id, Panel, Slot, register

# Pages of the desk about orientation are folded under this name.
ORIENTATION = "Orienter"


def home_tiles(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Fill the first page; by name, since a declaration leans on nothing of its module."""
    name = "maillage.apps.orientation.views.panels.home_tiles"
    panels: Mapping[Id, Sequence[Panel]] = import_string(name)(ids)
    return panels


def check_table(app_configs: Any, **_more: Any) -> list[CheckMessage]:
    """Refuse to start with a table of the city that makes no sense, and say where."""
    problem = import_string("maillage.apps.orientation.queries.table.city_problem")()
    return [Error(problem, id="orientation.E001")] if problem else []


class OrientationConfig(AppConfig):
    name = "maillage.apps.orientation"
    label = "orientation"
    verbose_name = _("Orientation")
    url_prefix = ""
    default_auto_field = "django.db.models.BigAutoField"
    menu = (
        MenuEntry(
            "Accueillir quelqu’un",
            "orientation:reception",
            staff=True,
            order=23,
            group=ORIENTATION,
        ),
        MenuEntry(
            "Bilan sur papier", "orientation:typing", staff=True, order=24, group=ORIENTATION
        ),
        MenuEntry("Ouvrir un bilan", "orientation:open", staff=True, order=25, group=ORIENTATION),
        MenuEntry(
            "Ce que disent les réponses",
            "orientation:counted",
            staff=True,
            order=26,
            group=ORIENTATION,
        ),
    )
    footer = (
        MenuEntry("Je viens d’arriver", "orientation:newcomer", order=17),
        MenuEntry("Guide des démarches", "orientation:procedures", order=18),
        MenuEntry("Orienter quelqu’un", "orientation:orient", order=19),
    )
    keeps = (
        Kept(
            "Vos réponses au bilan, si vous demandez de les garder. Jamais votre nom.",
            "Les retrouver avec un code, et les montrer à qui vous voulez.",
            "Un mois, six mois ou un an : vous choisissez. Vous pouvez effacer avant.",
            "Vous, avec votre code. Un professionnel, si vous l’avez permis et donnez le code.",
            residents=True,
        ),
        Kept(
            "Que vous avez tapé les réponses d’une feuille de papier, ou ouvert un bilan",
            "Que chacun puisse savoir qui a lu.",
            "Tant que le journal existe. Les réponses n’y sont jamais.",
            "Les personnes qui mènent le réseau, dans le journal.",
        ),
    )
    # How the journal names what people do here.
    trace_words = {
        "keep_diagnosis": _("Bilan sur papier tapé"),
        "read_diagnosis": _("Bilan ouvert avec son code"),
    }

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        every_day("maillage.apps.orientation.tasks.purge")
        register(Slot.HOME_TILES, home_tiles)
        register_check(check_table)
