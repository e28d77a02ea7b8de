"""Declaration of the module."""

from collections.abc import Callable, Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
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
    (Slot.PLACE_DESK, _panels("place_desk")),
]


class ChannelsConfig(AppConfig):
    name = "maillage.apps.channels"
    label = "channels"
    verbose_name = _("Papier et affiches")
    url_prefix = ""
    default_auto_field = "django.db.models.BigAutoField"
    menu = (
        MenuEntry("Papier et affiches", "channels:desk", staff=True, order=50, group=NETWORK),
        MenuEntry("Dans la rue", "channels:street", staff=True, order=23, group="L’agenda"),
    )
    keeps = (
        Kept(
            "Votre voix, si vous avez accepté de dire un lieu ou un service pour les autres, et ce "
            "que vous dites mot pour mot. Votre nom n’est pas écrit.",
            "Que les personnes qui ne lisent pas, ou pas le français, puissent écouter.",
            "Tant que l’enregistrement est utile. Vous pouvez demander qu’il soit effacé : c’est "
            "fait tout de suite. Retiré seulement, il est effacé au bout de trente jours.",
            "Tout le monde l’entend. Les personnes qui tiennent le lieu le retirent ou l’effacent.",
            residents=True,
        ),
        Kept(
            "Rencontre dans la rue : ce que vous demandez, la langue parlée, le lieu conseillé. Ni "
            "nom, ni téléphone : un numéro, sur le bon que vous gardez.",
            "Que la personne qui vous reçoit ensuite ne vous fasse pas tout redire.",
            "Un an, puis effacé.",
            "Les professionnels à qui vous montrez le numéro.",
            residents=True,
        ),
    )
    # How the journal names what people do here.
    trace_words = {
        "post": _("Affiche posée"),
        "plan_message": _("Plan de communication : message prévu, ou changé"),
        "mark_out": _("Plan de communication : message sorti, ou pas encore"),
        "hand_slips": _("Numéros de bons donnés à un téléphone"),
        "take_down": _("Affiche retirée, ou remise"),
        "name_counter": _("Maison ressource d’un quartier nommée"),
        "add_recording": _("Enregistrement ajouté"),
        "take_off_recording": _("Enregistrement retiré"),
        "put_back_recording": _("Enregistrement remis"),
        "erase_recording": _("Enregistrement effacé"),
    }

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        every_day("maillage.apps.channels.tasks.purge_sounds")
        every_day("maillage.apps.channels.tasks.purge_street_slips")
        for slot, provider in PROVIDERS:
            register(slot, provider)
