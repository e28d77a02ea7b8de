"""Refusals and error pages: a page, a part of a page, or a problem document."""

import json
from typing import ClassVar

import pytest
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from maillage.web.errors import DomainError, error_codes


class SlotFullForTests(DomainError):
    code = "slot_full_for_tests"
    message = "Ce créneau de {place} est complet."
    status = 409


@login_not_required
def refuse(request):
    raise SlotFullForTests(place="<la Navette>")


@login_not_required
def crash(request):
    raise RuntimeError("a fault of ours")


@login_not_required
def forbid(request):
    raise PermissionDenied


@login_not_required
def suspect(request):
    raise SuspiciousOperation


@login_not_required
def form(request):
    return HttpResponse("sent")


@login_not_required
def say(request):
    from django.shortcuts import redirect

    messages.success(request, "Les horaires sont à jour.")
    return redirect("/composants/")


urlpatterns = [
    path("refuse/", refuse),
    path("crash/", crash),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("form/", form),
    path("say/", say),
    path("", include("maillage.config.urls")),
]
handler400 = "maillage.web.errors.bad_request"
handler403 = "maillage.web.errors.forbidden"
handler404 = "maillage.web.errors.not_found"
handler500 = "maillage.web.errors.server_error"


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def our_urls(settings):
    settings.ROOT_URLCONF = __name__


def test_a_refusal_is_a_page_for_a_person(client):
    answer = client.get("/refuse/", headers={"accept": "text/html"})
    assert answer.status_code == 409
    assert "Ce créneau de &lt;la Navette&gt; est complet." in answer.text
    assert "01\u00a099\u00a000\u00a021\u00a000" in answer.text  # and someone to call
    assert answer.text.count("<h1>") == 1


def test_a_refusal_is_a_part_of_a_page_for_htmx(client):
    answer = client.get("/refuse/", headers={"hx-request": "true", "accept": "*/*"})
    assert answer.status_code == 409
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_refusal_is_a_problem_document_for_a_program(client):
    answer = client.get("/refuse/", headers={"accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code == 409
    assert body["code"] == "slot_full_for_tests"
    assert body["type"] == "urn:maillage:error:slot_full_for_tests"
    assert body["detail"] == "Ce créneau de <la Navette> est complet."


def test_caches_keep_the_three_answers_apart(client):
    vary = client.get("/refuse/").headers["Vary"]
    assert {"Accept", "HX-Request"} <= {word.strip() for word in vary.split(",")}


def test_two_errors_cannot_have_the_same_code():
    with pytest.raises(TypeError, match="slot_full_for_tests"):

        class Other(DomainError):
            code = "slot_full_for_tests"
            message = "Autre chose."


def test_an_error_says_its_code_and_its_words():
    with pytest.raises(TypeError, match="code and a message"):

        class Silent(DomainError):
            code: ClassVar[str] = "silent"


def test_codes_are_listed_for_the_documentation():
    assert error_codes()["slot_full_for_tests"] is SlotFullForTests


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/crash/", 500, "de notre côté"),
        ("/forbid/", 403, "réservée"),
        ("/suspect/", 400, "pas pu lire"),
        ("/nulle-part/", 404, "n’existe pas"),
    ],
)
def test_error_pages_say_what_to_do_and_whom_to_call(client, address, status, said):
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert "tel:+33199002100" in answer.text or status == 403
    assert "<h1>" in answer.text
    assert "maillage.css" in answer.text


@pytest.mark.parametrize("address", ["/crash/", "/forbid/", "/nulle-part/"])
def test_htmx_gets_a_note_to_show_in_the_page(client, address):
    answer = client.get(address, headers={"hx-request": "true"})
    assert answer.status_code >= 400
    assert "<html" not in answer.text
    assert "note wrong" in answer.text


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_a_page_of_a_broken_site_needs_no_context(template):
    assert "<h1>" in render_to_string(template)


def test_a_broken_site_answers_even_without_collected_files(client, monkeypatch):
    def missing(name):
        raise ValueError("no manifest")

    monkeypatch.setattr("maillage.web.errors.static", missing)
    answer = client.get("/crash/")
    assert answer.status_code == 500
    assert "de notre côté" in answer.text


def test_a_form_without_its_token_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/form/")
    assert answer.status_code == 403
    assert "resté ouvert trop longtemps" in answer.text


def test_a_message_is_a_note_of_the_next_page(client):
    page = client.get("/say/", follow=True).text
    assert '<div class="note done" role="status"><p>Les horaires sont à jour.</p>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/lieux/%00/", "/q/a%00b/", "/agenda/seance/%00/"])
def test_an_address_with_a_nul_leads_nowhere_on_both_databases(client, address):
    assert client.get(address).status_code == 404
