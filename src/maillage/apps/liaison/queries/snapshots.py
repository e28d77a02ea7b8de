"""What a template says at a moment: for its forms, for the journal, for who takes it back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maillage.apps.directory.queries.people import action_words, person_words
from maillage.apps.directory.queries.steward import audit_rows
from maillage.apps.liaison.models import PathTemplate, PathTemplateStep

# How the journal calls a template, and the parts of it: words that people read there.
SUBJECT = "path_template"
TITLE, FOR_WHOM, ENDED, STEP = "titre", "pour qui", "retiré le", "étape"
# What can be taken back; the order of the list has its own two buttons.
UNDOABLE = ("edit_template", "retire_template", "undo_template")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The last change of a template: who, when, what was said before and after."""

    number: int
    words: str
    who: str
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def said_by(template: PathTemplate, steps: Sequence[PathTemplateStep]) -> dict[str, Any]:
    """Return what a template says, part by part, as JSON keeps it."""
    said: dict[str, Any] = {TITLE: template.title, FOR_WHOM: template.for_whom}
    if template.ended_on is not None:
        said[ENDED] = template.ended_on.isoformat()
    for step in steps:
        said[f"{STEP} {step.number}"] = [step.title, step.picture, step.voice, step.service]
    return said


def mark_of(said: Mapping[str, Any]) -> str:
    """Return what a form holds of the template that it shows: other words make it stale."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def last_change(template: PathTemplate) -> Change | None:
    """Return the last change of the words or steps of a template, None when it has none."""
    rows = audit_rows(SUBJECT, str(template.pk), limit=50)
    row = next((row for row in rows if row.action in UNDOABLE), None)
    if row is None:
        return None
    return Change(
        number=row.pk,
        words=action_words().get(row.action, row.action),
        who=person_words(row.by),
        at=row.at,
        before=row.before,
        after=row.after,
    )
