"""A little town for the tests of the API, and a program that reads and writes it."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from maillage.apps.accounts.actions import make_token

ROOT = "/api/v1"
# A proposal: a place that is in no list, with what it proposes.
OFFER = {"title": "Atelier du lundi", "contact_nom": "Accueil", "uses": ["procedures"]}
PLACE = {
    "nom": "Local du Rouet",
    "adresse": "3 rue du Rouet",
    "code_postal": "59999",
    "commune": "Clairmaille",
}
NEW = {"kind": "add_place", "place": PLACE, "offer": OFFER}


class Program:
    """A program with a key, or without one."""

    def __init__(self, person: Any = None, scopes: tuple[str, ...] = (), **key: Any) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers: dict[str, str] = {}
        self.token = None
        if person is not None:
            options = {"name": "Clé", "days": 30, "now": timezone.now()} | key
            self.token, secret = make_token(owner=person, scopes=scopes, **options)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        """Read."""
        return self.client.get(f"{ROOT}{path}", query, headers=self.headers | _dashed(headers))

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        """Write: `body` is made into JSON, unless it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = headers.pop("content_type", "application/json")
        said = self.headers | _dashed(headers)
        return self.client.generic(method, f"{ROOT}{path}", data, content_type=kind, headers=said)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """Change what was just read, unless If-Match says otherwise."""
        if "if_match" not in headers:
            headers["if_match"] = self.get(path)["ETag"]
        return self.send("PATCH", path, body, **headers)


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Return a refusal after having looked at what every refusal is."""
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    said: dict[str, Any] = json.loads(answer.content)
    assert said["status"] == status
    assert said["code"] == code
    assert said["type"] == f"urn:maillage:error:{code}"
    assert said["title"]
    assert said["detail"]
    return said
