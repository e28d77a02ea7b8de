"""Give somebody the administration of the territory, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from maillage.apps.directory.actions.people import make_first_administrator


class Command(BaseCommand):
    """The first administrator, or the next one when nobody can come in any more."""

    help = "Donne l’administration à une personne. Elle entre ensuite par un code e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADRESSE", help="son adresse e-mail")
        parser.add_argument("--name", default="", help="son nom, si le compte est nouveau")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(
                f"« {options['email']} » n’est pas une adresse e-mail complète."
            ) from error
        user, given = make_first_administrator(
            email=options["email"], name=options["name"], now=timezone.now()
        )
        if given:
            self.stdout.write(
                f"{user.email} administre le territoire. Pour entrer : /compte/code/, un code "
                "part à cette adresse."
            )
        else:
            self.stdout.write(f"{user.email} administrait déjà le territoire.")
