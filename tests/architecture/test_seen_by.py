"""Every form says in one sentence who will see what is written in it (ledger GOV-02).

All the pages of the site are opened, those that need an object too; a form that sends something
that a person typed holds web/_seen_by.html.
"""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from tests.architecture.test_permissions import ADDRESSES, BACKEND, Objects

pytestmark = pytest.mark.django_db
TYPED = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"


def forms_that_are_filled_in(answer):
    """Return the forms of a page that send what a person typed."""
    if "html" not in answer.get("Content-Type", "") or answer.streaming:
        return []
    page = BeautifulSoup(answer.content, "html.parser")
    posts = [f for f in page.select("form") if f.get("method", "get").lower() == "post"]
    return [form for form in posts if form.select(TYPED)]


def silent(answer):
    """Return the forms that do not say who will see what."""
    return [
        form
        for form in forms_that_are_filled_in(answer)
        if len(" ".join(s.get_text(" ") for s in form.select(".seen-by")).split()) < 5
    ]


def test_every_form_says_who_will_see_what(client):
    cache.clear()
    objects = Objects()
    person = objects.person("administrator")
    found, wrong = 0, []
    for address in ADDRESSES:
        if address.public and address.words:
            continue  # the pages of residents have no form to send; the link of an e-mail is below
        client.logout()
        if not address.public:
            client.force_login(person, BACKEND)
        answer = client.get(reverse(address.route, kwargs=objects.words(address, "own", person)))
        found += len(forms_that_are_filled_in(answer))
        wrong += [f"{address.pattern}: {form.get('action', '')}" for form in silent(answer)]
    assert not wrong, "put web/_seen_by.html in the form:\n" + "\n".join(wrong)
    assert found > 15


def test_a_form_that_says_nothing_is_seen():
    class Answer(dict):
        streaming = False

    answer = Answer({"Content-Type": "text/html"})
    answer.content = b'<form method="post"><input name="a"></form><form method=post><button>'
    assert len(silent(answer)) == 1
