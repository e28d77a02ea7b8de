"""The sheets and the paths of the demonstration: written by the actions that people use.

One in each state, from the CCAS to houses of the town; people, words and numbers are invented.
Nothing is added to a base where somebody already wrote a sheet.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.nearby import places_of
from maillage.apps.directory.queries.partners import find_partner_named
from maillage.apps.liaison.actions.answers import Answer, answer, pass_on
from maillage.apps.liaison.actions.ending import expire, withdraw
from maillage.apps.liaison.actions.paths import (
    StepSaid,
    edit_step,
    load_templates,
    make_path,
)
from maillage.apps.liaison.actions.sheets import Agreement, Said, write_sheet
from maillage.apps.liaison.actions.telling import drop_notices
from maillage.apps.liaison.queries.codes import seen_mark
from maillage.apps.liaison.queries.paths import get_path, get_template, steps_of_path
from maillage.apps.liaison.queries.sheets import has_sheets, last_sending
from maillage.apps.liaison.queries.states import Face, State

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SENDER, PRESCRIBER = "CCAS de Clairmaille", "prescriptrice@clairmaille.example"
COOPERATIVE, PLUME, ROUE = (
    "Cyberespace de la Coopérative",
    "La Plume du Haut-Champ",
    "Centre social La Roue",
)
PROCEDURES = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
JOB = "Insertion professionnelle via le numérique"
SCHOOL = "Parentalité et éducation avec le numérique"
SPOKEN = Agreement(how="spoken")


@dataclass(frozen=True, slots=True)
class Told:
    """A sheet: to whom, how long ago, what it says, and how far it went."""

    to: str
    days_ago: int
    services: tuple[str, ...]
    need: str
    more: dict[str, Any] = field(default_factory=dict)
    then: tuple[str, ...] = ()


TOLD: tuple[Told, ...] = (
    Told(COOPERATIVE, 1, (TOOLS,), "Je voudrais appeler ma fille en vidéo avec mon téléphone.",
         {"name": "Nour", "constraints": ("first_visit", "calm"), "owned": ("smartphone",)}),
    Told(COOPERATIVE, 2, (PROCEDURES,), "J’ai reçu une lettre des impôts, je dois répondre.",
         {"name": "Samir", "language": "ar", "constraints": ("own_language", "read_with"),
          "urgent_in": 3, "channel": "call", "phone": "+33639980021"}, ("received",)),
    Told(ROUE, 5, (SCHOOL,), "Je ne trouve pas les devoirs de mon fils sur le site de l’école.",
         {"name": "Awa", "constraints": ("childcare",), "channel": "sms",
          "phone": "+33639980022"}, ("appointment",)),
    Told(COOPERATIVE, 9, (JOB,), "Je veux envoyer mon CV pour un travail de cuisinier.",
         {"name": "Dylan", "owned": ("smartphone", "email"), "channel": "email",
          "email": "dylan@habitant.example"}, ("appointment", "seen")),
    Told(PLUME, 20, (PROCEDURES,), "Je voudrais écrire au bailleur pour une fuite d’eau.",
         {"name": "Rosa", "constraints": ("read_with",)}, ("received", "done:solved:housing")),
    Told(COOPERATIVE, 26, (TOOLS,), "Je voudrais ranger les photos de mon téléphone.",
         {"name": "Lucienne", "constraints": ("near", "large")}, ("done:came",)),
    Told(ROUE, 25, (TOOLS,), "J’aimerais comprendre les messages que je reçois.",
         {"constraints": ("morning",)}, ("done:absent",)),
    Told(PLUME, 8, (TOOLS,), "Je voudrais apprendre à taper au clavier.", {}, ("refused",)),
    Told(PLUME, 6, (JOB,), "Je voudrais m’inscrire pour chercher un travail.",
         {"name": "Inès"}, ("passed",)),
    Told(ROUE, 40, (PROCEDURES,), "Je dois refaire ma carte d’identité.", {}, ("expired",)),
    Told(ROUE, 3, (PROCEDURES,), "Je voudrais demander une aide pour la cantine.",
         {"name": "Karim"}, ("withdrawn",)),
)  # fmt: skip


def fill_sheets(*, people: "dict[str, User]", now: datetime) -> int:
    """Write the sheets and two paths, unless somebody wrote one; return how many sheets."""
    by = people[PRESCRIBER]
    organisation = find_partner_named(SENDER)
    if has_sheets() or organisation is None:
        return 0
    n = 0
    for told in TOLD:
        place = _place(told.to)
        if place is None:
            continue
        then = now - timedelta(days=told.days_ago)
        more = dict(told.more)
        urgent = more.pop("urgent_in", None)
        if urgent is not None:
            more["urgent_on"] = (now + timedelta(days=urgent)).date()
        sheet = write_sheet(
            Said(services=told.services, need=told.need, **more),
            Agreement(how="paper") if told.to == PLUME else SPOKEN,
            place=place,
            organisation=organisation.pk,
            now=then,
            by=by,
        )
        for number, what in enumerate(told.then, 1):
            _go_on(sheet, what, at=then + timedelta(days=number), now=now)
        # Nothing of the past leaves by e-mail.
        drop_notices(sheet.pk, now=now, to_sender_too=True)
        n += 1
    _write_paths(organisation.pk, by=by, now=now)
    return n


def _go_on(sheet: Any, what: str, *, at: datetime, now: datetime) -> None:
    sending = last_sending(sheet)
    words: dict[str, Any] = {"seen": seen_mark(sending), "face": Face.LINK, "now": min(at, now)}
    kind, _colon, rest = what.partition(":")
    if kind == "passed":
        place = _place(COOPERATIVE)
        pass_on(sending.pk, place=place, agreement=SPOKEN, **words)
    elif kind == "expired":
        expire(now=now)
    elif kind == "withdrawn":
        withdraw(sheet.pk, face=Face.RESIDENT, now=now)
    elif kind == "refused":
        said = Answer(state=State.REFUSED, refusal="mission", note="Voyez le Cyberespace.")
        answer(sending.pk, said, **words)
    elif kind == "appointment":
        when = _weekday(at + timedelta(days=6), hour=9)
        said = Answer(state=State.APPOINTMENT, appointment_at=when,
                      note="Apportez votre téléphone et son chargeur.")  # fmt: skip
        answer(sending.pk, said, **words)
    elif kind == "done":
        outcome, _colon, right = rest.partition(":")
        said = Answer(state=State.DONE, outcome=outcome, rights={right: "opened"} if right else {})
        answer(sending.pk, said, **words)
    else:
        answer(sending.pk, Answer(state=State(kind)), **words)


def _write_paths(organisation: int, *, by: "User", now: datetime) -> None:
    """Write a path of three steps across three actors, and one that is half done."""
    load_templates()
    for code, aim, name, n_done in (
        ("illettrisme", "Je voudrais lire les messages de l’école toute seule.", "Fatou", 0),
        ("emploi", "Je veux trouver un travail de jardinier.", "Dylan", 1),
    ):
        path = make_path(
            template=get_template(code),
            organisation=organisation,
            name=name,
            aim=aim,
            review_on=(now + timedelta(days=30)).date(),
            agreed=True,
            now=now - timedelta(days=10),
            by=by,
        )
        for step, house in zip(
            steps_of_path(get_path(path.pk)), (PLUME, COOPERATIVE, ROUE), strict=False
        ):
            at = _weekday(now + timedelta(days=4 * step.number), hour=13)
            said = StepSaid(
                title=step.title, picture=step.picture, voice=step.voice, place=_place(house),
                at=at, done=step.number <= n_done,
            )  # fmt: skip
            edit_step(path.pk, step.number, said, now=now, by=by)


def _place(house: str) -> Any:
    organisation = find_partner_named(house)
    if organisation is None:
        return None
    return next(iter(places_of([organisation.pk])), None)


def _weekday(moment: datetime, *, hour: int) -> datetime:
    """Return an hour of that day, or of the Tuesday after: nobody receives on Sundays."""
    if moment.weekday() >= 5 or moment.weekday() == 0:
        moment += timedelta(days=(1 - moment.weekday()) % 7)
    return moment.replace(hour=hour, minute=30, second=0, microsecond=0)
