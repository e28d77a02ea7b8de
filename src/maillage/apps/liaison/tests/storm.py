"""Many who answer, pass on, withdraw and send at the same moment, by test_storm.py, for real.

Run in a process of its own, with a database of its own: `storm.py NAME N_CLIENTS`. Whatever the
database refuses by itself (a deadlock, a lock that never comes) stops the storm: it is a fault.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from django.db import connections

from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.liaison.actions.answers import Answer, answer, pass_on
from maillage.apps.liaison.actions.ending import (
    erase_due,
    erase_path,
    expire,
    remind,
    withdraw,
)
from maillage.apps.liaison.actions.keys import is_anything_old, rotate_keys
from maillage.apps.liaison.actions.paths import StepSaid, add_step
from maillage.apps.liaison.actions.templates import (
    TemplateStepSaid,
    edit_template_step,
    load_templates,
    make_template,
    move_template,
)
from maillage.apps.liaison.errors import AnsweredMeanwhile
from maillage.apps.liaison.models import LIVE, Consent, Face, Notice, Sending, Sheet, State, Step
from maillage.apps.liaison.queries.codes import seen_mark
from maillage.apps.liaison.queries.paths import all_templates, template_steps
from maillage.apps.liaison.queries.snapshots import mark_of, said_by
from maillage.apps.liaison.tests.factories import (
    NOW,
    SPOKEN,
    make_one_path,
    make_recipient,
    make_sheet,
)
from maillage.web.errors import DomainError

THREADS = 8


def crowd(works: Sequence[Callable[[], Any]]) -> list[str]:
    """Do all these works, eight at a time; return what they were refused."""
    told: list[str] = []

    def some(number: int) -> None:
        for work in works[number::THREADS]:
            try:
                work()
            except DomainError as error:
                told.append(type(error).__name__)

    connections.close_all()
    all_at_once([lambda n=n: some(n) for n in range(THREADS)])
    return told


def whole() -> None:
    """Stop when anything is wrong: two places at once, a step too many, a person left behind."""
    for sheet in Sheet.objects.all():
        live = sheet.sendings.filter(state__in=LIVE).count()
        equal(live <= 1, True)
        if sheet.erased_at is not None:
            left = [sheet.name, sheet.need, sheet.phone, sheet.email, sheet.language]
            left += sheet.sendings.values_list("note", flat=True)
            left += sheet.consents.values_list("signature", flat=True)
            equal((live, set(left)), (0, {""}))
        numbers = list(sheet.sendings.order_by("number").values_list("number", flat=True))
        equal(numbers, list(range(1, len(numbers) + 1)))
    for sending in Sending.objects.all():
        last = Step.objects.filter(sending=sending).order_by("-pk").first()
        equal(last is not None and last.state, sending.state)
        equal(sending.consent.sheet_id, sending.sheet_id)
    equal(Consent.objects.count(), Sending.objects.count())


def answers(n_clients: int) -> None:
    """Everybody answers what they saw, at once: one answer holds, the others are told."""
    sending = make_sheet().sendings.get()
    seen = seen_mark(sending)
    said = [
        Answer(state=State.REFUSED, refusal="full"),
        Answer(state=State.DONE, outcome="came"),
        Answer(state=State.APPOINTMENT, appointment_at=NOW),
    ]
    works = [
        lambda n=n: answer(sending.pk, said[n % 3], seen=seen, face=Face.LINK, now=NOW)
        for n in range(n_clients)
    ]
    told = crowd(works)
    equal(Step.objects.count(), 2)
    equal(len(told) >= n_clients // 2, True)


def redirects(n_clients: int) -> None:
    """Some answer while others pass the sheet on: one of the two, never both."""
    sending = make_sheet().sendings.get()
    seen = seen_mark(sending)
    places = [make_recipient() for _ in range(4)]
    works: list[Callable[[], Any]] = []
    for n in range(n_clients):
        if n % 2:
            works.append(
                lambda: answer(sending.pk, Answer(state=State.SEEN), seen=seen, face=Face.LINK,
                               now=NOW)
            )  # fmt: skip
        else:
            works.append(
                lambda n=n: pass_on(sending.pk, place=places[n % 4], agreement=SPOKEN, seen=seen,
                                    face=Face.RECEIVER, now=NOW)
            )  # fmt: skip
    crowd(works)
    sending.refresh_from_db()
    equal(Sending.objects.count(), 2 if sending.state == State.REDIRECTED else 1)


def withdrawals(n_clients: int) -> None:
    """Somebody changes their mind while the sheet is passed on: nothing leaves afterwards."""
    for _ in range(max(1, n_clients // 8)):
        _one_withdrawal()


def _one_withdrawal() -> None:
    sheet = make_sheet()
    sending = sheet.sendings.get()
    seen = seen_mark(sending)
    place = make_recipient()
    crowd(
        [
            lambda: pass_on(
                sending.pk, place=place, agreement=SPOKEN, seen=seen, face=Face.LINK, now=NOW
            ),
            lambda: withdraw(sheet.pk, face=Face.RESIDENT, now=NOW),
            lambda: answer(
                sending.pk, Answer(state=State.SEEN), seen=seen, face=Face.LINK, now=NOW
            ),
            lambda: withdraw(sheet.pk, face=Face.RESIDENT, now=NOW),
        ]
    )
    sheet.refresh_from_db()
    equal(sheet.erased_at is not None, True)
    equal(Notice.objects.filter(sending__sheet=sheet, kind="new", state="waiting").count(), 0)


def forms(n_clients: int) -> None:
    """Each form is sent twice, at once: one sheet each."""
    house = make_organisation()
    by = make_user(role="prescriber", organisation=house)
    place = make_recipient()
    works = [
        lambda n=n: make_sheet(by=by, organisation=house, place=place, once=f"form {n // 2}")
        for n in range(n_clients)
    ]
    crowd(works)
    equal(Sheet.objects.count(), n_clients // 2)


def clocks(n_clients: int) -> None:
    """Several workers remind and end at once: once each."""
    for _ in range(n_clients):
        make_sheet()
    late = NOW + timedelta(days=11)
    crowd([lambda: remind(now=late)] * 6)
    equal(Notice.objects.filter(kind="reminder").count(), n_clients)
    later = NOW + timedelta(days=31)
    crowd([lambda: expire(now=later)] * 6)
    equal(Step.objects.filter(state="expired").count(), n_clients)


def keys(n_clients: int) -> None:
    """Sheets are written and changed while the key changes: all of them read."""
    made = [make_sheet() for _ in range(n_clients)]
    works: list[Callable[[], Any]] = [lambda: rotate_keys()]
    said = Answer(state=State.SEEN, note="Sonnez en bas.")
    for sheet in made:
        sending = sheet.sendings.get()
        works.append(
            lambda s=sending: answer(s.pk, said, seen=seen_mark(s), face=Face.LINK, now=NOW)
        )
        works.append(lambda: make_sheet())
    crowd(works)
    equal({sheet.name for sheet in Sheet.objects.all()}, {"Nour"})
    equal({s.note for s in Sending.objects.filter(state="seen")}, {"Sonnez en bas."})
    rotate_keys()
    equal(is_anything_old(), False)


def doors(n_clients: int) -> None:
    """The link of the e-mail, the code of the paper and the desk answer at the same moment."""
    sending = make_sheet().sendings.get()
    seen = seen_mark(sending)
    said = {
        Face.LINK: Answer(state=State.REFUSED, refusal="full"),
        Face.ANSWER_CODE: Answer(state=State.SEEN),
        Face.RECEIVER: Answer(state=State.APPOINTMENT, appointment_at=NOW),
    }
    faces = list(said)
    works = [
        lambda face=faces[n % 3]: answer(sending.pk, said[face], seen=seen, face=face, now=NOW)
        for n in range(n_clients)
    ]
    told = crowd(works)
    last = Step.objects.order_by("-pk")[0]
    equal(Step.objects.count(), 2)
    equal(said[Face(last.face)].state, last.state)
    equal(len(told) >= n_clients // 2, True)
    equal(Notice.objects.filter(kind="answer").count(), 1)


def last_day(n_clients: int) -> None:
    """On the thirtieth day places answer while workers remind and end: answered, or ended."""
    sendings = [make_sheet().sendings.get() for _ in range(n_clients)]
    late = NOW + timedelta(days=30)
    works: list[Callable[[], Any]] = []
    for one in sendings:
        works.append(
            lambda one=one: answer(
                one.pk, Answer(state=State.SEEN), seen=seen_mark(one), face=Face.LINK, now=late
            )
        )
        works += [lambda: expire(now=late), lambda: remind(now=late - timedelta(days=1))]
    told = crowd(works)
    ends = sorted(Sending.objects.values_list("state", flat=True))
    equal(set(ends) <= {"seen", "expired"}, True)
    equal(told, [AnsweredMeanwhile.__name__] * ends.count("expired"))
    equal(Notice.objects.filter(kind="answer").count(), n_clients)
    equal(Notice.objects.filter(kind="reminder", state="waiting").count(), 0)


def erasures(n_clients: int) -> None:
    """Two years later sheets are erased while places answer, pass on, and people withdraw."""
    late = NOW + timedelta(days=731)
    works: list[Callable[[], Any]] = []
    for _ in range(n_clients):
        sending = make_sheet().sendings.get()
        place, seen = make_recipient(), seen_mark(sending)
        works += [
            lambda s=sending, seen=seen: answer(
                s.pk, Answer(state=State.SEEN, note="Sonnez."), seen=seen, face=Face.LINK, now=late
            ),
            lambda s=sending, seen=seen, place=place: pass_on(
                s.pk, place=place, agreement=SPOKEN, seen=seen, face=Face.RECEIVER, now=late
            ),
            lambda: erase_due(now=late),
            lambda s=sending: withdraw(s.sheet_id, face=Face.RESIDENT, now=late),
        ]
    crowd(works)
    equal(Sheet.objects.filter(erased_at=None).count(), 0)
    equal(Notice.objects.filter(kind__in=("new", "reminder", "told"), state="waiting").count(), 0)


def keys_and_erasures(n_clients: int) -> None:
    """The key changes while sheets and paths are erased: nothing erased comes back."""
    from maillage.apps.liaison.models import Path, PathStep

    sheets = [make_sheet() for _ in range(n_clients)]
    paths = [make_one_path(template="emploi") for _ in range(n_clients)]
    PathStep.objects.update(words="Sonnez.")
    works: list[Callable[[], Any]] = [lambda: rotate_keys()]
    works += [lambda s=s: withdraw(s.pk, face=Face.RESIDENT, now=NOW) for s in sheets]
    works += [lambda p=p: erase_path(p.pk, now=NOW) for p in paths]
    works.append(lambda: rotate_keys())
    crowd(works)
    equal({(path.name, path.aim) for path in Path.objects.all()}, {("", "")})
    equal({step.words for step in PathStep.objects.all()}, {""})
    rotate_keys()
    equal(is_anything_old(), False)


def paths(n_clients: int) -> None:
    """Each form of a path is sent twice, and its steps are added by several at once."""
    from maillage.apps.liaison.models import Path

    house = make_organisation()
    by = make_user(role="prescriber", organisation=house)
    crowd(
        [
            lambda n=n: make_one_path(
                by=by, organisation=house, template="emploi", once=f"form {n // 2}"
            )
            for n in range(n_clients)
        ]
    )
    equal(Path.objects.count(), n_clients // 2)
    path = Path.objects.order_by("pk")[0]
    told = crowd([lambda: add_step(path.pk, StepSaid(title="Venir"), now=NOW, by=by)] * n_clients)
    numbers = list(path.steps.order_by("number").values_list("number", flat=True))
    equal(numbers, list(range(1, 13)))
    equal(told, ["TooManySteps"] * (n_clients - 9))


def templates(n_clients: int) -> None:
    """Several who steer change one template at once: one holds, the others are told."""
    from maillage.apps.liaison.models import PathTemplate

    by = make_user(role="coordinator")
    load_templates()
    template = PathTemplate.objects.get(code="emploi")
    seen = mark_of(said_by(template, template_steps(template)))
    told = crowd(
        [
            lambda n=n: edit_template_step(
                template.pk, 1,
                TemplateStepSaid(title=f"Titre {n}", picture="job", voice="On y va."),
                seen=seen, now=NOW, by=by,
            )
            for n in range(n_clients)
        ]
    )  # fmt: skip
    equal(told, ["TemplateChanged"] * (n_clients - 1))
    equal(template.steps.count(), 3)
    rows = [one for one, _n in all_templates()]
    crowd(
        [
            lambda n=n: move_template(rows[n % len(rows)].pk, up=n % 2 == 0, now=NOW, by=by)
            for n in range(n_clients)
        ]
        + [lambda: load_templates()] * 4
    )
    positions = list(PathTemplate.objects.values_list("position", flat=True))
    equal(sorted(positions), list(range(len(rows))))
    crowd(
        [lambda n=n: make_template(title="Revenir", for_whom="", once=f"f{n // 2}", now=NOW, by=by)
         for n in range(n_clients)]
    )  # fmt: skip
    equal(PathTemplate.objects.count(), len(rows) + n_clients // 2)


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]))
    whole()
    sys.stdout.write("nothing lost\n")
