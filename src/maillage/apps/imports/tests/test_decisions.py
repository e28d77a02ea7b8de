"""What people decide about a file: once, one at a time, and it may be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import Place
from maillage.apps.imports.actions import abandon_file, import_file
from maillage.apps.imports.actions.work import publish_file
from maillage.apps.imports.errors import (
    FileNotThere,
    ImportUnderWay,
    PreviewStale,
    RemovalsNotAccepted,
)
from maillage.apps.imports.models import DeliveredFile, Delivery, StagedRow
from maillage.apps.imports.tests.factories import place_row
from maillage.apps.imports.tests.screen import (
    AuditRow,
    imported,
    page,
    shown,
    table,
    tried,
    undone,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- decisions


def test_a_double_click_imports_once(desk, tmp_path):
    file = tried(desk, table(tmp_path, [place_row(n) for n in range(5)]))
    for _ in range(3):
        assert desk.post(f"{page(file)}importer/").status_code == 302
    assert run_waiting() > 0  # the import, and whatever other applications look at after it
    desk.post(f"{page(file)}importer/")
    assert run_waiting() == 0
    assert Delivery.objects.count() == 1
    assert AuditRow.objects.filter(action="import_file").count() == 1


def test_a_file_that_withdraws_most_of_its_source_wants_a_tick(desk, tmp_path, person):
    imported(desk, table(tmp_path, [place_row(n) for n in range(20)]))
    file = tried(desk, table(tmp_path, [place_row(n) for n in range(3)]))
    text = shown(desk, page(file))
    assert "retirerait presque toute la source" in text
    assert 'name="retraits"' in text
    answer = desk.post(f"{page(file)}importer/")
    assert answer.status_code == 422
    with pytest.raises(RemovalsNotAccepted):
        import_file(file.pk, accept_removals=False, by=person, now=timezone.now())
    assert Place.objects.public().count() == 20
    assert desk.post(f"{page(file)}importer/", {"retraits": "1"}).status_code == 302
    run_waiting()
    assert Place.objects.public().count() == 3
    assert Delivery.objects.get(file=file).n_withdrawn == 17


def test_two_files_of_one_source_the_second_waits_or_is_tried_again(desk, tmp_path, person):
    one = tried(desk, table(tmp_path, [place_row(n) for n in range(5)]), "un.csv")
    two = tried(desk, table(tmp_path, [place_row(n) for n in range(6)]), "deux.csv")
    desk.post(f"{page(one)}importer/")
    answer = desk.post(f"{page(two)}importer/")
    assert answer.status_code == 409
    assert "un.csv" in answer.content.decode()
    with pytest.raises(ImportUnderWay):
        import_file(two.pk, accept_removals=False, by=person, now=timezone.now())
    run_waiting()
    # The first is over: what the second was said to change is no longer true.
    with pytest.raises(PreviewStale):
        import_file(two.pk, accept_removals=False, by=person, now=timezone.now())
    text = shown(desk, page(two))
    assert "Cet essai n’est plus à jour" in text
    assert 'value="national:mjc"' in text
    desk.post(f"{page(two)}source/", {"source": "national:mjc"})
    run_waiting()
    desk.post(f"{page(two)}importer/")
    run_waiting()
    assert Delivery.objects.get(file=two).n_added == 1


def test_a_delivery_begun_elsewhere_is_not_mixed_with_another_file(desk, tmp_path):
    file = tried(desk, table(tmp_path, [place_row(1)]))
    Delivery.objects.create(
        source="national:mjc",
        filename="autre.csv",
        sha256="0" * 64,
        state="staging",
        started_at=timezone.now(),
    )
    answer = desk.post(f"{page(file)}importer/")
    assert answer.status_code == 409
    assert "autre.csv" in answer.content.decode()


def test_a_file_is_abandoned_before_its_import(desk, tmp_path, person):
    file = tried(desk, table(tmp_path, [place_row(1)]))
    assert "ne sera pas importé" in shown(desk, f"{page(file)}abandonner/")
    assert desk.post(f"{page(file)}abandonner/").status_code == 302
    file.refresh_from_db()
    assert file.state == "abandoned"
    assert "Ce fichier est abandonné" in shown(desk, page(file))
    assert desk.post(f"{page(file)}importer/").status_code == 409
    with pytest.raises(FileNotThere):
        abandon_file(file.pk, by=person, now=timezone.now())
    assert "À finir" not in shown(desk, "/pro/livraisons/")


def test_an_import_that_is_abandoned_while_it_waits_never_starts(desk, tmp_path):
    file = tried(desk, table(tmp_path, [place_row(1)]))
    desk.post(f"{page(file)}importer/")
    assert "s’arrête là où il en est" in shown(desk, f"{page(file)}abandonner/")
    desk.post(f"{page(file)}abandonner/")
    run_waiting()
    assert not Delivery.objects.exists()


def test_an_import_that_is_abandoned_while_it_runs_stops_whole(desk, tmp_path, person, monkeypatch):
    """The worker notices between two batches: every place is whole, the rest is let go."""
    from maillage.apps.imports.actions import delivery as steps
    from maillage.apps.imports.actions import work

    monkeypatch.setattr(work, "SAID_EVERY_S", 0)
    monkeypatch.setattr(steps, "FIRST_BATCH", 10)
    file = tried(desk, table(tmp_path, [place_row(n) for n in range(60)]))
    desk.post(f"{page(file)}importer/")
    publish = steps._publish_batch

    def once(delivery, rows, zones):
        publish(delivery, rows, zones)
        abandon_file(file.pk, by=person, now=timezone.now())
        monkeypatch.setattr(steps, "_publish_batch", publish)

    monkeypatch.setattr(steps, "_publish_batch", once)
    run_waiting()
    delivery = Delivery.objects.get()
    assert delivery.state == "failed"
    assert "Abandonnée" in delivery.failure
    assert Place.objects.count() == 10
    assert not StagedRow.objects.exists()
    text = shown(desk, f"/pro/livraisons/{delivery.pk}/")
    assert "Annuler cette livraison" in text


# ---------------------------------------------------------------- undone whole


def test_a_delivery_is_undone_whole_and_may_be_made_again(desk, tmp_path, person):
    imported(desk, table(tmp_path, [place_row(n) for n in range(20)]))
    before = dict(Place.objects.public().values_list("nom", "telephone"))
    rows = [place_row(n) for n in range(2, 22)]
    rows[0]["telephone"] = "+33199009999"
    content = table(tmp_path, rows)
    second = imported(desk, content)
    assert (second.n_added, second.n_changed, second.n_withdrawn) == (2, 1, 2)
    second = undone(desk, second)
    assert (second.state, second.undone_by) == ("undone", person)
    assert dict(Place.objects.public().values_list("nom", "telephone")) == before
    text = shown(desk, f"/pro/livraisons/{second.pk}/")
    assert "Cette livraison est annulée" in text
    assert "Annuler cette livraison" not in text
    assert desk.get(f"/pro/livraisons/{second.pk}/annuler/").status_code == 409
    assert AuditRow.objects.filter(action="undo_delivery", subject_kind="delivery").count() == 1
    again = imported(desk, content, "encore.csv")
    assert (again.n_added + again.n_changed, again.n_withdrawn) == (3, 2)


def test_only_the_last_delivery_of_a_source_is_undone(desk, tmp_path):
    first = imported(desk, table(tmp_path, [place_row(n) for n in range(3)]))
    second = imported(desk, table(tmp_path, [place_row(n) for n in range(4)]), "deux.csv")
    answer = desk.post(f"/pro/livraisons/{first.pk}/annuler/")
    assert answer.status_code == 409
    assert "deux.csv" in answer.content.decode()
    undone(desk, second)
    undone(desk, first)
    assert not Place.objects.public().exists()


def test_an_undo_that_was_cut_goes_on_and_nothing_is_imported_meanwhile(desk, tmp_path):
    delivery = imported(desk, table(tmp_path, [place_row(n) for n in range(3)]))
    file = tried(desk, table(tmp_path, [place_row(n) for n in range(4)]), "deux.csv")
    address = f"/pro/livraisons/{delivery.pk}/annuler/"
    desk.post(address)
    desk.post(address)
    answer = desk.post(f"{page(file)}importer/")
    assert answer.status_code == 409
    assert "en cours d’annulation" in answer.content.decode()
    run_waiting()
    assert Delivery.objects.get(pk=delivery.pk).state == "undone"
    assert AuditRow.objects.filter(action="undo_delivery").count() == 1
    assert "Cet essai n’est plus à jour" in shown(desk, page(file))


# ---------------------------------------------------------------- the worker that dies


def test_a_job_run_again_after_its_end_does_nothing(desk, tmp_path, person):
    delivery = imported(desk, table(tmp_path, [place_row(n) for n in range(5)]))
    publish_file(delivery.file_id, person.pk)
    assert Delivery.objects.count() == 1


def test_the_page_stays_true_when_the_worker_is_silent(desk, tmp_path):
    file = tried(desk, table(tmp_path, [place_row(1)]))
    desk.post(f"{page(file)}importer/")
    text = shown(desk, page(file))
    assert "reprend dans un instant" not in text
    assert "Cela commence dans un instant" in text
    DeliveredFile.objects.update(step_at=timezone.now() - timedelta(minutes=2))
    assert "reprend dans un instant" in shown(desk, page(file))


def test_what_goes_wrong_on_our_side_is_said_and_may_be_tried_again(desk, tmp_path, monkeypatch):
    from maillage.apps.imports.actions import work

    file = tried(desk, table(tmp_path, [place_row(1)]))
    desk.post(f"{page(file)}importer/")

    def broken(*arguments, **options):
        raise RuntimeError("secret of a row")

    with monkeypatch.context() as patched:
        patched.setattr(work, "run_delivery", broken)
        run_waiting()
    text = shown(desk, page(file))
    assert "de notre côté" in text
    assert "secret" not in text
    assert "Recommencer l’essai" in text
    assert 'value="national:mjc"' in text
    answer = desk.post(f"{page(file)}source/", {"source": "national:mjc"})
    assert answer.status_code == 302, answer.content.decode()
    run_waiting()
    file.refresh_from_db()
    assert file.state == "previewed", file.failure
    desk.post(f"{page(file)}importer/")
    run_waiting()
    assert Delivery.objects.get().state == "done"


def test_htmx_gets_the_progress_and_then_the_whole_page(desk, tmp_path):
    file = tried(desk, table(tmp_path, [place_row(1)]))
    desk.post(f"{page(file)}importer/")
    part = desk.get(page(file), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'hx-trigger="every 1s"' in part.content.decode()
    run_waiting()
    part = desk.get(page(file), headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
