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
        found: Panels = import_string(f"maillage.apps.freshness.views.place.{name}")(ids)
        return found

    return provider


PROVIDERS = {
    Slot.PLACE_DESK: _panels("place_desk"),
    Slot.ROLE_DESK: _panels("mine"),
}


class FreshnessConfig(AppConfig):
    name = "maillage.apps.freshness"
    label = "freshness"
    verbose_name = _("Fraîcheur")
    url_prefix = ""
    menu = (MenuEntry("Fraîcheur", "freshness:dashboard", staff=True, order=55, group=DATA),)
    # How the journal names what people do here.
    trace_words = {
        "prepare_campaign": _("Campagne de vérification préparée"),
        "send_campaign": _("Campagne de vérification envoyée"),
        "stop_campaign": _("Campagne de vérification terminée"),
        "send_waiting_again": _("Messages qui attendaient : envoi repris"),
        "send_unsure_again": _("Messages peut-être partis : envoyés de nouveau"),
        "print_sheet": _("Fiche à vérifier imprimée"),
        "note_call": _("Appel à un lieu noté"),
    }
    keeps = (
        Kept(
            "Qu’un message a été envoyé à l’adresse qu’un lieu publie, et sa réponse",
            "Demander une fois par an environ si la fiche est encore juste, sans insister.",
            "L’adresse n’est pas gardée : seulement une empreinte, qui ne se relit pas. Empreintes "
            "et liens sont effacés un mois après la fin du lien.",
            "Les personnes qui tiennent l’annuaire.",
        ),
        Kept(
            "Qu’une adresse ne veut plus de ces messages",
            "Ne plus lui écrire.",
            "Une empreinte, tant que la demande tient ; elle s’annule en un clic.",
            "Personne : le site la compare, et c’est tout.",
        ),
        Kept(
            "Les appels aux lieux : qui a appelé, quand, et une note pour rappeler",
            "Ne pas appeler deux fois, rappeler le bon jour.",
            "La note est effacée après trois mois. Ne rien y écrire sur une personne.",
            "Les personnes qui tiennent l’annuaire.",
        ),
    )

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        for slot, provider in PROVIDERS.items():
            register(slot, provider)
        for name in ("count_the_day", "remind", "forget"):
            every_day(f"maillage.apps.freshness.tasks.{name}")
