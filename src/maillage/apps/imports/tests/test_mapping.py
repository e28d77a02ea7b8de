"""A file of a producer never met: described once on screen, then read without a question."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.apps.directory.tests.factories import (
    Place,
    SourceRecord,
    make_organisation,
    make_user,
)
from maillage.apps.imports.models import DeliveredFile, Delivery, ProducerSource
from maillage.apps.imports.tests.screen import AuditRow
from maillage.sources.mapping import from_json
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
NEW = "/pro/livraisons/nouvelle/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TITLES = (
    "Où ça ?",
    "Rue et n°",
    "CP",
    "Patelin",
    "Tél.",
    "On y fait quoi",
    "C’est gratuit ?",
    "Vu",
)
DOES = ("démarches", "wifi + ordinateurs", "démarches + initiation", "coup de main")
STREETS = ("rue des Filatures", "place du Rouet", "quai de la Navette")


def census(n=15, titles=TITLES, **more):
    """Return a census of n lines with odd headings, below a heading of its own, as bytes."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Recensement de la maison des habitants"])
    writer.writerow([])
    writer.writerow([*titles, *more])
    for i in range(n):
        row = [
            f"Espace {i + 1}",
            f"{i + 1} {STREETS[i % 3]}",
            "59999",
            "Clairmaille",
            f"01 99 00 21 {i + 10}",
            DOES[i % 4],
            ("oui", "non")[i % 2],
            f"{i + 1:02}/09/2026",
        ]
        writer.writerow([*row, *(value for value in more.values())])
    return text.getvalue().encode("cp1252")


def send(desk, content, name="recensement.csv"):
    file = SimpleUploadedFile(name, content)
    response = desk.post(NEW, {"fichier": file, "adresse": "", "fin": "1"}, follow=True)
    assert response.status_code == 200, response.content.decode()[:3000]
    run_waiting()
    return DeliveredFile.objects.latest("pk")


def page(desk, name, file, **options):
    return desk.get(reverse(f"imports:{name}", args=[file.pk]), **options)


def answers(response):
    """Return what the form of a page would send as it is shown, nothing changed."""
    form = response.context["form"]
    return {
        field.html_name: "on" if value is True else value
        for field in form
        if (value := field.value()) not in (None, False)
    }


def describe(desk, file, **changed):
    """Go through the three pages, taking what is guessed but for what is `changed`."""
    said = {"producteur": "Maison des habitants (fictive)", "titre": "Recensement", "entier": "on"}
    response = desk.post(reverse("imports:describe", args=[file.pk]), said)
    assert response["Location"] == reverse("imports:columns", args=[file.pk])
    response = page(desk, "columns", file)
    form = response.context["form"]
    by_label = {str(field.label): field.html_name for field in form}
    said = answers(response) | {by_label[k]: v for k, v in changed.items() if k in by_label}
    response = desk.post(reverse("imports:columns", args=[file.pk]), said)
    assert response.status_code == 302, response.content.decode()
    response = page(desk, "words", file)
    by_label = {str(field.label): field.html_name for field in response.context["form"]}
    said = answers(response) | {by_label[k]: v for k, v in changed.items() if k in by_label}
    response = desk.post(reverse("imports:words", args=[file.pk]), said)
    assert response["Location"] == reverse("imports:file", args=[file.pk])
    run_waiting()
    file.refresh_from_db()
    return file


def decide(desk, file):
    desk.post(reverse("imports:file_import", args=[file.pk]))
    run_waiting()
    file.refresh_from_db()
    assert file.state == "imported", file.failure
    return Delivery.objects.get(file=file)


CHANGED = {
    "On y fait quoi": "field:services",
    "coup de main": "Aide aux démarches administratives",
}


@pytest.mark.row("CEN-06")
def test_a_census_of_fifteen_lines_is_created_once_and_recognised_the_second_time(desk):
    file = describe(desk, send(desk, census()), **CHANGED)
    assert file.preview["counts"]["added"] == 15
    assert Place.objects.count() == 0  # a preview changes nothing
    first = decide(desk, file)
    assert (first.n_added, first.n_refused) == (15, 0)
    assert Place.objects.count() == 15
    second = decide(desk, send(desk, census()))
    assert (second.n_added, second.n_unchanged, second.n_refused) == (0, 15, 0)
    assert Place.objects.count() == 15


@pytest.mark.row("CEN-07")
def test_odd_headings_are_mapped_once_and_the_next_delivery_asks_nothing(desk):
    file = describe(desk, send(desk, census()), **CHANGED)
    decide(desk, file)
    place = Place.objects.get(nom="Espace 4")
    assert (place.adresse, place.code_postal, place.commune) == (
        "4 rue des Filatures",
        "59999",
        "Clairmaille",
    )
    assert place.telephone == "+33199002113"
    offer = place.offers.get()
    assert offer.services == ["Aide aux démarches administratives"]
    assert Place.objects.get(nom="Espace 1").offers.get().frais_a_charge == ["Gratuit"]
    assert str(place.date_maj) == "2026-09-04"
    again = send(desk, census(16))
    assert again.state == "previewed"  # no question was asked
    assert again.source == file.source
    assert again.preview["counts"]["added"] == 1
    shown = page(desk, "file", again).content.decode()
    assert "Nous reconnaissons un fichier" in shown
    assert "Recensement" in shown


def test_who_described_what_is_written(desk):
    describe(desk, send(desk, census()), **CHANGED)
    acts = list(AuditRow.objects.values_list("action", flat=True))
    assert {"declare_source", "map_source"} <= set(acts)


def test_a_description_that_is_not_finished_recognises_no_other_file(desk):
    file = send(desk, census())
    said = {"producteur": "Maison (fictive)", "titre": "Recensement", "entier": "on"}
    desk.post(reverse("imports:describe", args=[file.pk]), said)
    assert send(desk, census(3)).state == "received"


def test_a_new_column_and_a_new_word_are_said_before_anything_is_read(desk):
    decide(desk, describe(desk, send(desk, census()), **CHANGED))
    n_places = Place.objects.count()
    DOES_NEW = census(**{"Accès fauteuil": "oui"}).replace(b"coup de main", b"fablab du soir")
    file = send(desk, DOES_NEW)
    assert file.state == "received"
    response = page(desk, "file", file)
    assert response["Location"] == reverse("imports:drift", args=[file.pk])
    shown = page(desk, "drift", file)
    text = shown.content.decode()
    assert "Une nouvelle colonne\u00a0: «\u00a0Accès fauteuil\u00a0»" in text
    assert "Un mot nouveau dans «\u00a0Services\u00a0»\u00a0: «\u00a0fablab du soir\u00a0»" in text
    assert Place.objects.count() == n_places
    assert Delivery.objects.count() == 1
    desk.post(reverse("imports:drift", args=[file.pk]), answers(shown))
    run_waiting()
    file.refresh_from_db()
    assert file.state == "previewed"
    decide(desk, file)
    assert send(desk, DOES_NEW).state == "previewed"  # asked once only


def test_novelties_may_be_left_aside_this_time(desk):
    decide(desk, describe(desk, send(desk, census()), **CHANGED))
    before = ProducerSource.objects.get().mapping
    file = send(desk, census(Bizarre="x"))
    desk.post(reverse("imports:drift", args=[file.pk]), {"ignorer": "1"})
    run_waiting()
    file.refresh_from_db()
    assert file.state == "previewed"
    assert ProducerSource.objects.get().mapping == before
    assert send(desk, census(Bizarre="x")).state == "received"  # it will be said again


def test_a_file_that_only_looks_like_another_is_of_whom_one_says(desk):
    decide(desk, describe(desk, send(desk, census()), **CHANGED))
    file = send(desk, census(Bizarre="x"))
    response = desk.post(reverse("imports:drift", args=[file.pk]), {"autre": "1"}, follow=True)
    assert "De qui vient ce fichier" in response.content.decode()
    file.refresh_from_db()
    assert (file.source, file.state) == ("", "received")


def test_when_the_name_of_the_places_left_nothing_can_be_read(desk):
    decide(desk, describe(desk, send(desk, census()), **CHANGED))
    file = send(desk, census(titles=("Quoi", *TITLES[1:])))
    shown = page(desk, "drift", file).content.decode()
    assert "La colonne qui nomme les lieux n’est plus là" in shown
    assert Place.objects.count() == 15


def test_a_column_of_persons_is_never_kept(desk):
    file = send(desk, census(Référent="Ada Navette"))
    describe(desk, file, **CHANGED)
    decide(desk, file)
    assert from_json(ProducerSource.objects.get().mapping).columns["Référent"].kind == "ignore"
    assert not [r for r in SourceRecord.objects.all() if "Ada" in str(r.payload)]


def test_two_columns_that_become_one_field_and_no_name_are_refused_in_words(desk):
    file = send(desk, census())
    said = {"producteur": "Maison (fictive)", "titre": "Recensement"}
    desk.post(reverse("imports:describe", args=[file.pk]), said)
    form = page(desk, "columns", file)
    names = {str(field.label): field.html_name for field in form.context["form"]}
    wrong = answers(form) | {names["Où ça ?"]: "keep", names["CP"]: "field:date_maj"}
    response = desk.post(reverse("imports:columns", args=[file.pk]), wrong)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Aucune colonne ne donne le nom des lieux" in text
    assert "« CP » et « Vu » deviennent la même chose" in text


def test_the_line_of_the_titles_may_be_corrected(desk):
    file = send(desk, census())
    said = {"producteur": "Maison (fictive)", "titre": "Recensement"}
    desk.post(reverse("imports:describe", args=[file.pk]), said)
    desk.post(reverse("imports:columns", args=[file.pk]), {"relire": "1", "ligne_titres": "4"})
    form = page(desk, "columns", file).context["form"]
    assert str(form.columns[0].label) == "Espace 1"


def test_what_is_not_published_as_received_is_listed_for_the_keeper(desk):
    content = census().replace(b"01 99 00 21 11", b"=1+1")
    changed = {"On y fait quoi": "field:services", "coup de main": ""}
    file = describe(desk, send(desk, content), **changed)
    assert reverse("imports:rejected", args=[file.pk]) in page(desk, "file", file).content.decode()
    body = b"".join(page(desk, "rejected", file).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    phone = [row for row in rows if row["champ"] == "Téléphone"]
    assert [row["valeur reçue"] for row in phone] == ["'=1+1"]  # no formula
    assert phone[0]["ligne"] == "5"
    left = [row for row in rows if "Laissé de côté" in row["raison"]]
    assert [row["valeur reçue"] for row in left] == ["coup de main"]


def test_the_pages_say_who_sees_what_and_have_no_script(desk):
    file = send(desk, census())
    said = {"producteur": "Maison (fictive)", "titre": "Recensement"}
    first = page(desk, "describe", file)
    desk.post(reverse("imports:describe", args=[file.pk]), said)
    for response in (first, page(desk, "columns", file), page(desk, "words", file)):
        text = response.content.decode()
        assert "personnes qui tiennent la base" in text
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", text)


def test_nobody_describes_a_file_without_the_right(client, desk):
    file = send(desk, census())
    client.force_login(
        make_user(role="mediator", organisation=make_organisation()), backend=BACKEND
    )
    for name in ("describe", "columns", "words", "drift", "rejected"):
        assert client.get(reverse(f"imports:{name}", args=[file.pk])).status_code in (403, 404)
