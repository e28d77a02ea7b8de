"""`maillage rotate_keys`: another key for the liaison sheets."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.liaison.actions.keys import forget_old_keys, rotate_keys
from maillage.web.errors import DomainError


class Command(BaseCommand):
    help = (
        "Change la clé qui chiffre les fiches de liaison. Coupée, la commande se relance : elle "
        "reprend. Les anciennes clés restent jusqu’à « --forget-old »."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="oublie les anciennes clés, quand plus rien n’en a besoin",
        )
        parser.add_argument("--json", action="store_true", help="résultat pour un programme")

    def handle(self, *args: Any, forget_old: bool, json: bool, **options: Any) -> None:
        try:
            said = self._forget() if forget_old else self._rotate()
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(said) if json else said["message"])

    def _rotate(self) -> dict[str, Any]:
        done = rotate_keys()
        how = "une nouvelle clé a été faite" if done.new else "avec la première clé"
        return {
            "rows": done.n_rows,
            "new_key": done.new,
            "keys": done.n_keys,
            "message": f"{done.n_rows} lignes chiffrées de nouveau, {how}. Clés : {done.n_keys}.",
        }

    def _forget(self) -> dict[str, Any]:
        n = forget_old_keys(now=timezone.now())
        return {"forgotten": n, "message": f"Anciennes clés oubliées : {n}."}


def _as_json(said: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in said.items() if name != "message"})
