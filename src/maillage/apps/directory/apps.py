"""Declaration of the module."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import DATA, NETWORK, PEOPLE, MenuEntry


def _note_protection(*, added: bool, user: Any, authenticator: Any, **said: Any) -> None:
    """Keep the trace of a passkey or an application; by name: a declaration leans on nothing."""
    note = import_string("maillage.apps.directory.actions.people.note_protection")
    note(added=added, kind=str(authenticator.type), by=user, now=timezone.now())


class DirectoryConfig(AppConfig):
    name = "maillage.apps.directory"
    label = "directory"
    verbose_name = _("Annuaire")
    url_prefix = ""
    footer = (
        MenuEntry("Nouveaux lieux", "directory:new_places", order=25),
        MenuEntry("Dictionnaire des données", "directory:dictionary", order=30),
    )
    menu = (
        MenuEntry("Tous les lieux", "directory:results", order=20),
        MenuEntry("À qualifier", "directory:to_qualify", staff=True, order=60, group=DATA),
        MenuEntry("Manques", "directory:shortages", staff=True, order=61, group=DATA),
        MenuEntry("Lieux", "directory:staff_places", staff=True, order=30),
        MenuEntry(
            "Carte des professionnels",
            "directory:professional_map",
            staff=True,
            order=50,
            group=NETWORK,
        ),
        MenuEntry("Organisations", "directory:partners", staff=True, order=50, group=NETWORK),
        MenuEntry("Initiatives", "directory:initiatives", staff=True, order=57, group=NETWORK),
        MenuEntry("Comparer deux dates", "directory:compare", staff=True, order=65, group=DATA),
        MenuEntry("Territoires", "directory:territories", staff=True, order=68, group=DATA),
        MenuEntry("Listes de mots", "directory:terms", staff=True, order=70, group=DATA),
        MenuEntry("Équipe", "directory:team", staff=True, order=80, group=PEOPLE),
        MenuEntry("Journal", "directory:journal", staff=True, order=85, group=PEOPLE),
        MenuEntry("Mon compte", "directory:account", staff=True, order=90),
    )
    typed_texts = "maillage.apps.directory.queries.typed_texts.typed_texts"
    keeps = (
        Kept(
            "Vos rôles, et les invitations que vous envoyez ou recevez",
            "Savoir qui peut faire quoi, pour quelle organisation.",
            "Les rôles restent. L’adresse d’une invitation est oubliée un mois après sa fin.",
            "La coordination et l’administration.",
        ),
        Kept(
            "Ce que vous changez : quoi, quand, avant et après",
            "Pouvoir revenir en arrière, et répondre à qui demande d’où vient une information.",
            "Tant que la base existe : ces lignes ne s’effacent pas.",
            "La coordination et l’administration ; vos collègues, sur la fiche d’un lieu.",
        ),
        Kept(
            "Le nom et le numéro de travail de la personne à demander dans un lieu",
            "Que les professionnels sachent qui appeler.",
            "Jusqu’à ce que le lieu les change ou les retire.",
            "Les professionnels connectés ; tout le monde, si le lieu l’a choisi.",
        ),
        Kept(
            "La photo de la porte d’un lieu : sans visage ni plaque d’immatriculation. L’endroit, "
            "l’heure et l’appareil, écrits dedans par le téléphone, sont effacés à l’arrivée.",
            "Reconnaître la porte en arrivant.",
            "Tant qu’elle est montrée. Retirée, elle est effacée au bout de trente jours ; si vous "
            "y êtes, dites-le : elle est effacée tout de suite.",
            "Tout le monde. Les professionnels savent qui l’a mise.",
            residents=True,
        ),
    )

    def ready(self) -> None:
        from allauth.mfa import signals

        from maillage.web.jobs import every_day
        from maillage.web.lending import lend

        for signal, added in (
            (signals.authenticator_added, True),
            (signals.authenticator_removed, False),
        ):
            signal.connect(partial(_note_protection, added=added), weak=False)
        every_day("maillage.apps.directory.tasks.forget_invitations")
        every_day("maillage.apps.directory.tasks.forget_photos")
        lend("close", "maillage.apps.directory.forms.staff.CloseForm")
        lend("offer", "maillage.apps.directory.forms.offer.OfferForm")
        lend("place", "maillage.apps.directory.forms.staff.PlaceForm")
