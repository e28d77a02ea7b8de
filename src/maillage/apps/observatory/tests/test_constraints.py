"""Each rule that the database holds about figures and diagnoses is broken once, and holds."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from maillage.apps.agenda.tests.breaking import held, refused, update
from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.observatory import models
from maillage.apps.observatory.models import (
    Dataset,
    Diagnosis,
    Figure,
    Finding,
    Measure,
    ReferenceFigure,
    Snapshot,
    Stage,
    StructureNeed,
    Study,
    Work,
)
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    make_dataset,
    make_figure,
    make_measure,
    make_work,
    make_zone,
)

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
UNIQUE = {
    "figure_once_per_dataset",
    "diagnosis_one_at_a_time",
    "stage_once_per_diagnosis",
    "observatory_work_once",
}
BROKEN = {
    Measure: [
        ("measure_named", {"code": ""}),
        ("measure_named", {"nom": ""}),
        ("measure_unit_known", {"unit": "litres"}),
        ("measure_family_known", {"family": "weather"}),
        ("measure_direction_known", {"direction": 2}),
        ("measure_share_has_a_base", {"base_words": ""}),
    ],
    Dataset: [
        ("dataset_says_its_source", {"code": ""}),
        ("dataset_says_its_source", {"title": ""}),
        ("dataset_says_its_source", {"producer": ""}),
        ("dataset_says_its_source", {"licence": ""}),
        ("dataset_year_possible", {"year": 1961}),
        ("dataset_year_possible", {"year": 2101}),
        ("dataset_rows_accounted", {"n_rows_elsewhere": 11}),
    ],
    Figure: [
        ("figure_state_known", {"state": "guessed"}),
        ("figure_method_known", {"method": "guessed"}),
        ("figure_value_when_known", {"value": None}),
        ("figure_value_when_known", {"state": "secret"}),
        ("figure_value_when_known", {"state": "missing"}),
        # Estimates are made when they are read.
        ("figure_method_known", {"method": "estimated"}),
    ],
    ReferenceFigure: [
        ("reference_figure_says_its_source", {"source": ""}),
        ("reference_figure_says_its_source", {"nom": ""}),
        ("reference_figure_says_its_source", {"population": ""}),
        ("reference_figure_says_its_source", {"territory": ""}),
        ("reference_figure_says_its_source", {"code": ""}),
        ("reference_figure_unit_known", {"unit": "litres"}),
        ("reference_figure_compared_whole", {"compared": 91}),
        ("reference_figure_compared_whole", {"compared_population": "en moyenne"}),
    ],
    Diagnosis: [
        ("diagnosis_named", {"title": ""}),
        ("diagnosis_days_in_order", {"ended_on": YESTERDAY, "is_running": False}),
        ("diagnosis_runs_until_its_end", {"is_running": False}),
        ("diagnosis_runs_until_its_end", {"ended_on": TODAY}),
    ],
    Stage: [
        ("stage_one_of_four", {"number": 0}),
        ("stage_one_of_four", {"number": 5}),
        ("stage_state_known", {"state": "lost", "said_on": TODAY}),
        ("stage_said_when", {"state": "done"}),
    ],
    Snapshot: [
        ("snapshot_whole", {"title": ""}),
        ("snapshot_whole", {"sha256": ""}),
    ],
    StructureNeed: [
        ("structure_need_said", {"text": ""}),
        ("structure_need_kind_known", {"kind": "wishes"}),
        ("structure_need_days_in_order", {"met_on": YESTERDAY}),
    ],
    Study: [
        ("study_cited", {"code": ""}),
        ("study_cited", {"title": ""}),
        ("study_cited", {"authors": ""}),
        ("study_year_possible", {"year": 1899}),
        ("study_year_possible", {"year": 2101}),
    ],
    Work: [
        ("observatory_work_kind_known", {"kind": "siesta"}),
        ("observatory_work_named", {"key": ""}),
        ("observatory_work_named", {"subject": ""}),
        ("observatory_work_ended_or_not", {"state": "lost"}),
        ("observatory_work_ended_or_not", {"state": "done"}),
        ("observatory_work_ended_or_not", {"ended_at": NOW}),
        ("observatory_work_failure_said", {"failure": "Pas de contours."}),
        ("observatory_work_failure_said", {"state": "failed", "ended_at": NOW}),
    ],
    Finding: [
        ("finding_said", {"text": ""}),
        ("finding_has_evidence", {"evidence": []}),
        ("finding_days_in_order", {"withdrawn_on": YESTERDAY}),
    ],
}  # fmt: skip


def make(model):
    """Return one good row of a table."""
    if model is Measure:
        return make_measure()
    if model is Dataset:
        return make_dataset()
    if model is Figure:
        return make_figure(make_zone(), make_measure(), 12.5)
    if model is ReferenceFigure:
        return ReferenceFigure.objects.create(
            code="smartphone", nom="Équipés d’un smartphone", value=87, unit="pct",
            population="18 à 59 ans", territory="Quartiers prioritaires", source="Une étude",
            entered_at=NOW,
        )  # fmt: skip
    if model is Diagnosis:
        return Diagnosis.objects.create(title="Diagnostic", started_on=TODAY)
    if model is Stage:
        return Stage.objects.create(diagnosis=make(Diagnosis), number=1)
    if model is Snapshot:
        return Snapshot.objects.create(
            title="Dossier", made_at=NOW, facts={}, content=b"%PDF", sha256="0" * 64
        )
    if model is Work:
        return make_work()
    if model is StructureNeed:
        return StructureNeed.objects.create(
            organisation=make_organisation(), kind="equipment", text="Six ordinateurs", since=TODAY
        )
    if model is Study:
        return Study.objects.create(
            code="etude", title="Une étude", authors="Une équipe", year=2019, entered_at=NOW
        )
    return Finding.objects.create(
        text="Les démarches en ligne manquent d’aide.", said_on=TODAY,
        evidence=[{"kind": "text", "words": "dix réponses sur douze"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("model", "rule", "values"),
    [(model, rule, values) for model, rules in BROKEN.items() for rule, values in rules],
)
def test_a_rule_of_the_database_holds(model, rule, values):
    held(rule, update(make(model), **values))


def test_every_rule_of_the_application_is_broken_here():
    rules = {
        rule.name
        for name in dir(models)
        if isinstance(model := getattr(models, name), type) and hasattr(model, "_meta")
        for rule in model._meta.constraints
    }
    broken = {rule for rules in BROKEN.values() for rule, _ in rules}
    assert rules == broken | UNIQUE | {"measure_not_its_own_base"}


def test_a_measure_is_not_its_own_base():
    measure = make_measure()
    held("measure_not_its_own_base", update(measure, base=measure.pk))


def test_a_figure_is_there_once_by_dataset_and_year():
    zone, measure = make_zone(), make_measure()
    make_figure(zone, measure, 12)
    assert refused(lambda: make_figure(zone, measure, 13))
    make_figure(zone, measure, 13, year=2023)
    make_figure(zone, measure, 13, dataset=make_dataset("other"))


def test_one_diagnosis_runs_at_a_time_and_each_stage_is_there_once():
    first = make(Diagnosis)
    assert refused(lambda: make(Diagnosis))
    Diagnosis.objects.filter(pk=first.pk).update(is_running=False, ended_on=TODAY)
    second = make(Diagnosis)
    Stage.objects.create(diagnosis=second, number=1)
    assert refused(lambda: Stage.objects.create(diagnosis=second, number=1))
    Stage.objects.create(diagnosis=first, number=1)


def test_one_work_at_a_time_is_about_one_thing_and_a_key_serves_once():
    first = make_work(subject="dossier quarter")
    assert refused(lambda: make_work(subject="dossier quarter"))
    assert refused(lambda: make_work(key=first.key))
    Work.objects.filter(pk=first.pk).update(state="failed", failure="Coupé.", ended_at=NOW)
    make_work(subject="dossier quarter")
    assert refused(lambda: make_work(key=first.key))


def test_codes_are_there_once():
    for model in (Measure, Dataset, Study, ReferenceFigure):
        make(model)
        assert refused(lambda model=model: make(model)), model


@pytest.mark.row("OBS-05")
def test_a_figure_without_its_source_is_refused():
    zone, measure = make_zone(), make_measure()
    values = {"zone": zone, "measure": measure, "year": 2024, "value": 12, "state": "known",
              "method": "published"}  # fmt: skip
    assert refused(lambda: Figure.objects.create(**values))  # of no dataset
    for nothing in ("producer", "licence", "title"):
        held("dataset_says_its_source", lambda name=nothing: make_dataset(**{name: ""}))
    held(
        "reference_figure_says_its_source",
        lambda: ReferenceFigure.objects.create(
            code="x", nom="x", value=1, unit="pct", population="x", territory="x", source="",
            entered_at=NOW,
        ),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="source"):
        ReferenceFigure(code="y").full_clean()


def test_a_dataset_that_goes_takes_its_figures_and_leaves_its_measures():
    figure = make_figure(make_zone(), make_measure(), 12)
    with pytest.raises(ProtectedError):
        figure.measure.delete()
    figure.dataset.delete()
    assert not Figure.objects.exists()
    assert Measure.objects.count() == 1


def test_who_goes_leaves_the_figures_that_they_loaded():
    person = make_user()
    dataset = make_dataset(loaded_by=person)
    person.delete()
    dataset.refresh_from_db()
    assert dataset.loaded_by is None
