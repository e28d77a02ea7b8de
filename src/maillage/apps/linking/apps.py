"""Declaration of the module."""

from collections.abc import Callable, Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import DATA, MenuEntry
from maillage.web.slots import Id, Panel, Slot, register

Panels = Mapping[Id, Sequence[Panel]]


def _panels(name: str) -> Callable[[Sequence[Id]], Panels]:
    """Return a provider found by its name: a declaration leans on nothing of its module."""

    def provider(ids: Sequence[Id]) -> Panels:
        found: Panels = import_string(f"maillage.apps.linking.views.{name}")(ids)
        return found

    return provider


PROVIDERS = {
    Slot.ROLE_DESK: _panels("desk_panels"),
    Slot.PLACE_DESK: _panels("place_panels"),
}


class LinkingConfig(AppConfig):
    name = "maillage.apps.linking"
    label = "linking"
    verbose_name = _("Rapprochements")
    url_prefix = "pro/rapprochements/"
    menu = (MenuEntry("Rapprochements", "linking:queue", staff=True, order=62, group=DATA),)
    # How the journal names what people do here.
    trace_words = {
        "answer_same": _("Répondu : le même lieu"),
        "answer_different": _("Répondu : deux lieux"),
        "answer_later": _("Rapprochement remis à plus tard"),
        "take_back_answer": _("Réponse reprise"),
        "undo_link": _("Lien défait"),
        "ask_link_run": _("Recherche de liens demandée"),
        "undo_link_run": _("Liens d’une recherche défaits"),
    }
    keeps = (
        Kept(
            "Vos réponses sur les fiches qui se ressemblent, et votre nom",
            "Savoir qui a dit que deux fiches parlent du même lieu, et pouvoir revenir dessus.",
            "Tant que les deux fiches existent.",
            "Les personnes qui publient : données, coordination, administration.",
        ),
    )

    def ready(self) -> None:
        from maillage.web.moments import Moment, when

        for slot, provider in PROVIDERS.items():
            register(slot, provider)
        when(Moment.AFTER_DELIVERY, "maillage.apps.linking.tasks.search")
