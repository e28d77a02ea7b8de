"""Templates of paths: made, changed, put in order, retired; the last change can be taken back.

A path that was copied from a template never follows it (ORI-09). Each write locks the template; a
form says which words it showed, so that what a colleague wrote meanwhile is never covered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.errors import (
    PathUnknown,
    TemplateChanged,
    TemplateNotUndone,
    TooManySteps,
)
from maillage.apps.liaison.models import PathTemplate, PathTemplateStep
from maillage.apps.liaison.queries.codes import once_digest
from maillage.apps.liaison.queries.paths import template_steps
from maillage.apps.liaison.queries.screening import NOTE_SIGNS, checked
from maillage.apps.liaison.queries.snapshots import (
    ENDED,
    FOR_WHOM,
    STEP,
    SUBJECT,
    TITLE,
    last_change,
    mark_of,
    said_by,
)
from maillage.apps.liaison.queries.templates import TEMPLATES

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

MOST_STEPS = 12
TITLE_SIGNS, FOR_WHOM_SIGNS = 120, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStepSaid:
    """What a step of a template says: its words, its picture, the sentence that is read aloud."""

    title: str
    picture: str
    voice: str
    service: str = ""

    def checked(self) -> "TemplateStepSaid":
        """Return the step as it is kept. Raises NotWritten."""
        return TemplateStepSaid(
            title=checked(self.title, most=TITLE_SIGNS),
            picture=self.picture,
            voice=checked(self.voice, most=NOTE_SIGNS),
            service=self.service,
        )


Steps = list[TemplateStepSaid]


def load_templates() -> int:
    """Write the templates that the base does not have yet; return how many. Those there stay."""
    n = 0
    for position, (code, said) in enumerate(TEMPLATES.items()):
        with transaction.atomic():
            template, made = PathTemplate.objects.get_or_create(
                code=code,
                defaults={"title": said.title, "for_whom": said.for_whom, "position": position},
            )
            if made:
                steps = [
                    TemplateStepSaid(
                        title=one.title, picture=one.picture, voice=one.voice, service=one.service
                    )
                    for one in said.steps
                ]
                _write_steps(template, steps)
                n += 1
    return n


def make_template(
    *, title: str, for_whom: str, once: str, now: datetime, by: "User"
) -> PathTemplate:
    """Write a template without steps, the last of the list. Sent twice by a form, it is one.

    Nobody is offered it before it has a step. Raises NotWritten.
    """
    code = f"m-{once_digest(once)[:24]}"
    title, for_whom = checked(title, most=TITLE_SIGNS), checked(for_whom, most=FOR_WHOM_SIGNS)
    try:
        with transaction.atomic():
            last = PathTemplate.objects.order_by("-position").first()
            template = PathTemplate.objects.create(
                code=code,
                title=title,
                for_whom=for_whom,
                position=last.position + 1 if last is not None else 0,
            )
            after = {TITLE: title, FOR_WHOM: for_whom}
            _trace("make_template", template, {}, after, by=by, now=now)
            return template
    except IntegrityError:
        found = PathTemplate.objects.filter(code=code).first()
        if found is None:
            raise
        return found


@transaction.atomic
def edit_template(
    number: int, *, title: str, for_whom: str, seen: str, now: datetime, by: "User"
) -> None:
    """Change how a template is called and for whom it is. Raises TemplateChanged, NotWritten."""
    template = _held(number)
    title, for_whom = checked(title, most=TITLE_SIGNS), checked(for_whom, most=FOR_WHOM_SIGNS)
    if (title, for_whom) == (template.title, template.for_whom):
        return
    before = _unchanged_since(template, seen)
    template.title, template.for_whom = title, for_whom
    template.save(update_fields=["title", "for_whom"])
    _trace_change(template, before, by=by, now=now)


@transaction.atomic
def retire_template(number: int, *, now: datetime, by: "User", again: bool = False) -> None:
    """Offer a template no more, or again; paths that were copied from it stay as they are."""
    template = _held(number)
    if (template.ended_on is None) == again:
        return
    before = said_by(template, template_steps(template))
    template.ended_on = None if again else timezone.localtime(now).date()
    template.save(update_fields=["ended_on"])
    _trace_change(template, before, by=by, now=now, action="retire_template")


@transaction.atomic
def move_template(number: int, *, up: bool, now: datetime, by: "User") -> None:
    """Offer a template before the one above it, or after the one below. At the end, it stays."""
    rows = list(PathTemplate.objects.select_for_update().filter(ended_on=None)
                .order_by("position", "title", "pk"))  # fmt: skip
    at = next((n for n, row in enumerate(rows) if row.pk == number), None)
    if at is None:
        raise PathUnknown
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    rank = "rang"
    _trace("move_template", rows[other], {rank: at + 1}, {rank: other + 1}, by=by, now=now)


@transaction.atomic
def add_template_step(
    number: int, said: TemplateStepSaid, *, seen: str, now: datetime, by: "User"
) -> None:
    """Add a step at the end. Raises TemplateChanged, TooManySteps beyond twelve, NotWritten."""

    def add(steps: Steps) -> Steps:
        if len(steps) >= MOST_STEPS:
            raise TooManySteps
        return [*steps, said.checked()]

    _change(number, add, lambda steps: bool(steps) and steps[-1] == said.checked(),
            seen=seen, now=now, by=by)  # fmt: skip


@transaction.atomic
def edit_template_step(
    number: int, step: int, said: TemplateStepSaid, *, seen: str, now: datetime, by: "User"
) -> None:
    """Change a step. Raises TemplateChanged, PathUnknown, NotWritten."""
    wanted = said.checked()

    def edit(steps: Steps) -> Steps:
        _one_of(steps, step)
        return [*steps[: step - 1], wanted, *steps[step:]]

    _change(number, edit, lambda steps: 0 < step <= len(steps) and steps[step - 1] == wanted,
            seen=seen, now=now, by=by)  # fmt: skip


@transaction.atomic
def remove_template_step(number: int, step: int, *, seen: str, now: datetime, by: "User") -> None:
    """Take a step out; the following ones move up. Raises TemplateChanged, PathUnknown."""

    def remove(steps: Steps) -> Steps:
        _one_of(steps, step)
        return [*steps[: step - 1], *steps[step:]]

    _change(number, remove, lambda steps: False, seen=seen, now=now, by=by)


@transaction.atomic
def move_template_step(
    number: int, step: int, *, up: bool, seen: str, now: datetime, by: "User"
) -> None:
    """Put a step before the one above it, or after the one below. At the end, it stays."""

    def move(steps: Steps) -> Steps:
        _one_of(steps, step)
        at, other = step - 1, step - 2 if up else step
        if 0 <= other < len(steps):
            steps[at], steps[other] = steps[other], steps[at]
        return steps

    _change(number, move, lambda steps: False, seen=seen, now=now, by=by)


@transaction.atomic
def undo_template(number: int, *, row: int, now: datetime, by: "User") -> None:
    """Take back the last change of a template; taken back again, it is there again.

    row : number of the change that was shown. Raises TemplateNotUndone when another one came
    since, or when nothing is left to take back.
    """
    template = _held(number)
    change = last_change(template)
    if change is None or change.number != row:
        raise TemplateNotUndone
    now_said = said_by(template, template_steps(template))
    wanted: dict[str, Any] = dict(now_said)
    for name in {*change.before, *change.after}:
        wanted.pop(name, None)
        if name in change.before:
            wanted[name] = change.before[name]
    template.title, template.for_whom = wanted[TITLE], wanted.get(FOR_WHOM, "")
    template.ended_on = datetime.fromisoformat(wanted[ENDED]).date() if wanted.get(ENDED) else None
    template.save(update_fields=["title", "for_whom", "ended_on"])
    steps = [wanted[f"{STEP} {n}"] for n in range(1, MOST_STEPS + 1) if f"{STEP} {n}" in wanted]
    _write_steps(template, [TemplateStepSaid(title=one[0], picture=one[1], voice=one[2],
                                             service=one[3]) for one in steps])  # fmt: skip
    _trace_change(template, now_said, by=by, now=now, action="undo_template")


# ---------------------------------------------------------------- the pieces


def _held(number: int) -> PathTemplate:
    found = PathTemplate.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise PathUnknown
    return found


def _one_of(steps: Sequence[Any], step: int) -> None:
    if not 0 < step <= len(steps):
        raise PathUnknown


def _unchanged_since(template: PathTemplate, seen: str) -> dict[str, Any]:
    """Return what a template says. Raises TemplateChanged when it is not what the form showed."""
    before = said_by(template, template_steps(template))
    if mark_of(before) != seen:
        raise TemplateChanged
    return before


def _change(
    number: int,
    change: Callable[[Steps], Steps],
    done: Callable[[Steps], bool],
    *,
    seen: str,
    now: datetime,
    by: "User",
) -> None:
    """Change the steps of a template; `done` tells that they are already as they were asked."""
    template = _held(number)
    steps = [
        TemplateStepSaid(title=s.title, picture=s.picture, voice=s.voice, service=s.service)
        for s in template_steps(template)
    ]
    before = said_by(template, template_steps(template))
    if mark_of(before) != seen:
        if done(steps):
            return  # pressed twice
        raise TemplateChanged
    _write_steps(template, change(steps))
    _trace_change(template, before, by=by, now=now)


def _write_steps(template: PathTemplate, steps: Sequence[TemplateStepSaid]) -> None:
    PathTemplateStep.objects.filter(template=template).delete()
    PathTemplateStep.objects.bulk_create(
        PathTemplateStep(
            template=template, number=number, title=one.title, picture=one.picture,
            voice=one.voice, service=one.service,
        )
        for number, one in enumerate(steps, 1)
    )  # fmt: skip


def _trace_change(
    template: PathTemplate,
    before: dict[str, Any],
    *,
    by: "User",
    now: datetime,
    action: str = "edit_template",
) -> None:
    """Write what changed, and that alone; nothing when nothing did."""
    after = said_by(template, template_steps(template))
    changed = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    if not changed:
        return
    _trace(
        action,
        template,
        {n: before[n] for n in changed if n in before},
        {n: after[n] for n in changed if n in after},
        by=by,
        now=now,
    )


def _trace(
    action: str,
    template: PathTemplate,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: "User",
    now: datetime,
) -> None:
    subject = (SUBJECT, str(template.pk))
    write_audit(action=action, by=by, now=now, before=before, after=after, subject=subject)
