"""A person at the desk, for tests: open a form, change some fields, send all of it."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from maillage.apps.directory.queries import PlaceSearch, forget_index, search_places
from maillage.apps.directory.tests.factories import NOW, make_user


class Form(HTMLParser):
    """The values that a browser would send back from the main form of a page."""

    def __init__(self, html):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._textarea = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name, value = said.get("name"), said.get("value") or ""
        if tag == "textarea":
            self._textarea = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.sent.setdefault(self._select, []).append(value)
        elif tag == "input" and name:
            boxes = said.get("type") in ("checkbox", "radio")
            if not boxes or "checked" in said:
                self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data):
        if self._textarea:
            # A browser drops the first line end of a textarea.
            self.sent[self._textarea] = [self.sent[self._textarea][0] + data.removeprefix("\n")]


@pytest.fixture
def person():
    return make_user(name="Dominique Exemple")


@pytest.fixture
def desk(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    forget_index()
    yield client
    forget_index()


def text(response):
    return response.content.decode()


def fill_in(desk, url, **changes):
    """Open a form, change some fields as a person would, and send all of it."""
    page = desk.get(url)
    assert page.status_code == 200
    sent = Form(text(page)).sent
    sent.pop("q", None)
    return desk.post(url, sent | changes)


def url(route, *args):
    return reverse(f"directory:{route}", args=args)


def found(*features):
    search = PlaceSearch(features=features, relax=False)
    return {hit.place_id for hit in search_places(search, now=NOW.replace(tzinfo=None)).hits}
