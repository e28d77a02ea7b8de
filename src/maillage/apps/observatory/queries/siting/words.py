"""A choice of places in words: the finding, how sure it is, why there is none."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.siting.answer import Narrow, Outcome, Sited
from maillage.apps.observatory.queries.siting.measured import Reading
from maillage.apps.observatory.queries.siting.wish import TIME_LIMIT_S, Aim, Candidates
from maillage.apps.observatory.queries.wording import FEWEST, NO_BREAK, amount, plain_number
from maillage.apps.territories.queries import kind_label

NAMED = 5
# Under that, two choices are as good as each other for whoever walks.
_NO_GAP_PCT = 0.05


def finding_words(sited: Sited) -> str:
    """Return the finding in one sentence."""
    need = sited.given.need.label
    if not sited.given.demand.people.sum() > 0:
        return _(
            "Pour « %(need)s », aucun habitant n’est compté dans ces territoires : il n’y a rien à "
            "rapprocher."
        ) % {"need": need}
    if sited.outcome is Outcome.USELESS:
        return _(
            "Pour « %(need)s », aucun des endroits regardés ne serait plus proche de quelqu’un que "
            "les lieux qui le font déjà."
        ) % {"need": need}
    if sited.outcome is Outcome.IMPOSSIBLE:
        return _("Pour « %(need)s », aucun choix ne répond à ce qui est demandé.") % {"need": need}
    found = sited.measured
    if sited.outcome is Outcome.UNDECIDED or found is None:
        return _("Pour « %(need)s », le calcul n’a pas trouvé de choix en %(s)s secondes.") % {
            "need": need,
            "s": plain_number(TIME_LIMIT_S),
        }
    if not sited.chosen:
        return _("Pour « %(need)s », les lieux qui existent suffisent à ce qui est demandé.") % {
            "need": need
        }
    n = sited.wish.minutes if sited.wish.minutes in found.all.after.shares_pct else 15
    said = ngettext(
        "Avec %(n)s lieu de plus pour « %(need)s » (%(names)s)",
        "Avec %(n)s lieux de plus pour « %(need)s » (%(names)s)",
        len(sited.chosen),
    ) % {
        "n": len(sited.chosen),
        "need": need,
        "names": names_words([one.nom for one in sited.chosen]),
    }
    return _(
        "%(said)s, le trajet moyen à pied passe de %(before)s à %(after)s, et la part des "
        "habitants à moins de %(minutes)s minutes, de %(share)s à %(more)s."
    ) % {
        "said": said,
        "before": mean_words(found.all.before),
        "after": mean_words(found.all.after),
        "minutes": n,
        "share": amount(found.all.before.shares_pct[n], "pct"),
        "more": amount(found.all.after.shares_pct[n], "pct"),
    }


def sure_words(sited: Sited) -> list[str]:
    """Return how sure the choice is: proven, or how far from the best at most; and among what."""
    said = []
    if sited.outcome is Outcome.BEST:
        said.append(
            _("C’est prouvé : aucun autre choix parmi ces endroits ne ferait mieux pour ce but.")
        )
    if sited.outcome is Outcome.FOUND:
        said.append(_found_words(sited))
    if sited.outcome is Outcome.UNDECIDED:
        said.append(
            _(
                "Cela ne dit pas qu’il n’y en a pas. Demandez moins de lieux, ou enlevez une "
                "condition."
            )
        )
    if sited.n_kept and sited.n_kept < sited.n_useful:
        said.append(
            _(
                "%(useful)s endroits rapprocheraient quelqu’un ; le calcul exact porte sur les "
                "%(kept)s qui rapprochent le plus. Un choix parmi tous pourrait être un peu "
                "meilleur."
            )
            % {"useful": plain_number(sited.n_useful), "kept": plain_number(sited.n_kept)}
        )
    if sited.given.demand.side_m is not None:
        said.append(
            _(
                "Pour aller vite, le choix est fait sur des carrés de %(side)s m de côté ; les "
                "minutes et les parts affichées sont recalculées carreau par carreau."
            )
            % {"side": plain_number(sited.given.demand.side_m)}
        )
    wanted = sited.wish.n_new
    if sited.chosen and sited.wish.aim is not Aim.FEWEST and len(sited.chosen) < wanted:
        said.append(
            _("%(n)s lieux étaient demandés : les autres endroits ne rapprocheraient personne.")
            % {"n": wanted}
        )
    return said


def room_words(sited: Sited) -> list[str]:
    """Return, with a limited room, how many each place receives and who finds it full."""
    if sited.wish.room is None or not sited.chosen:
        return []
    n = plain_number(sited.wish.room)
    people = sum(one.people for one in sited.crowded)
    if people < 1:
        return [
            _(
                "Un lieu nouveau reçoit %(n)s habitants au plus : c’est assez pour qui en serait "
                "près."
            )
            % {"n": n}
        ]
    names = names_words([f"{one.nom} ({_people(one.people)})" for one in sited.crowded])
    if sited.wish.aim in (Aim.COVER, Aim.FEWEST):
        return [
            _(
                "Un lieu nouveau reçoit %(n)s habitants au plus. Faute de place, %(people)s "
                "resteraient sans lieu à moins de %(minutes)s minutes, alors qu’un lieu choisi est "
                "assez près : %(names)s."
            )
            % {"n": n, "people": _people(people), "minutes": sited.wish.minutes, "names": names}
        ]
    return [
        _(
            "Un lieu nouveau reçoit %(n)s habitants au plus. Faute de place dans le plus proche, "
            "%(people)s iraient plus loin : %(names)s."
        )
        % {"n": n, "people": _people(people), "names": names}
    ]


def _narrow_words(narrow: Narrow) -> str:
    said = {
        "room": plain_number(narrow.room),
        "people": _people(narrow.people),
        "names": names_words([f"{one.nom} ({_people(one.people)})" for one in narrow.zones]),
    }
    if not narrow.zones:
        return _(
            "Il faut recevoir %(people)s, et les plus grands choix possibles en reçoivent %(room)s."
        ) % said  # fmt: skip
    return _(
        "Trop peu de place pour %(people)s : tous les endroits qu’ils peuvent atteindre n’en "
        "reçoivent ensemble que %(room)s. Ils vivent ici : %(names)s."
    ) % said  # fmt: skip


def _found_words(sited: Sited) -> str:
    seconds = plain_number(TIME_LIMIT_S)
    if sited.gap_pct is None or sited.at_best is None or sited.objective is None:
        return _("En %(s)s secondes, le calcul n’a pas pu dire à quel point ce choix est bon.") % {
            "s": seconds
        }
    if sited.gap_pct < _NO_GAP_PCT:
        return _("Aucun autre choix ne ferait mieux de plus d’un millième.")
    return _(
        "C’est le meilleur choix trouvé en %(s)s secondes : un autre ferait peut-être mieux, mais "
        "jamais mieux que %(best)s, au lieu de %(here)s (écart de %(gap)s au plus)."
    ) % {
        "s": seconds,
        "best": _measure(sited, sited.at_best),
        "here": _measure(sited, sited.objective),
        "gap": amount(sited.gap_pct, "pct"),
    }


def _measure(sited: Sited, value: float) -> str:
    if sited.wish.aim is Aim.COVER:
        return _("%(n)s habitants à moins de %(minutes)s minutes") % {
            "n": plain_number(value),
            "minutes": sited.wish.minutes,
        }
    if sited.wish.aim is Aim.FEWEST:
        return ngettext("%(n)s lieu", "%(n)s lieux", round(value)) % {"n": round(value)}
    if sited.wish.aim is Aim.FARTHEST:
        return _("%(n)s minutes pour qui est le plus loin") % {"n": plain_number(value, digits=1)}
    return _("%(n)s minutes en moyenne") % {"n": plain_number(value, digits=1)}


def why_words(sited: Sited) -> list[str]:
    """Return why no choice answers: who cannot be reached, which floor, or all rules together."""
    said = []
    if sited.unreached:
        people = sum(one.people for one in sited.unreached)
        within = (
            _("à moins de %(n)s minutes") % {"n": sited.wish.minutes}
            if sited.wish.aim is Aim.FEWEST
            else _("à pied")
        )
        said.append(
            _("%(people)s n’auraient aucun lieu %(within)s, où qu’on le mette : %(names)s.")
            % {
                "people": _people(people),
                "within": within,
                "names": names_words(
                    [f"{one.nom} ({_people(one.people)})" for one in sited.unreached]
                ),
            }
        )
    if sited.below_floor:
        said.append(
            _(
                "Aucun endroit ne met la moitié des habitants à moins de %(n)s minutes dans : "
                "%(names)s."
            )
            % {"n": sited.wish.minutes, "names": names_words(sited.below_floor, most=12)}
        )
    if sited.narrow is not None:
        said.append(_narrow_words(sited.narrow))
    if sited.together:
        said.append(
            ngettext(
                "Chaque condition peut être tenue, mais pas toutes avec %(n)s lieu.",
                "Chaque condition peut être tenue, mais pas toutes avec %(n)s lieux.",
                sited.wish.n_new,
            )
            % {"n": sited.wish.n_new}
        )
    if said:
        other = (
            _("le milieu de chaque territoire")
            if sited.wish.candidates is Candidates.PLACES
            else _("les lieux publics")
        )
        said.append(
            _("Essayez plus de minutes, ou d’autres endroits (%(other)s).") % {"other": other}
            if sited.wish.aim is Aim.FEWEST
            else _("Essayez plus de minutes, plus de lieux, ou d’autres endroits (%(other)s).")
            % {"other": other}
        )
    if sited.wish.room is not None and (sited.narrow is not None or sited.together):
        said.append(_("Ou dites qu’un lieu nouveau reçoit plus d’habitants."))
    return said


def mean_words(reading: Reading) -> str:
    """Return "12,3 min", or that some people have none."""
    if reading.mean_min is None:
        return _("« aucun lieu »")
    return f"{plain_number(reading.mean_min, digits=1)}{NO_BREAK}min"


def names_words(names: Sequence[str], *, most: int = NAMED) -> str:
    """Return "A, B, C et 4 autres"."""
    if len(names) <= most:
        return ", ".join(names)
    left = len(names) - most
    return ngettext("%(names)s et %(n)s autre", "%(names)s et %(n)s autres", left) % {
        "names": ", ".join(names[:most]),
        "n": left,
    }


def lines_words(sited: Sited) -> str:
    """Return "26 quartiers prioritaires"."""
    n = len(sited.given.zones)
    return f"{plain_number(n)} {kind_label(sited.wish.kind, n)}"


def _people(people: float) -> str:
    if people < FEWEST:
        return _("moins de %(n)s habitants") % {"n": FEWEST}
    return _("%(n)s habitants") % {"n": plain_number(people)}
