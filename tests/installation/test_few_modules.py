"""Only the census, the map, the agenda and the papers: complete and coherent (ledger WRN-02).

Every link is followed from the first page, as a resident then as the person who coordinates.
"""

import pytest

from tests.installation.process import answer_of

MODULES = ("accounts", "territories", "directory", "imports", "agenda", "channels", "home")
# Pages of one address that are looked at: the sixtieth place tells no more than the third.
WALK = """
import io, json
from collections import Counter
from importlib import import_module
from urllib.parse import urljoin, urlsplit

import django
django.setup()
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from maillage.config.modules import MODULES

MOST = 2
OFF = [one for one in MODULES if one not in settings.MODULES]

def names_of_absent():
    for module in OFF:
        made = import_module(f"{module.app}.apps")
        for config in vars(made).values():
            if isinstance(config, type) and getattr(config, "label", "") == module.name:
                entries = (*getattr(config, "menu", ()), *getattr(config, "footer", ()))
                yield from (str(entry.label) for entry in entries)

def links(page, path):
    # A form that is sent empty may be refused: only its address must be there.
    for form in page.select("form[action]"):
        resolve(urlsplit(urljoin(f"http://localhost{path}", form["action"])).path)
    for one in page.select("a[href], link[href], img[src]"):
        target = one.get("href") or one.get("src")
        parts = urlsplit(urljoin(f"http://localhost{path}", target))
        if parts.scheme in ("http", "https") and parts.hostname == "localhost":
            yield parts.path + (f"?{parts.query}" if parts.query else "")

def walk(client, start):
    seen, waiting, visits = set(), [(start, "")], Counter()
    dead, empty, told, words = [], [], [], set()
    while waiting:
        path, parent = waiting.pop(0)
        plain = urlsplit(path).path
        if path in seen or plain.startswith(("/static/", "/compte/deconnexion")):
            continue
        seen.add(path)
        try:
            name = resolve(plain).view_name
        except Resolver404:
            dead.append([404, path, parent])
            continue
        visits[name] += 1
        if visits[name] > MOST:
            continue
        answer = client.get(path)
        if answer.status_code in (301, 302):
            if answer["Location"].startswith("/"):
                waiting.append((answer["Location"], path))
            continue
        if answer.status_code != 200:
            dead.append([answer.status_code, path, parent])
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        empty += [[path, str(one)[:120]] for one in page.select("nav, nav ul, header details")
                  if not one.find(["a", "button"])]
        for link in page.select("a, button"):
            words.add(" ".join(link.get_text(" ").split()))
        waiting += [(target, path) for target in links(page, path)]
    return {"n": sum(min(n, MOST) for n in visits.values()), "routes": sorted(visits),
            "dead": dead, "empty": empty, "words": sorted(words)}

call_command("migrate", verbosity=0)
call_command("demo", stdout=io.StringIO())
call_command("collectstatic", interactive=False, verbosity=0)
resident, coordinator = (
    Client(raise_request_exception=False, SERVER_NAME="localhost") for _ in range(2)
)
person = get_user_model().objects.get(email="coordination@clairmaille.example")
coordinator.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
print(json.dumps({"resident": walk(resident, "/"), "coordinator": walk(coordinator, "/pro/"),
                  "absent": sorted(set(names_of_absent())), "asked": ASKED}))
"""


@pytest.mark.row("WRN-02")
def test_an_installation_with_few_modules_is_complete_and_coherent(tmp_path):
    said = answer_of(tmp_path, WALK, MODULES=",".join(MODULES))
    for who, least in (("resident", 15), ("coordinator", 40)):
        walked = said[who]
        assert not walked["dead"], "\n".join(map(str, walked["dead"]))
        assert not walked["empty"], "\n".join(map(str, walked["empty"]))
        assert len(walked["routes"]) >= least, walked["routes"]
        # No menu names a module that is not there.
        assert len(said["absent"]) > 8
        named = set(said["absent"]) & set(walked["words"])
        assert not named, named
    # What was asked for is there: census, map, agenda, papers.
    public = {"directory:results", "directory:place", "directory:map", "agenda:week"}
    assert public | {"channels:choose", "channels:zone_papers"} <= set(said["resident"]["routes"])
    desk = {"directory:staff_places", "imports:deliveries", "channels:desk", "channels:postings"}
    assert desk <= set(said["coordinator"]["routes"])
