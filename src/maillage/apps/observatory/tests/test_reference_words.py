"""Printed numbers in words: one or many, which are flagged, what is known here, what files hold."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Snapshot
from maillage.apps.observatory.queries.references import (
    local_values,
    never_divided,
    references,
)
from maillage.apps.observatory.queries.snapshots import snapshots
from maillage.apps.observatory.queries.wording import points_words
from maillage.apps.observatory.tests.factories import (
    NOW,
    make_dataset,
    make_figure,
    make_kept_dossier,
    make_measure,
    make_zone,
)
from maillage.apps.observatory.tests.registers import make_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user(role="elected"))
    return client


def page(client):
    answer = client.get(reverse("observatory:references"))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def rows_of(client):
    answer = client.get(reverse("observatory:references_file", args=["csv"]))
    text = answer.getvalue().decode("utf-8-sig")
    return {row["repère"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def share(nom, value, numerator, denominator):
    counts = {"numerator": numerator, "denominator": denominator}
    return make_reference(nom=nom, value=value, check_counts=counts)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.0, "0 point"), (0.5, "+0,5 point"), (-1.0, "−1 point"), (1.9, "+1,9 point"),
        (2.0, "+2 points"), (-2.0, "−2 points"), (-15.5, "−15,5 points"),
    ],
)  # fmt: skip
def test_a_gap_has_its_sign_and_its_number(gap, said):
    assert points_words(gap) == said


def test_ours_come_last_by_their_name(reader):
    known = len(references())
    for nom in ("Zèbres", "Abeilles"):
        make_reference(nom=nom)
    rows = references()
    assert [(one.nom, one.is_ours) for one in rows[known:]] == [
        ("Abeilles", True), ("Zèbres", True),
    ]  # fmt: skip
    assert not any(one.is_ours for one in rows[:known])


@pytest.mark.parametrize(
    ("printed", "numerator", "denominator", "differs"),
    [
        (61.0, 49, 80, False), (61.3, 49, 80, False), (61.2, 49, 80, True), (62.0, 49, 80, True),
        (60.0, 3, 5, False), (50.0, 1, 2, False), (10.0, 1, 10, False), (12.5, 1, 8, False),
    ],
)  # fmt: skip
def test_a_share_differs_at_the_precision_to_which_it_is_printed(
    reader, printed, numerator, denominator, differs
):
    share("Essai", printed, numerator, denominator)
    row = rows_of(reader)["Essai"]
    assert row["diffère"] == ("oui" if differs else "non")
    assert float(row["recalculé"]) == pytest.approx(100 * numerator / denominator, abs=0.006)


def test_a_comparison_of_euros_is_no_gap_in_points(reader):
    make_reference(nom="Revenus", unit="eur", value=15_000.0, compared=16_000.0,
                   compared_population="ailleurs")  # fmt: skip
    make_reference(nom="Rien", value=0.0, compared=0.0, compared_population="ailleurs")
    rows = rows_of(reader)
    assert (rows["Revenus"]["comparé à"], rows["Revenus"]["écart en points"]) == ("16000.0", "")
    assert (rows["Rien"]["comparé à"], rows["Rien"]["écart en points"]) == ("0.0", "0.0")
    assert "points" not in next(
        words(row) for row in page(reader).select("tr, li") if "Revenus" in row.get_text()
    )


def test_two_counts_of_two_populations_are_refused_in_either_order():
    assert never_divided(513_000, 800_000)
    assert never_divided(800_000, 513_000)
    assert not never_divided(800_000, 800_001)


# ---------------------------------------------------------------- what is known here


def test_what_is_known_here_is_the_newest_first_and_six_at_most_without_france():
    measure = make_measure("smartphone_pct", nom="Téléphone")
    old, new = make_dataset("a", year=2019, title="Ancien"), make_dataset("b", title="Nouveau")
    make_figure(make_zone("FM", "country"), measure, 99.0, dataset=new)
    make_figure(make_zone("00001", "commune"), measure, 10.0, dataset=old)
    make_figure(make_zone("secret", "quarter"), measure, None, dataset=new)
    for n in range(4):
        make_figure(make_zone(f"q{3 - n}", "quarter"), measure, 20.0 + n, dataset=new)
    for n in range(3):
        make_figure(make_zone(f"z001{n}", "commune"), measure, 30.0 + n, dataset=new)
    said = local_values(["smartphone_pct"])["smartphone_pct"]
    assert [one.zone for one in said] == ["Z0010", "Z0011", "Z0012", "Q0", "Q1", "Q2"]
    assert {(one.year, one.source) for one in said} == {(2024, "Nouveau, Ville de Clairmaille")}


# ---------------------------------------------------------------- the page


def test_who_only_reads_has_no_link_to_change_a_number(reader, client):
    make_reference(nom="Nombre d’ici")
    links = {a["href"] for a in page(reader).select("a[href]")}
    ours = next(one for one in references() if one.is_ours)
    edit = reverse("observatory:edit_reference", args=[ours.code])
    assert edit not in links
    client.force_login(make_user(role="coordinator"))
    links = {a["href"] for a in page(client).select("a[href]")}
    assert edit in links
    theirs = {reverse("observatory:edit_reference", args=[one.code]) for one in references()
              if not one.is_ours}  # fmt: skip
    assert not links & theirs


def test_how_many_numbers_differ_is_said(reader):
    n = sum(1 for one in references() if one.check and one.check.differs)
    assert n > 1
    assert f"{n} ne sont pas ce que donnent les comptes" in words(page(reader))
    share("Faux", 12.0, 1, 2)
    assert f"{n + 1} ne sont pas ce que donnent" in words(page(reader))
    share("Juste", 50.0, 1, 2)
    assert f"{n + 1} ne sont pas ce que donnent" in words(page(reader))


def test_two_drawings_of_one_page_share_no_name(reader):
    ids = [one["id"] for one in page(reader).select("svg [id]")]
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------- dossiers that were kept


def test_dossiers_are_the_newest_first_and_so_many_at_most():
    kept = [make_kept_dossier() for _ in range(3)]
    numbers = [one.pk for one in kept]
    assert [one.pk for one in snapshots()] == numbers[::-1]
    assert [one.pk for one in snapshots(limit=2)] == numbers[:0:-1]
    Snapshot.objects.filter(pk=numbers[0]).update(made_at=NOW + timedelta(days=1))
    assert snapshots()[0].pk == numbers[0]
