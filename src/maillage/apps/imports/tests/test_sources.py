"""Whose a file is: by its columns, by where it was fetched, or because somebody said so."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from maillage.apps.directory.tests.factories import Place
from maillage.apps.imports.errors import SourceUnknown
from maillage.apps.imports.models import DeliveredFile, Delivery, ProducerSource
from maillage.apps.imports.queries.sources import (
    recognised,
    source_choices,
    source_of,
    source_titles,
    speaks_standard,
)
from maillage.sources.catalog import all_sources
from maillage.sources.mapping import guess, look

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
FILE = """Nom du lieu;Rue;CP;Ville;Téléphone
Médiathèque du Rouet;3 rue du Rouet;59999;Clairmaille;01 99 00 21 10
Foyer de la Trame;5 rue de la Trame;59999;Clairmaille;01 99 00 21 11
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "lieux.csv"
    file.write_text(FILE, encoding="utf-8")
    return file


def declare(path, slug="mjc"):
    seen = look(path)
    return ProducerSource.objects.create(
        slug=slug,
        title="Lieux de la MJC",
        producer="MJC de l’Étang",
        mapping=guess(seen).to_json(),
        columns=[column.name for column in seen.columns],
        created_at=NOW,
        updated_at=NOW,
    )


def test_every_source_that_has_its_own_columns_is_recognised_by_them():
    known = {s.id: s.recognised_by for s in all_sources().values() if s.recognised_by}
    assert len(known) >= 12
    for source_id, columns in known.items():
        assert recognised([*columns, "autre"]) == source_id
        assert recognised([f" {name} " for name in columns]) == source_id
        assert recognised(columns[1:]) != source_id
    assert recognised([]) == ""
    assert recognised(["id", "nom"]) == ""


def test_a_declared_source_reads_its_files_by_the_command_too(path):
    declare(path)
    source = source_of("fichier:mjc")
    assert (source.id, source.title) == ("fichier:mjc", "Lieux de la MJC")
    call_command("import", str(path), source="fichier:mjc", stdout=io.StringIO())
    delivery = Delivery.objects.get()
    assert (delivery.source, delivery.n_in, delivery.n_refused) == ("fichier:mjc", 2, 0)
    assert Place.objects.filter(nom="Médiathèque du Rouet").exists()


def test_a_declared_source_is_recognised_as_long_as_it_keeps_nearly_all_its_columns(path):
    declared = declare(path)
    declare(path, "autre").delete()
    assert recognised(declared.columns) == "fichier:mjc"
    assert recognised([*reversed(declared.columns), "Courriel"]) == "fichier:mjc"
    assert recognised(declared.columns[:3]) == ""


def test_what_was_fetched_at_an_address_before_is_of_the_same_source():
    url = "https://donnees.clairmaille.example/lieux.csv"
    DeliveredFile.objects.create(
        name="a.csv",
        origin="url",
        url=url,
        source="national:mjc",
        state="imported",
        received_at=NOW,
        purge_on=date(2026, 12, 1),
    )
    assert recognised(["id", "nom"], url=url) == "national:mjc"
    assert recognised(["id", "nom"], url=f"{url}?b") == ""


@pytest.mark.parametrize("name", ["fichier:inconnue", "inconnue", "national:É!", "", "fichier:"])
def test_a_source_that_does_not_exist_is_said(name):
    with pytest.raises(SourceUnknown) as refused:
        source_of(name)
    assert str(refused.value)
    with pytest.raises(CommandError):
        call_command("import", "/dev/null", source=name)


def test_a_description_that_is_not_finished_is_said(path):
    declared = declare(path)
    declared.mapping = {}
    declared.save()
    with pytest.raises(SourceUnknown):
        source_of("fichier:mjc")


def test_the_choices_name_every_source_once(path, django_assert_max_num_queries):
    declare(path)
    with django_assert_max_num_queries(2):
        choices = source_choices(own="national:ville")
    names = [choice.id for choice in choices]
    assert len(names) == len(set(names))
    assert {"fichier:mjc", "national:ville", "national", "bfc"} <= set(names)
    with django_assert_max_num_queries(1):
        titles = source_titles({"fichier:mjc", "bfc", "partie", "national:ville"})
    assert titles["fichier:mjc"] == "Lieux de la MJC"
    assert titles["partie"] == "partie"


def test_columns_of_the_national_standard_are_known_as_such():
    assert speaks_standard(["ID", "nom", "commune", "code_postal", "adresse", "pivot", "services"])
    assert not speaks_standard(["id", "nom", "commune", "code_postal", "adresse"])
