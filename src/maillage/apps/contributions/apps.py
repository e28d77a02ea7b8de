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
        found: Panels = import_string(f"maillage.apps.contributions.views.{name}")(ids)
        return found

    return provider


PROVIDERS = {
    Slot.ROLE_DESK: _panels("desk_panels"),
    Slot.PLACE_READER: _panels("place_reader"),
    Slot.BEFORE_ADD: _panels("before_add"),
    Slot.PLACE_PANELS: _panels("report_link"),
}

# How the journal names what people do here.
TRACE_WORDS = {
    "propose": _("Proposition envoyée"),
    "withdraw_proposal": _("Proposition retirée"),
    "accept_proposal": _("Proposition publiée"),
    "refuse_proposal": _("Proposition refusée"),
    "add_report": _("Signalement noté pour quelqu’un"),
    "correct_report": _("Signalement : corrigé"),
    "refuse_report": _("Signalement : rien à corriger"),
    "reopen_report": _("Réponse à un signalement reprise"),
}


class ContributionsConfig(AppConfig):
    name = "maillage.apps.contributions"
    label = "contributions"
    verbose_name = _("Propositions et signalements")
    url_prefix = ""
    menu = (
        MenuEntry("Propositions", "contributions:queue", staff=True, order=40),
        MenuEntry("Signalements", "contributions:reports", staff=True, order=51, group=DATA),
        MenuEntry("Ajouter un service", "contributions:choose", staff=True, order=41),
    )
    trace_words = TRACE_WORDS
    keeps = (
        Kept(
            "Ce que vous proposez d’ajouter ou de corriger, et votre nom",
            "Qu’une personne qui tient l’annuaire relise, et vous réponde.",
            "Un brouillon : 30 jours. Une proposition envoyée reste, avec sa réponse.",
            "Vous, et les personnes qui tiennent l’annuaire.",
        ),
        Kept(
            "L’erreur que vous signalez sur un lieu, sans votre nom",
            "Corriger la fiche du lieu, et vous répondre.",
            "Le texte : 30 jours après la réponse, ou jusqu’à ce que vous le retiriez. Le numéro "
            "et l’état restent.",
            "Les personnes qui tiennent l’annuaire ; vous, avec votre code.",
            residents=True,
        ),
    )

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        for slot, provider in PROVIDERS.items():
            register(slot, provider)
        every_day("maillage.apps.contributions.tasks.purge")
