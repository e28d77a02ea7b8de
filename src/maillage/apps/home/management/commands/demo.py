"""`maillage demo`: fill the base with the invented town, through the real import chain."""

from importlib.resources import as_file, files
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from maillage.apps.accounts.actions import ensure_person
from maillage.apps.directory.actions import place_everything_in_zones
from maillage.apps.directory.queries import n_public_places
from maillage.apps.imports.actions import run_delivery
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import statements_of_file
from maillage.sources.catalog import get_source

COORDINATOR = "coordination@clairmaille.example"


class Command(BaseCommand):
    """Clairmaille does not exist: its places, people and telephones are invented."""

    help = (
        "Remplit la base avec Clairmaille, ville inventée, par la vraie chaîne d’import. "
        "Relancer la commande ne change rien."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "La démonstration ne se charge pas dans une vraie base. "
                "Pour une base d’essai : MAILLAGE_DEMO=oui."
            )
        now = timezone.now()
        source = get_source("clairmaille")
        with (
            as_file(files("maillage.sources").joinpath("territories/clairmaille.geojson")) as zones,
            as_file(files("maillage.sources").joinpath("samples/clairmaille.csv")) as places,
        ):
            count = load_zones(statements_of_file(zones))
            delivery = run_delivery(places, source, now=now)
        if count.changed or (count.added and delivery.n_unchanged):
            place_everything_in_zones(today=timezone.localdate(now), now=now)
        ensure_person(email=COORDINATOR, name="Coordination de Clairmaille")
        self.stdout.write(
            f"Clairmaille (ville inventée) : {n_public_places()} lieux, "
            f"{delivery.n_added} ajoutés, {delivery.n_unchanged} inchangés."
        )
        self.stdout.write(
            f"Espace professionnel : {COORDINATOR} ; le code de connexion s’affiche ici."
        )
