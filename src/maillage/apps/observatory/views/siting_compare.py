"""Two choices of places side by side: what each changes, for whom, on two maps of one window."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.forms.siting import AIMS, CANDIDATES, SitingForm
from maillage.apps.observatory.queries.siting import Aim, Outcome, Sited, ZoneLine, site
from maillage.apps.observatory.queries.siting.drawn import sited_map
from maillage.apps.observatory.queries.siting.words import finding_words, mean_words, names_words
from maillage.apps.observatory.queries.wording import amount, plain_number

# Longer is no question of this page.
_MOST_SAID = 400
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, or one zone: today, with this choice, with the other."""

    words: str
    today: str
    this: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The other choice beside this one; `refused` says why they cannot be compared.

    url : opens the other choice alone; without : keeps this one alone
    against : the other choice where it has a map, and `outlines` the address of its zones
    """

    asked: str
    finding: str
    url: str
    without: str
    refused: str = ""
    rows: Sequence[Row] = ()
    zones: Sequence[Row] = ()
    svg: SafeString = NOTHING
    against: Sited | None = None
    outlines: str = ""


def kept_choice(request: HttpRequest) -> str:
    """Return what the address says of the choice that was kept aside, "" for nothing."""
    said = request.GET.get("contre", "")
    return said if len(said) <= _MOST_SAID else ""


def keep_address(form: SitingForm) -> str:
    """Return the address that keeps this choice aside, and from which another is asked."""
    return "?" + urlencode(form.query(contre=urlencode(form.query())))


def compared(form: SitingForm, found: Sited, said: str) -> Compared | None:
    """Return the choice that was kept aside beside the one found; None when it is none."""
    other = SitingForm(QueryDict(said)) if said else None
    if other is None or not other.is_valid() or not other.asked:
        return None
    if urlencode(other.query()) == urlencode(form.query()):
        return None
    wish, mine = other.wish, form.wish
    url, without = "?" + urlencode(other.query()), "?" + urlencode(form.query())
    asked = asked_words(other)
    if (wish.need, wish.kind, wish.walker) != (mine.need, mine.kind, mine.walker):
        return Compared(
            asked=asked, finding="", url=url, without=without,
            refused=_(
                "Les deux choix ne portent pas sur le même besoin, les mêmes habitants et le même "
                "pas : ils ne se comparent pas."
            ),
        )  # fmt: skip
    against = site(wish, today=timezone.localdate())
    if against is None:
        return None
    both = [one.measured is not None and one.outcome is not Outcome.USELESS
            for one in (found, against)]  # fmt: skip
    title = _("Carte : avec le choix gardé")
    return Compared(
        asked=asked,
        finding=finding_words(against),
        url=url,
        without=without,
        rows=_rows(found, against) if all(both) else [],
        zones=_zones(found, against) if all(both) else [],
        svg=SafeString(
            sited_map(
                against, today=timezone.localdate(), pages={}, title=title, name="choro-kept"
            )
            if both[1] else ""
        ),
        against=against if all(both) else None,
        outlines=f"{reverse('observatory:implant_file', args=['geojson'])}{url}",
    )  # fmt: skip


def asked_words(form: SitingForm) -> str:
    """Return what was asked, in a few words: the aim, among what, how many places, their room."""
    wish = form.wish
    said = [str(dict(AIMS)[wish.aim]), str(dict(CANDIDATES)[wish.candidates])]
    if wish.aim is not Aim.FEWEST:
        said.append(ngettext("%(n)s lieu", "%(n)s lieux", wish.n_new) % {"n": wish.n_new})
    said.append(_("%(n)s minutes") % {"n": wish.minutes})
    if wish.room is not None:
        said.append(_("%(n)s habitants par lieu au plus") % {"n": plain_number(wish.room)})
    if wish.floor:
        said.append(_("chaque quartier prioritaire couvert"))
    return ", ".join(said)


def _rows(found: Sited, against: Sited) -> list[Row]:
    this, other = found.measured, against.measured
    if this is None or other is None:
        return []
    rows = [
        Row(_("Lieux choisis"), "", *(
            names_words([place.nom for place in one.chosen]) or _("aucun")
            for one in (found, against)
        )),
        *_of_people(_("Tous les habitants regardés"), this.all, other.all),
    ]  # fmt: skip
    if this.priority and other.priority and found.wish.kind != "qpv":
        rows += _of_people(_("Quartiers prioritaires"), this.priority, other.priority)
    if this.gini_before is not None and this.gini_after is not None:
        rows.append(
            Row(
                _("Inégalité des trajets (indice de Gini)"),
                plain_number(this.gini_before, digits=2),
                plain_number(this.gini_after, digits=2),
                "" if other.gini_after is None else plain_number(other.gini_after, digits=2),
            )
        )
    return rows


def _of_people(words: str, this: ZoneLine, other: ZoneLine) -> list[Row]:
    readings = (this.before, this.after, other.after)
    return [
        Row(_("%(who)s : trajet moyen") % {"who": words}, *(mean_words(one) for one in readings)),
        *(
            Row(
                _("%(who)s : à moins de %(n)s min") % {"who": words, "n": n},
                *(amount(one.shares_pct[n], "pct") for one in readings),
            )
            for n in this.before.shares_pct
        ),
    ]


def _zones(found: Sited, against: Sited) -> list[Row]:
    """Return zones where one of both choices changes something, the most unlike first."""
    if found.measured is None or against.measured is None:
        return []
    others = {line.zone.id: line for line in against.measured.lines if line.zone}
    rows = []
    for line in found.measured.lines:
        if line.zone is None or line.zone.id not in others or line.people <= 0:
            continue
        other = others[line.zone.id]
        said = [mean_words(one) for one in (line.before, line.after, other.after)]
        if len(set(said)) > 1:
            unlike = abs((line.after.mean_min or 0.0) - (other.after.mean_min or 0.0))
            rows.append((-unlike, Row(line.zone.nom, *said)))
    return [row for _unlike, row in sorted(rows, key=lambda one: (one[0], one[1].words))]
