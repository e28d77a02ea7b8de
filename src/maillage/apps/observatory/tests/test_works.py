"""Long work: asked once, followed with and without script, given whole or not at all."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.actions import works as acts
from maillage.apps.observatory.actions.uploads import describe_upload, receive_upload
from maillage.apps.observatory.errors import NothingToObserve, WorkUnderWay
from maillage.apps.observatory.models import Dataset, Figure, Snapshot, Work
from maillage.apps.observatory.queries import works
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.queries.uploads import folder
from maillage.apps.observatory.tests.factories import (
    NOW,
    block,
    make_grid,
    make_kept_dossier,
    make_work,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones
from maillage.sources.figures import known_files
from maillage.web import jobs
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
AuditRow = apps.get_model("directory", "AuditRow")
Job = apps.get_model("django_tasks_database", "DBTaskResult")
KEY = "0123456789abcdef" * 2
FORM = {"titre": "Essai", "genre": "quarter", "minutes": "5", "key": KEY}
HTMX = {"HX-Request": "true"}
CSV = b"CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21\n59999;9;20;18;24;s;\n"


@pytest.fixture(autouse=True)
def _alone(tmp_path, settings):
    settings.FOLDER = tmp_path
    forget()
    yield
    forget()


@pytest.fixture
def person():
    return make_user(role="coordinator")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def town():
    """A quarter of 240 people."""
    make_grid()
    load_zones([statement("quarter", "centre", block(0, 0, 4, 6), ("commune", "59999"))])


@pytest.fixture
def large(monkeypatch):
    """Nothing is small: the worker does it all."""
    monkeypatch.setattr(works, "SMALL_ZONES", 0)
    monkeypatch.setattr(acts, "SMALL_FILE_BYTES", 0)


@contextmanager
def busy():
    """Another process is at work. (One connection of PostgreSQL may take its own lock twice.)"""

    @contextmanager
    def taken(name):
        assert name == jobs.LOCK
        yield False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "only_one", taken)
        yield


def make(desk, **said):
    return desk.post(reverse("observatory:make_dossier"), FORM | said)


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join((page.find("main") or page).get_text(" ").split())


def send(desk, content=CSV):
    sent = SimpleUploadedFile("filosofi.csv", content)
    page = desk.post(reverse("observatory:figures"), {"fichier": sent, "fin": "1"})
    return page["Location"]


# ---------------------------------------------------------------- small: at once


def test_what_is_small_opens_at_once(desk, town):
    answer = make(desk)
    kept = Snapshot.objects.get()
    assert answer["Location"] == reverse("observatory:dossier", args=[kept.pk])
    assert "Le dossier est fait" in words(desk.get(answer["Location"]))
    assert AuditRow.objects.filter(action="make_dossier", subject_id=str(kept.pk)).count() == 1
    work = Work.objects.get()
    assert (work.state, work.snapshot, work.asked_by_id) == ("done", kept, kept.made_by_id)
    assert Job.objects.get().status == "SUCCESSFUL"


def test_what_is_small_waits_for_its_turn_while_the_worker_is_busy(desk, town):
    with busy():
        answer = make(desk)
    work = Work.objects.get(state="working")
    assert answer["Location"] == reverse("observatory:work", args=[work.pk])
    assert not Snapshot.objects.exists()


# ---------------------------------------------------------------- long: followed


def test_a_long_dossier_is_followed_left_and_found_again(desk, town, large):
    answer = make(desk)
    work = Work.objects.get()
    url = reverse("observatory:work", args=[work.pk])
    assert answer["Location"] == url
    page = desk.get(url)
    said = words(page)
    assert "Le dossier se prépare" in said
    assert "Cela commence dans un instant" in said
    html = BeautifulSoup(page.content, "html.parser")
    assert html.select_one('noscript meta[http-equiv="refresh"]')
    assert html.select_one(f'#suivi[hx-get="{url}"]')
    # Left, and found again beside the form.
    listed = BeautifulSoup(desk.get(reverse("observatory:dossiers")).content, "html.parser")
    assert listed.select_one(f'main a[href="{url}"]')
    seen = []
    acts_said = acts._saying

    def spy(work, clock):
        def said(step, n, total):
            acts_said(work, clock)(step, n, total)
            one = BeautifulSoup(desk.get(url, headers=HTMX).content, "html.parser")
            bar = one.select_one("progress")
            seen.append((one.select_one("[role=status]").text, bar["value"], bar["max"]))

        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts, "_saying", spy)
        run_waiting()
    assert seen[0] == ("Ce qui manque : qui peut aller à pied à quoi…", "1", seen[0][2])
    assert seen[-1][0] == "La mise en page du document…"
    assert [int(value) for _, value, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, _, total in seen} == {str(len(seen))}
    kept = Snapshot.objects.get()
    over = desk.get(url, headers=HTMX)
    assert over["HX-Refresh"] == "true"
    assert desk.get(url)["Location"] == reverse("observatory:dossier", args=[kept.pk])
    assert not BeautifulSoup(
        desk.get(reverse("observatory:dossiers")).content, "html.parser"
    ).select_one(f'main a[href="{url}"]')


def test_a_double_click_is_one_dossier(desk, town, large):
    first, second = make(desk), make(desk)
    assert first["Location"] == second["Location"]
    run_waiting()
    third = make(desk)  # the same form, sent again once all is over: its dossier opens
    kept = Snapshot.objects.get()
    assert third["Location"] == reverse("observatory:dossier", args=[kept.pk])
    assert Work.objects.count() == 1


def test_two_people_who_ask_for_the_same_follow_one_work(desk, town, large, client):
    first = make(desk)
    client.force_login(make_user(role="data_steward"))
    assert make(client, key="f" * 32)["Location"] == first["Location"]
    other = make(client, key="e" * 32, minutes="10")
    assert other["Location"] != first["Location"]


def test_a_form_without_a_key_or_with_a_strange_one_is_served(desk, town):
    make(desk, key="")
    make(desk, key="<script>" * 40)
    assert Snapshot.objects.count() == 2


def test_without_a_zone_nothing_is_asked(desk, person):
    answer = make(desk)
    assert answer.status_code == NothingToObserve.status
    assert "contours" in words(answer)
    assert not Work.objects.exists()


# ---------------------------------------------------------------- stopped


def test_what_fails_says_why_and_is_asked_again(desk, town, large):
    make(desk)
    apps.get_model("territories", "Zone").objects.filter(kind="quarter").delete()
    run_waiting()
    work = Work.objects.get()
    page = desk.get(reverse("observatory:work", args=[work.pk]))
    assert "Le dossier n’a pas été fait" in words(page)
    assert "contours" in words(page)
    assert "s’est arrêté" in words(desk.get(reverse("observatory:dossiers")))
    load_zones([statement("quarter", "centre", block(0, 0, 4, 6), ("commune", "59999"))])
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    said = {field["name"]: field["value"] for field in form.select("input")}
    assert desk.post(form["action"], said).status_code == 302
    run_waiting()
    assert Snapshot.objects.get().title == "Essai"
    assert "s’est arrêté" not in words(desk.get(reverse("observatory:dossiers")))


def test_our_own_fault_leaves_nothing_and_says_no_secret(desk, town, large, monkeypatch):
    def broken(*args, **words):
        raise ValueError("Madame Untel")

    make(desk)
    monkeypatch.setattr(acts, "keep_snapshot", broken)
    run_waiting()
    page = words(desk.get(reverse("observatory:work", args=[Work.objects.get().pk])))
    assert "Une erreur est arrivée, de notre côté" in page
    assert "Untel" not in page
    assert not Snapshot.objects.exists()
    assert Job.objects.get().status == "FAILED"


def test_what_was_made_is_not_kept_when_the_work_was_closed_meanwhile(town, person, large):
    work = acts.ask_dossier("quarter", title="Essai", minutes=5, key=KEY, by=person, now=NOW)

    def close(*args, **words):
        Work.objects.update(state="failed", failure="Coupé.", ended_at=NOW)
        return {}, b"%PDF"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts, "laid_out", close)
        acts.do_work(work.pk)
    assert not Snapshot.objects.exists()
    assert not AuditRow.objects.filter(action="make_dossier").exists()


def test_a_work_that_was_given_up_says_so_and_does_not_stand_in_the_way(desk, town, large):
    make(desk)
    Job.objects.update(status="FAILED")  # it killed its worker ten times
    work = Work.objects.get()
    assert "n’a pas été fait" in words(desk.get(reverse("observatory:work", args=[work.pk])))
    again = make(desk, key="a" * 32)
    assert again["Location"] != reverse("observatory:work", args=[work.pk])
    work.refresh_from_db()
    assert work.state == "failed"


def test_a_work_that_was_cut_says_so_until_a_worker_takes_it_up(desk, town, large):
    make(desk)
    work = Work.objects.get()
    url = reverse("observatory:work", args=[work.pk])
    Job.objects.update(status="RUNNING")
    Work.objects.update(step="Les besoins", said_at=NOW, asked_at=NOW)
    assert "s’est arrêté un moment" in words(desk.get(url))
    with busy():
        assert "s’est arrêté un moment" not in words(desk.get(url))
    run_waiting()
    assert Snapshot.objects.count() == 1


def test_a_work_behind_another_says_that_it_waits(desk, town, large):
    make(desk)
    Work.objects.update(asked_at=NOW)
    with busy():
        page = words(desk.get(reverse("observatory:work", args=[Work.objects.get().pk])))
    assert "Un autre travail est en cours" in page


# ---------------------------------------------------------------- files of figures


def test_a_small_file_is_loaded_at_once(desk):
    make_zone("59999", nom="Clairmaille")
    url = send(desk)
    key = BeautifulSoup(desk.get(url).content, "html.parser").select_one("[name=key]")["value"]
    answer = desk.post(url, {"key": key})
    assert answer["Location"] == reverse("observatory:figures")
    assert "est chargé : 6 chiffres, 1 territoire" in words(desk.get(answer["Location"]))
    # The same form again: the file is no more, what it gave is there.
    again = desk.post(url, {"key": key}, follow=True)
    assert "est chargé : 6 chiffres" in words(again)
    assert Dataset.objects.count() == 1


def test_a_large_file_is_followed_and_touched_by_nobody_meanwhile(desk, large):
    make_zone("59999", nom="Clairmaille")
    url = send(desk)
    work_url = desk.post(url, {"key": KEY})["Location"]
    assert "Les chiffres se chargent" in words(desk.get(work_url))
    assert desk.get(url)["Location"] == work_url  # a page that was left and comes back
    code = Work.objects.get().asked["token"]
    answer = desk.post(reverse("observatory:abandon_figures", args=[code]))
    assert answer.status_code == 409
    assert "en train d’être chargé" in words(answer)
    describe = reverse("observatory:describe_figures", args=[code])
    assert desk.post(describe)["Location"] == desk.get(describe)["Location"] == work_url
    with pytest.raises(WorkUnderWay):
        describe_upload(code, known_files()["insee-filosofi-communes-2021"])
    run_waiting()
    assert desk.get(work_url)["Location"] == reverse("observatory:figures")
    assert Figure.objects.count() == 6
    assert list(folder().iterdir()) == []


def test_a_file_of_elsewhere_fails_in_words_and_stays_to_be_read_otherwise(desk, large):
    make_zone("11111", nom="Ailleurs")
    url = send(desk)
    work_url = desk.post(url, {"key": KEY})["Location"]
    run_waiting()
    page = desk.get(work_url)
    assert "Rien n’a été chargé" in words(page)
    assert "Aucun code de ce fichier" in words(page)
    assert not Dataset.objects.exists()
    assert desk.get(url).status_code == 200
    make_zone("59999", nom="Clairmaille")
    desk.post(url, {"key": "b" * 32})
    run_waiting()
    assert Figure.objects.count() == 6


def test_a_file_that_was_loaded_just_before_the_cut_is_forgotten_at_the_next_run(desk, person):
    make_zone("59999", nom="Clairmaille")
    token = receive_upload([CSV], name="filosofi.csv", by=person, now=NOW)
    make_work(kind="figures", state="done", ended_at=NOW, subject=f"figures {token}",
              asked={"token": token, "name": "filosofi.csv"})  # fmt: skip
    acts.do_work(Work.objects.get().pk)
    assert list(folder().iterdir()) == []
    assert not Figure.objects.exists()


# ---------------------------------------------------------------- around


def test_an_elected_member_does_not_follow_and_nobody_follows_nothing(client, desk):
    work = make_work()
    assert desk.get(reverse("observatory:work", args=[2_000_000_000])).status_code == 404
    client.force_login(make_user(role="elected"))
    assert client.get(reverse("observatory:work", args=[work.pk])).status_code == 403


def test_works_that_ended_long_ago_are_forgotten_and_what_they_gave_stays():
    kept = make_kept_dossier()
    long_ago = NOW - timedelta(days=31)
    make_work(state="done", ended_at=long_ago, snapshot=kept)
    last = make_work(state="done", ended_at=NOW - timedelta(days=1), snapshot=kept)
    waiting = make_work(asked_at=long_ago)
    assert acts.forget_works(now=NOW) == 1
    assert set(Work.objects.all()) == {last, waiting}
    assert Snapshot.objects.exists()
