"""`maillage campaign`: what runs, how far it is; send, stop, without a screen."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.accounts.queries import people_in_order
from maillage.apps.directory.queries import KEEPERS
from maillage.apps.directory.queries.access import has_role
from maillage.apps.freshness.actions.campaigns import send_again, start_campaign, stop_campaign
from maillage.apps.freshness.actions.sending import send_letters
from maillage.apps.freshness.queries.campaigns import campaigns, get_campaign, results_of
from maillage.web.errors import DomainError

WORDS = {
    "n_letters": "messages",
    "n_left": "partis",
    "n_waiting": "à envoyer",
    "confirmed": "rien n’a changé",
    "corrected": "corrections",
    "silent": "sans réponse",
    "refused": "adresses refusées",
    "unsure": "peut-être partis",
}


class Command(BaseCommand):
    """List the campaigns; say how far one is; send it here and now; stop it."""

    help = (
        "Suit et envoie les campagnes de vérification. Sans mot : la liste. Une campagne se "
        "prépare et se relit à l’écran."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "do",
            nargs="?",
            choices=["list", "status", "send", "stop"],
            default="list",
            help="list : toutes ; status : où elle en est ; send : envoie ce qui attend, ici et "
            "maintenant, et reprend après une coupure ; stop : plus rien ne part",
        )
        parser.add_argument("number", nargs="?", type=int, metavar="NUMERO", help="la campagne")
        parser.add_argument("--by", metavar="ADRESSE", help="qui décide (send, stop) : son compte")
        parser.add_argument("--json", action="store_true", help="pour un programme")

    def handle(self, *args: Any, **options: Any) -> None:
        do, number = options["do"], options["number"]
        if do != "list" and number is None:
            raise CommandError("Dites quelle campagne : « maillage campaign » donne les numéros.")
        try:
            if do == "send":
                self._send(number, options["by"])
            elif do == "stop":
                stop_campaign(number, by=self._person(options["by"]), now=timezone.now())
            found = [
                self._status(n) for n in ([c.pk for c in campaigns()] if do == "list" else [number])
            ]
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        elif not found:
            self.stdout.write("Aucune campagne.")
        else:
            for one in found:
                self.stdout.write(self._words(one))
        waits = do == "send" and (found[0]["trouble"] or found[0]["n_waiting"])
        if waits:
            raise SystemExit(1)

    def _send(self, number: int, by: str | None) -> None:
        campaign = get_campaign(number)
        if campaign.state == "draft":
            start_campaign(number, by=self._person(by), now=timezone.now())
        elif campaign.state == "stopped":
            send_again(number, unsure=False, by=self._person(by), now=timezone.now())
        turn = send_letters(number)
        if turn.elsewhere:
            raise CommandError("Un autre processus envoie déjà cette campagne.")

    def _person(self, email: str | None) -> Any:
        person = next((p for p in people_in_order() if p.email == (email or "").lower()), None)
        if person is None:
            raise CommandError("Dites qui décide : --by ADRESSE, celle d’un compte ouvert.")
        has_role(person, KEEPERS)
        return person

    def _status(self, number: int) -> dict[str, Any]:
        campaign, results = get_campaign(number), results_of(number)
        return {
            "number": number,
            "name": campaign.name,
            "state": campaign.state,
            "trouble": campaign.trouble,
            "n_places": results.n_places,
            "n_letters": results.n_letters,
            "n_left": results.n_left,
            "n_waiting": results.n_waiting,
            "confirmed": results.answers.get("confirmed", 0),
            "corrected": results.answers.get("corrected", 0),
            "silent": results.answers.get("", 0),
            "refused": results.letters.get("refused", 0),
            "unsure": results.letters.get("unsure", 0),
        }

    def _words(self, one: dict[str, Any]) -> str:
        state = dict(get_campaign(one["number"])._meta.get_field("state").choices or ())
        said = ", ".join(f"{words} : {one[name]}" for name, words in WORDS.items())
        line = f"{one['number']}  {one['name']} ({state[one['state']]}). {said}."
        return f"{line}\n    {one['trouble']}" if one["trouble"] else line
