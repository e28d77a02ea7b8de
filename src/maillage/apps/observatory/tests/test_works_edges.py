"""Long work at its edges: another form, another person, another moment, one or many."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.actions import works as acts
from maillage.apps.observatory.actions.uploads import receive_upload
from maillage.apps.observatory.models import Dataset, Snapshot, Work
from maillage.apps.observatory.queries import works
from maillage.apps.observatory.queries.uploads import folder
from maillage.apps.observatory.queries.works import is_small, work_of_upload
from maillage.apps.observatory.tests.factories import (
    NOW,
    block,
    make_grid,
    make_kept_dossier,
    make_work,
    make_zone,
    statement,
)
from maillage.apps.observatory.views.works import followed, key_in
from maillage.apps.territories.actions import load_zones
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db
AuditRow = apps.get_model("directory", "AuditRow")
Membership = apps.get_model("directory", "Membership")
KEY = "fedcba9876543210" * 2
FORM = {"titre": "Essai", "genre": "quarter", "minutes": "5", "key": KEY}
CSV = b"CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21\n59999;9;20;18;24;s;\n"


@pytest.fixture(autouse=True)
def _alone(tmp_path, settings):
    settings.FOLDER = tmp_path


@pytest.fixture
def person():
    return make_user("claire@clairmaille.example", name="Claire Exemple", role="coordinator")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def town():
    """A quarter of 240 people, its priority neighbourhood."""
    make_grid()
    load_zones(
        [
            statement("quarter", "centre", block(0, 0, 4, 6), ("commune", "59999")),
            statement("qpv", "QN05901", block(0, 0, 4, 3), ("commune", "59999")),
        ]
    )


@pytest.fixture
def large(monkeypatch):
    """Nothing is small: the worker does it all."""
    monkeypatch.setattr(works, "SMALL_ZONES", -1)
    monkeypatch.setattr(acts, "SMALL_FILE_BYTES", -1)


def make(desk, **said):
    return desk.post(reverse("observatory:make_dossier"), FORM | said)


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join((page.find("main") or page).get_text(" ").split())


def page_of(desk, work):
    return desk.get(reverse("observatory:work", args=[work.pk]))


def beside(kind):
    return [one.name for one in followed(kind)]


# ---------------------------------------------------------------- what is the same, what is another


@pytest.mark.parametrize("other", [{"titre": "Autre"}, {"genre": "qpv"}, {"minutes": "10"}])
def test_a_form_kept_by_the_browser_and_sent_with_other_choices_is_another_dossier(
    desk, town, large, other
):
    first = make(desk)
    again = make(desk, **other)
    assert again["Location"] != first["Location"]
    assert make(desk)["Location"] == first["Location"]
    run_waiting()
    asked = [one.asked for one in Work.objects.order_by("pk")]
    assert len(asked) == Snapshot.objects.count() == 2
    assert asked[0] == {"title": "Essai", "kind": "quarter", "minutes": 5}
    names = {"titre": "title", "genre": "kind", "minutes": "minutes"}
    changed = {names[key]: int(one) if key == "minutes" else one for key, one in other.items()}
    assert asked[1] == asked[0] | changed


def test_a_form_of_a_file_that_bears_the_key_of_a_dossier_loads_the_file(desk, town, person):
    make(desk)
    token = receive_upload([CSV], name="filosofi.csv", by=person, now=NOW)
    desk.post(reverse("observatory:figure_file", args=[token]), {"key": KEY})
    assert Dataset.objects.filter(file_name="filosofi.csv").exists()
    assert set(Work.objects.values_list("kind", "state")) == {
        ("dossier", "done"), ("figures", "done"),
    }  # fmt: skip


def test_two_dossiers_on_the_same_stay_two_once_the_first_is_done(desk, town):
    make(desk)
    make(desk, key="a" * 32)
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("minutes", ["9" * 5000, "²", "-5", "5.0", "\0", "7"])
def test_minutes_that_the_form_does_not_offer_are_the_usual_ones(desk, town, large, minutes):
    assert make(desk, minutes=minutes).status_code == 302
    assert Work.objects.get().asked["minutes"] == 15


def test_the_dossier_is_made_for_the_minutes_asked_in_the_name_of_who_asked(desk, town, person):
    make(desk)
    kept = Snapshot.objects.get()
    assert "en 5 minutes" in kept.facts["gaps"]["reading"]
    assert kept.made_by == person
    rows = AuditRow.objects.filter(by=person, action__in=["ask_work", "make_dossier"])
    assert sorted(rows.values_list("action", flat=True)) == ["ask_work", "make_dossier"]


def test_a_key_is_ours_or_a_new_one(rf):
    for said in ("", "a" * 31, "a" * 33, "-" * 32):
        assert key_in(rf.post("/", {"key": said})) != said
    assert key_in(rf.post("/", {"key": KEY})) == KEY


# ---------------------------------------------------------------- the person, meanwhile


@pytest.mark.parametrize("lost", ["role", "account", "erased", "lesser"])
@pytest.mark.parametrize("kind", ["dossier", "figures"])
def test_what_who_asked_may_no_longer_do_is_not_done_and_says_so(
    client, desk, town, large, person, kind, lost
):
    if kind == "dossier":
        make(desk)
    else:
        token = receive_upload([CSV], name="filosofi.csv", by=person, now=NOW)
        desk.post(reverse("observatory:figure_file", args=[token]), {"key": KEY})
    if lost == "role":
        Membership.objects.filter(user=person).update(ended_at=timezone.now())
    elif lost == "lesser":
        Membership.objects.filter(user=person).update(role="elected")
    elif lost == "account":
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    else:
        Work.objects.update(asked_by=None)  # what erasing an account leaves
    run_waiting()
    assert not Snapshot.objects.exists()
    assert not Dataset.objects.filter(file_name="filosofi.csv").exists()
    client.force_login(make_user(role="data_steward"))
    assert "son rôle ou son compte a changé" in words(page_of(client, Work.objects.get()))
    # Another who publishes asks in turn.
    if kind == "dossier":
        make(client, key="b" * 32)
    else:
        client.post(reverse("observatory:figure_file", args=[token]), {"key": "b" * 32})
    run_waiting()
    assert Work.objects.order_by("pk").last().state == "done"


# ---------------------------------------------------------------- a work that is over is over


def test_what_fails_after_it_was_done_stays_done(desk, town, large, monkeypatch):
    make(desk)
    number = Work.objects.get().pk
    laid_out = acts.laid_out

    def done_by_another(*args, **said):
        laid_out(*args, **said)
        Work.objects.update(state="done", ended_at=NOW, snapshot=make_kept_dossier())
        raise ValueError("too late")

    monkeypatch.setattr(acts, "laid_out", done_by_another)
    run_waiting()
    work = Work.objects.get(pk=number)
    assert (work.state, work.failure) == ("done", "")


def test_a_file_of_a_work_that_failed_is_not_erased_by_running_it_again(person):
    token = receive_upload([CSV], name="filosofi.csv", by=person, now=NOW)
    work = make_work(kind="figures", state="failed", failure="Coupé.", ended_at=NOW,
                     subject=f"figures {token}", asked={"token": token, "name": "f"})  # fmt: skip
    acts.do_work(work.pk)
    assert (folder() / token).exists()
    assert work_of_upload(token) is None


def test_the_work_of_a_file_is_found_while_it_is_done_or_doing_even_when_its_job_is_purged():
    done = make_work(kind="figures", state="done", ended_at=NOW, subject="figures a")
    assert work_of_upload("a") == done
    make_work(kind="figures", subject="figures b")  # nobody will ever do it
    assert work_of_upload("b") is None


def test_a_step_of_any_length_is_said(person, large):
    work = make_work()
    acts._saying(work, timezone.now)("é" * 300, 2, 5)
    work.refresh_from_db()
    assert (work.step, work.step_n, work.step_total) == ("é" * 120, 2, 5)


def test_a_new_step_is_said_at_once_and_the_same_one_is_not_written_at_each_line(
    django_assert_num_queries,
):
    work = make_work()
    said = acts._saying(work, timezone.now)
    with django_assert_num_queries(2):
        said("Lecture", 1, 9)
        said("Écriture", 0, 0)
    work.refresh_from_db()
    assert work.step == "Écriture"
    said = acts._saying(work, timezone.now)
    said("Lecture", 1, 9)
    before = acts.SAID_EVERY_S
    try:
        acts.SAID_EVERY_S = 3600.0
        with django_assert_num_queries(0):
            said("Lecture", 2, 9)
        acts.SAID_EVERY_S = 0.0
        said("Lecture", 3, 9)
    finally:
        acts.SAID_EVERY_S = before
    work.refresh_from_db()
    assert work.step_n == 3


# ---------------------------------------------------------------- beside the form


def test_a_failure_is_beside_its_own_form_for_two_days():
    now = timezone.now()
    asked = {"title": "Dossier raté", "kind": "quarter", "minutes": 15}
    failed = make_work(asked=asked, state="failed", failure="Coupé.", asked_at=now, ended_at=now)
    make_work(kind="figures", asked={"token": "a", "name": "chiffres.csv"}, state="failed",
              failure="Coupé.", asked_at=now, ended_at=now)  # fmt: skip
    assert (beside("dossier"), beside("figures")) == (["Dossier raté"], ["chiffres.csv"])
    Work.objects.filter(pk=failed.pk).update(asked_at=now - timedelta(days=2, minutes=1))
    assert beside("dossier") == []


def test_works_are_told_newest_first_and_what_was_asked_again_once(person, town, large):
    now = timezone.now()
    for title in ("Premier", "Second", "Premier"):
        acts.ask_dossier("quarter", title=title, minutes=5, key=title[0] * 3 + str(
            Work.objects.count()), by=person, now=now)  # fmt: skip
        Work.objects.filter(state="working", asked__title="Premier").update(
            state="failed", failure="Coupé.", ended_at=now
        )
    assert beside("dossier") == ["Premier", "Second"]
    assert [one.is_over for one in followed("dossier")] == [True, False]
    Work.objects.all().update(asked_at=now - timedelta(days=9))
    assert beside("dossier") == ["Second"]  # one that still waits is told whatever its age


def test_it_is_said_who_asked_and_when_on_the_clock_of_here(desk, person):
    at = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
    said = words(page_of(desk, make_work(asked_at=at, asked_by=person)))
    assert "demandé le 15 juillet 2026 à 0 h 30, Claire Exemple" in said.replace("\xa0", " ")
    assert "Exemple" not in words(page_of(desk, make_work(asked_at=at)))


# ---------------------------------------------------------------- its page


def test_a_file_that_reads_says_so_in_the_singular_then_in_the_plural(desk, person):
    asked = {"token": "0" * 32, "name": "chiffres.csv"}
    job = acts.ask(acts.TASK, 0)
    work = make_work(kind="figures", asked=asked, job=job, asked_at=timezone.now())
    url = reverse("observatory:work", args=[work.pk])
    said = words(desk.get(url))
    assert "Les chiffres se chargent" in said
    assert "Cela commence" in said
    assert "lue" not in said
    for n, expected in ((1, "1 ligne lue."), (2, "2 lignes lues.")):
        Work.objects.update(step="Lecture", step_n=n, said_at=timezone.now())
        assert expected in words(desk.get(url))
    back = BeautifulSoup(desk.get(url).content, "html.parser").select("main .acts a")[-1]
    assert back["href"] == reverse("observatory:figures")


def test_a_fragment_follows_while_it_goes_on_and_leaves_once_it_is_over(desk):
    work = make_work(job=acts.ask(acts.TASK, 0), asked_at=timezone.now())
    url, htmx = reverse("observatory:work", args=[work.pk]), {"HX-Request": "true"}
    assert "HX-Refresh" not in desk.get(url, headers=htmx)
    Work.objects.update(state="failed", failure="Coupé.", ended_at=NOW)
    assert desk.get(url, headers=htmx)["HX-Refresh"] == "true"


def test_a_file_that_failed_leads_back_to_it_and_to_the_figures(desk, person):
    token = receive_upload([CSV], name="filosofi.csv", by=person, now=NOW)
    work = make_work(kind="figures", state="failed", failure="Raté <b>ici</b>.", ended_at=NOW,
                     subject=f"figures {token}", asked={"token": token, "name": "f"})  # fmt: skip
    answer = page_of(desk, work)
    assert b"<b>ici</b>" not in answer.content
    links = [a["href"] for a in BeautifulSoup(answer.content, "html.parser").select("main .acts a")]
    assert links == [
        reverse("observatory:figure_file", args=[token]), reverse("observatory:figures"),
    ]  # fmt: skip
    assert "Rien n’a été chargé" in words(answer)


@pytest.mark.parametrize(
    ("n_figures", "n_zones", "said"),
    [
        (1, 1, "« Titre » est chargé : 1 chiffre, 1 territoire."),
        (2, 1, "« Titre » est chargé : 2 chiffres, 1 territoire."),
        (54_000, 9_000, "« Titre » est chargé : 54 000 chiffres, 9 000 territoires."),
    ],
)
def test_what_a_file_gave_is_said_in_the_singular_or_the_plural(desk, n_figures, n_zones, said):
    given = {"title": "Titre", "n_figures": n_figures, "n_zones": n_zones}
    work = make_work(kind="figures", state="done", ended_at=NOW, given=given,
                     asked={"token": "a", "name": "f.csv"})  # fmt: skip
    page = words(desk.get(reverse("observatory:work", args=[work.pk]), follow=True))
    assert said in page.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("n_zones", "n_cells", "small"), [(40, 1500, True), (41, 0, False), (1, 1501, False)]
)
def test_what_is_small_has_few_zones_and_few_cells(monkeypatch, n_zones, n_cells, small):
    monkeypatch.setattr(works, "kinds_loaded", lambda: {"quarter": n_zones, "cell": n_cells})
    assert is_small("quarter") is small


def test_a_work_forgotten_on_its_thirtieth_day_is_not_yet_old():
    make_work(state="done", ended_at=NOW - timedelta(days=30), snapshot=make_kept_dossier())
    assert acts.forget_works(now=NOW) == 0
    make_zone("11111")  # nothing else goes with the works
    assert acts.forget_works(now=NOW + timedelta(seconds=1)) == 1
    assert Snapshot.objects.exists()
