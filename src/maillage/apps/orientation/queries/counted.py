"""What kept answers say together, of those who agreed to be counted: small numbers are hidden.

Obstacles add up and are counted as they come together (ledger ORI-06): "means and know-how" is a
line of its own, neither one nor the other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.queries.few import Cell, hide_evenly
from maillage.apps.orientation.models import Diagnosis
from maillage.apps.orientation.queries.answers import Recourse, ShortAnswers
from maillage.apps.orientation.queries.words import RECOURSES
from maillage.core.skills import Family

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FAMILY_WORDS: dict[Family, "StrPromise"] = {
    Family.MEANS: _("matériel et argent"),
    Family.KNOW_HOW: _("savoir faire"),
    Family.WAYS: _("lire, parler, se déplacer"),
    Family.TIME: _("temps"),
}
NO_OBSTACLE = _("rien n’est dit difficile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many said what: each line with its cell; `n` is their base, None when it is too small."""

    n: Cell
    combinations: Sequence[tuple[str, Cell]]
    n_recourse: Cell
    recourses: Sequence[tuple[str, Cell]]
    n_asked: Cell
    without_benefit: Cell


def counted(*, start: date, end: date) -> Counted:
    """Return what was kept from `start` to `end` (both included) says: two reads of one table."""
    rows = Diagnosis.objects.filter(
        may_count=True, withdrawn_at=None, agreed_on__gte=start, agreed_on__lte=end
    ).exclude(answers={})
    found = [ShortAnswers.from_json(kept) for kept in rows.values_list("answers", flat=True)]
    return count_answers(found)


def count_answers(found: Sequence[ShortAnswers]) -> Counted:
    """Return the counts of these answers, most frequent first."""
    together = Counter(combination(short) for short in found)
    turned = Counter(str(RECOURSES[Recourse(s.recourse)]) for s in found if s.recourse)
    asked = [short for short in found if short.benefits is not None and short.connected]
    benefit = Counter("without" if short.lacks_benefit else "with" for short in asked)
    hidden = hide_evenly({"without": benefit["without"], "with": benefit["with"]})
    return Counted(
        n=_base(together),
        combinations=_ranked(together),
        n_recourse=_base(turned),
        recourses=_ranked(turned),
        n_asked=_base(benefit),
        without_benefit=hidden["without"],
    )


def combination(short: ShortAnswers) -> str:
    """Return the families of obstacles that somebody said together, as one line."""
    families = short.repere().families
    if not families:
        return str(NO_OBSTACLE)
    return " + ".join(str(FAMILY_WORDS[family]) for family in families)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, Cell]]:
    cells = hide_evenly(counts)
    # Hidden lines come last, in the order of the alphabet: their rank would tell their number.
    return sorted(cells.items(), key=lambda line: (-(line[1].n or 0), line[0]))


def _base(counts: Mapping[str, int]) -> Cell:
    return hide_evenly({"all": sum(counts.values())})["all"]
