"""Paths and their templates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Count

from maillage.apps.liaison.errors import PathUnknown
from maillage.apps.liaison.models import Path, PathStep, PathTemplate, PathTemplateStep
from maillage.apps.liaison.queries.access import sent_by

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

MOST_LINES = 200


def templates() -> list[PathTemplate]:
    """Return the templates that may be chosen, in order: those that have a step. One query."""
    return [one for one, n_steps in all_templates() if n_steps and one.ended_on is None]


def all_templates() -> list[tuple[PathTemplate, int]]:
    """Return every template in order, retired or not, with how many steps it has. One query."""
    rows = PathTemplate.objects.annotate(n=Count("steps")).order_by("position", "title", "pk")
    return [(one, one.n) for one in rows]


def template_of(number: int) -> PathTemplate:
    """Return a template by its number, retired or not. Raises PathUnknown."""
    found = PathTemplate.objects.filter(pk=number).first()
    if found is None:
        raise PathUnknown
    return found


def get_template(code: str) -> PathTemplate:
    """Return a template by its code. Raises PathUnknown."""
    found = PathTemplate.objects.filter(code=code, ended_on=None).first()
    if found is None:
        raise PathUnknown
    return found


def template_steps(template: PathTemplate) -> list[PathTemplateStep]:
    """Return the steps of a template, in order. One query."""
    return list(template.steps.order_by("number"))


def paths_of(by: "User", *, over: bool = False) -> Sequence[Path]:
    """Return the paths of the organisations of a person, those to look at again first."""
    rows = Path.objects.filter(sent_by(by), erased_at__isnull=not over)
    return list(
        rows.select_related("template", "organisation").order_by("review_on", "-made_at", "-pk")[
            :MOST_LINES
        ]
    )


def get_path(number: int) -> Path:
    """Return one path. Raises PathUnknown."""
    found = (
        Path.objects.select_related("template", "organisation", "made_by").filter(pk=number).first()
    )
    if found is None:
        raise PathUnknown
    return found


def steps_of_path(path: Path) -> list[PathStep]:
    """Return the steps of a path, in order, with their places. One query."""
    return list(path.steps.select_related("place__joined_to", "sheet").order_by("number"))


def get_step(path: int, number: int) -> PathStep:
    """Return one step of a path. Raises PathUnknown."""
    found = (
        PathStep.objects.select_related("path", "place").filter(path=path, number=number).first()
    )
    if found is None:
        raise PathUnknown
    return found
