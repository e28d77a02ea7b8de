"""The sheet of those who steer: two outcomes first, then the offer by territory. One A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.few import LEAST_SHOWN
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.liaison.queries.figures import Rate
from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.register import need_label
from maillage.apps.observatory.queries.steering import (
    CITY_POLICY,
    ORDINARY,
    Steering,
    ZoneOffer,
    steering,
)
from maillage.apps.observatory.queries.wording import amount, plain_number
from maillage.apps.observatory.views.gap_words import cut_words
from maillage.apps.territories.queries import get_zone, kind_label, kinds_loaded
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

KINDS = ("quarter", "qpv", "veille", "commune")
MOST_LANGUAGES = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A number, its words, its base: always the three."""

    number: str
    words: str
    base: str


@dataclass(frozen=True, slots=True)
class Line:
    """What there is in one territory."""

    nom: str
    url: str
    cells: Sequence[str]
    spaces: str
    is_zero: bool
    languages: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringPage:
    """All that observatory/steering.html may use."""

    title: str
    period: str
    kinds: Sequence[tuple[str, str, bool]]
    first: Sequence[Said]
    lead: str
    one: bool
    all_url: str
    has_rates: bool
    lines: Sequence[Line]
    money: Sequence[Said]
    rest: Sequence[Said]
    totems: Sequence[str]
    crossed_columns: Sequence[str]
    crossed: Sequence[tuple[str, Sequence[str]]]
    notes: Sequence[str]
    files: Sequence[tuple[str, str]]


@permitted(may_observe)
@require_safe
def steering_page(request: HttpRequest) -> HttpResponse:
    """The whole town by kind of territory, or one territory."""
    found = _asked(request)
    query = urlencode({"genre": found.kind} | _only(request))
    one = bool(_only(request))
    columns, crossed = _crossed(found)
    page = SteeringPage(
        title=_("Pilotage : %(nom)s") % {"nom": found.rows[0].zone.nom}
        if one and found.rows
        else _("Piloter l’offre"),
        period=_("Du %(first)s au %(last)s")
        % {"first": date_words(found.start), "last": date_words(found.end)},
        kinds=[(kind, kind_label(kind, 2), kind == found.kind) for kind in _kinds()],
        first=_outcomes(found),
        lead=_lead(found),
        one=one,
        all_url=f"{reverse('observatory:steering')}?{urlencode({'genre': found.kind})}",
        has_rates=_has_rates(found),
        lines=[_line(row, found) for row in found.rows]
        + ([_line(found.elsewhere, found)] if found.elsewhere else []),
        money=_money(found),
        rest=_actors(found),
        totems=_totems(found),
        crossed_columns=columns,
        crossed=crossed,
        notes=_notes(found),
        files=[
            (name, f"{reverse('observatory:steering_file', args=[ending])}?{query}")
            for name, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"))
        ],
    )
    return render_page(request, page, "observatory/steering.html")


@permitted(may_observe)
@require_safe
def steering_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The lines by territory as a table."""
    found = _asked(request)
    columns = ["territoire", "code", "genre", "lieux", "espaces_numeriques", "propositions",
               "heures_par_semaine", "lieux_sans_horaires_connus", "langues",
               "lieux_pour_10000_habitants"]  # fmt: skip
    rows: list[list[Any]] = [
        [
            row.zone.nom, row.zone.code, found.kind, row.n_places, row.n_spaces, row.n_offers,
            "" if 0 < row.n_places == row.n_hours_unknown else round(row.hours, 1),
            row.n_hours_unknown, " ".join(row.languages),
            "" if row.per_10_000 is None else round(row.per_10_000, 2),
        ]
        for row in found.rows
    ]  # fmt: skip
    name = f"pilotage-{found.kind or 'ville'}"
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, rows, title=_("Pilotage"))
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)


def _kinds() -> list[str]:
    there = kinds_loaded()
    return [kind for kind in KINDS if kind in there]


def _only(request: HttpRequest) -> dict[str, str]:
    slug = request.GET.get("territoire", "")
    return {"territoire": slug} if slug else {}


def _asked(request: HttpRequest) -> Steering:
    kinds, asked, only = _kinds(), request.GET.get("genre", ""), request.GET.get("territoire", "")
    kind = asked if asked in kinds else (kinds[0] if kinds else "")
    # A territory says its kind, or that nobody knows it.
    kind = get_zone(only).kind if only else kind
    by: Any = request.user
    return steering(
        kind, now=timezone.now(), today=timezone.localdate(), by=by,
        only=only,
    )  # fmt: skip


def _outcomes(found: Steering) -> list[Said]:
    return [
        _rate(found.autonomy, _("aides faites avec la personne, et non à sa place")),
        _rate(found.gained, _("droits ouverts ou renouvelés")),
    ]


def _rate(rate: Rate, words: str) -> Said:
    if rate.part is None or rate.base is None:
        return Said("–", words, _("moins de %(n)s personnes : non dit") % {"n": LEAST_SHOWN})
    if not rate.base:
        return Said("–", words, _("rien n’a été noté"))
    base = _("%(part)s sur %(base)s notées ; sans doute entre %(low)s et %(high)s") % {
        "part": plain_number(rate.part), "base": plain_number(rate.base),
        "low": amount(round(rate.low_pct), "pct"), "high": amount(round(rate.high_pct), "pct"),
    }  # fmt: skip
    return Said(amount(rate.pct or 0, "pct"), words, base)


def _lead(found: Steering) -> str:
    zero = sum(not row.n_spaces for row in found.rows)
    if not found.rows:
        return _("Aucun territoire n’est chargé : les totaux de la ville restent.")
    n = len(found.rows)
    if not zero:
        return ngettext(
            "Le territoire a un espace numérique ouvert au public au moins (%(n)s).",
            "Chaque territoire a un espace numérique ouvert au public au moins (%(n)s).",
            n,
        ) % {"n": f"{n} {kind_label(found.kind, n)}"}
    return ngettext(
        "%(zero)s territoire sur %(n)s n’a aucun espace numérique ouvert au public.",
        "%(zero)s territoires sur %(n)s n’ont aucun espace numérique ouvert au public.",
        zero,
    ) % {"zero": zero, "n": f"{n} {kind_label(found.kind, n)}"}


def _line(row: ZoneOffer, found: Steering) -> Line:
    inside = bool(row.zone.id)
    more = len(row.languages) - MOST_LANGUAGES
    named = [str(LANGUAGE_WORDS.get(code, code)) for code in list(row.languages)[:MOST_LANGUAGES]]
    languages = ", ".join(named) + (f" +{more}" if more > 0 else "")
    hours = _("%(hours)s h") % {"hours": plain_number(row.hours)}
    if row.n_hours_unknown:
        # Nobody said any: "0 h" would read as never open.
        hours = _("non dit") if row.n_hours_unknown == row.n_places else hours
        hours += " " + ngettext(
            "(%(n)s lieu sans horaires)", "(%(n)s lieux sans horaires)", row.n_hours_unknown
        ) % {"n": plain_number(row.n_hours_unknown)}
    zero = inside and not row.n_spaces
    rate = _("non dit")
    if row.per_10_000 is not None:
        rate = plain_number(row.per_10_000, digits=1)
    rates = [rate] if _has_rates(found) else []
    url = ""
    if inside:
        asked = urlencode({"genre": found.kind, "territoire": row.zone.slug})
        url = f"{reverse('observatory:steering')}?{asked}"
    return Line(
        row.zone.nom or _("Ailleurs, ou position inconnue"),
        url,
        [plain_number(row.n_places), *rates, plain_number(row.n_offers), hours],
        _("0 — non couvert") if zero else plain_number(row.n_spaces),
        zero,
        f"{len(row.languages)} : {languages}" if row.languages else _("non dit"),
    )


def _has_rates(found: Steering) -> bool:
    """Whether the places have their column by 10 000 people: a dense zone has more (MAP-19)."""
    return any(row.per_10_000 is not None for row in found.rows)


def _money(found: Steering) -> list[Said]:
    base = ngettext(
        "sur %(n)s proposition en cours", "sur %(n)s propositions en cours", found.n_offers
    ) % {"n": plain_number(found.n_offers)}
    return [
        Said(plain_number(found.regimes[key]), words, base)
        for key, words in (
            (CITY_POLICY, _("propositions de la politique de la ville")),
            (ORDINARY, _("propositions de droit commun")),
            ("", _("propositions dont personne n’a dit le financement")),
        )
    ]


def _actors(found: Steering) -> list[Said]:
    if found.actors is None or found.actors.pct is None:
        return []
    base = _("%(part)s sur %(n)s structures dont un lieu a une position") % {
        "part": plain_number(found.actors.n_inside), "n": plain_number(found.actors.n),
    }  # fmt: skip
    words = _("des acteurs travaillent dans un quartier prioritaire")
    return [Said(amount(found.actors.pct, "pct"), words, base)]


def _totems(found: Steering) -> list[str]:
    if found.totems is None:
        return []
    said = [
        ngettext("%(nom)s : %(n)s lieu totem", "%(nom)s : %(n)s lieux totem", n)
        % {"nom": nom, "n": n}
        for nom, n in found.totems.by_epci.items()
        if n
    ]
    return said + [_("%(nom)s : 0 lieu totem") % {"nom": nom} for nom in found.totems.without]


def _crossed(found: Steering) -> tuple[list[str], list[tuple[str, list[str]]]]:
    if found.crossed is None:
        return [], []
    columns = [*(need_label(code) for code in found.crossed.columns), _("Ensemble")]
    rows = [*found.crossed.rows, _("Toutes les recherches")]
    return columns, [
        (name, ["s" if n is None else plain_number(n) for n in cells])
        for name, cells in zip(rows, found.crossed.cells, strict=True)
    ]


def _notes(found: Steering) -> list[str]:
    notes = [
        _(
            "Espace numérique ouvert au public : un lieu où l’on utilise un ordinateur ou internet "
            "sur place, ou un espace public numérique. L’indicateur est par quartier ; le lieu "
            "totem, lui, est un par intercommunalité : deux objectifs, deux échelles."
        ),
        _(
            "Heures : heures d’ouverture par semaine, de la proposition la plus longue de chaque "
            "lieu ; un lieu sans horaires connus compte pour zéro, et il est dit combien."
        ),
    ]
    notes += cut_words(found.cut)
    if not found.whole:
        notes.append(_("Les deux premiers chiffres sont ceux de votre structure, et elle seule."))
    if found.crossed is not None:
        notes.append(
            _(
                "Recherches du %(first)s au %(last)s, par mois entiers. « s » : nombre gardé "
                "secret, parce qu’il est sous %(n)s ou qu’il en ferait deviner un autre. La "
                "dernière ligne compte aussi les recherches sans quartier dit."
            )
            % {
                "first": date_words(found.crossed.start),
                "last": date_words(found.crossed.end),
                "n": LEAST_SHOWN,
            }
        )
    if found.ended_on:
        notes.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(found.ended_on)}
        )
    return notes
