"""Paths: copied from a template or written step by step, changed without touching the template."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.actions.sheets import last_day
from maillage.apps.liaison.actions.templates import MOST_STEPS
from maillage.apps.liaison.actions.templates import load_templates as load_templates
from maillage.apps.liaison.errors import NoAgreement, PathUnknown, SheetOver, TooManySteps
from maillage.apps.liaison.models import Path, PathStep, PathTemplate
from maillage.apps.liaison.queries.codes import code_of, digest_of_code, once_digest
from maillage.apps.liaison.queries.screening import NAME_SIGNS, NEED_SIGNS, NOTE_SIGNS, checked

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PATH_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSaid:
    """What a step says."""

    title: str
    picture: str = "support"
    voice: str = ""
    words: str = ""
    place: Any = None
    at: datetime | None = None
    done: bool = False


def make_path(
    *,
    template: PathTemplate | None,
    organisation: int,
    name: str,
    aim: str,
    review_on: date | None,
    agreed: bool,
    now: datetime,
    by: "User",
    once: str = "",
) -> Path:
    """Write the path of a person; the steps of the template are copied. Sent twice, it is one.

    Raises NoAgreement, NotWritten.
    """
    if not agreed:
        raise NoAgreement
    digest = once_digest(once) if once else None
    try:
        with transaction.atomic():
            path = Path.objects.create(
                code_digest=secrets.token_hex(32),
                once_digest=digest,
                made_at=now,
                made_by=by,
                organisation_id=organisation,
                template=template,
                name=checked(name, most=NAME_SIGNS),
                aim=checked(aim, most=NEED_SIGNS),
                review_on=review_on,
                agreed=True,
                erase_on=last_day(now, PATH_DAYS),
            )
            path.code_digest = digest_of_code(code_of(path), path=True)
            path.save(update_fields=["code_digest"])
            steps = template.steps.order_by("number") if template is not None else ()
            PathStep.objects.bulk_create(
                PathStep(
                    path=path, number=one.number, title=one.title, picture=one.picture,
                    voice=one.voice, service=one.service,
                )
                for one in steps
            )  # fmt: skip
            _trace("make_path", path, by=by, now=now)
            return path
    except IntegrityError:
        found = Path.objects.filter(once_digest=digest, made_by=by).first() if digest else None
        if found is None:
            raise
        return found


@transaction.atomic
def edit_path(number: int, *, aim: str, review_on: date | None, now: datetime, by: "User") -> Path:
    """Change the aim and the day of review of a path. Raises SheetOver once it is erased."""
    path = _held(number)
    path.aim, path.review_on = checked(aim, most=NEED_SIGNS), review_on
    path.save(update_fields=["aim", "review_on"])
    _trace("edit_path", path, by=by, now=now)
    return path


@transaction.atomic
def add_step(number: int, said: StepSaid, *, now: datetime, by: "User") -> PathStep:
    """Add a step at the end. Raises SheetOver once erased, TooManySteps beyond twelve."""
    path = _held(number)
    last = path.steps.order_by("-number").values_list("number", flat=True).first() or 0
    if path.steps.count() >= MOST_STEPS:
        raise TooManySteps
    step = PathStep(path=path, number=last + 1)
    _fill(step, said, now)
    step.save()
    _trace("edit_path_step", path, by=by, now=now)
    return step


@transaction.atomic
def edit_step(number: int, step: int, said: StepSaid, *, now: datetime, by: "User") -> PathStep:
    """Change one step of one path; its template, and the paths of others, stay (ORI-09)."""
    path = _held(number)
    found = PathStep.objects.filter(path=path, number=step).first()
    if found is None:
        raise PathUnknown
    _fill(found, said, now)
    found.save()
    _trace("edit_path_step", path, by=by, now=now)
    return found


@transaction.atomic
def remove_step(number: int, step: int, *, now: datetime, by: "User") -> None:
    """Take a step out of a path; the following ones move up."""
    path = _held(number)
    if not PathStep.objects.filter(path=path, number=step).delete()[0]:
        raise PathUnknown
    for one in path.steps.filter(number__gt=step).order_by("number"):
        PathStep.objects.filter(pk=one.pk).update(number=one.number - 1)
    _trace("edit_path_step", path, by=by, now=now)


def _held(number: int) -> Path:
    found = Path.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise PathUnknown
    if found.erased_at is not None:
        raise SheetOver
    return found


def _fill(step: PathStep, said: StepSaid, now: datetime) -> None:
    step.title = checked(said.title, most=120)
    step.picture = said.picture
    step.voice = checked(said.voice, most=NOTE_SIGNS)
    step.words = checked(said.words, most=NOTE_SIGNS)
    step.place = said.place
    step.at = said.at
    if said.done and step.done_on is None:
        step.done_on = timezone.localtime(now).date()
    elif not said.done:
        step.done_on = None


def _trace(action: str, path: Path, *, by: "User", now: datetime) -> None:
    write_audit(action=action, by=by, now=now, before={}, after={}, subject=("path", str(path)))
