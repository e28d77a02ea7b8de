"""Refusals that only those who receive read."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class SeriesUnknown(DomainError):
    """No series has this number."""

    code = "agenda_series_unknown"
    message = _("Cet atelier ou cette permanence n’existe pas, ou plus.")
    status = 404


class ResourceUnknown(DomainError):
    """No resource has this number, or it ended."""

    code = "agenda_resource_unknown"
    message = _("Cette personne, cette salle ou ce matériel n’est pas, ou plus, dans l’agenda.")
    status = 404


class SeatsAreTaken(DomainError):
    """Fewer seats are asked than people who have one."""

    code = "agenda_seats_taken"
    message = _(
        "{n} personnes ont déjà une place : mettez au moins {n} places, ou annulez d’abord des "
        "réservations."
    )
    title = _("Des places sont déjà prises")


class RuleImpossible(DomainError):
    """The hours or the days chosen give no session."""

    code = "agenda_rule_impossible"
    message = _("Ces jours et ces heures ne donnent aucune séance : relisez la date de fin.")
    status = 422


class ResourceBusy(DomainError):
    """A person, a room or devices are taken at these hours."""

    code = "agenda_resource_busy"
    message = _(
        "{name} est déjà pris aux mêmes heures : {days}. Rien n’est enregistré ; changez l’heure, "
        "ou dites que vous le voulez quand même."
    )
    title = _("Déjà pris à ces heures")


class ResourceOfSomebody(DomainError):
    """A person has one line in the agenda."""

    code = "agenda_resource_once"
    message = _("Cette personne est déjà dans l’agenda.")
    status = 422


class MotiveHoursWrong(DomainError):
    """A length that is not counted in steps of five minutes."""

    code = "agenda_motive_minutes"
    message = _("Les minutes vont de cinq en cinq : 30, 45, 50… Corrigez la durée ou le pas.")
    status = 422


class NobodyForMotive(DomainError):
    """An availability for nothing."""

    code = "agenda_availability_for_nothing"
    message = _("Dites pour quels motifs de rendez-vous : cochez-en au moins un.")
    status = 422


class AvailabilityUnknown(DomainError):
    """No availability of this person has this number."""

    code = "agenda_availability_unknown"
    message = _("Cette disponibilité n’existe pas, ou plus.")
    status = 404


class AbsenceUnknown(DomainError):
    """No absence typed for this resource has this number."""

    code = "agenda_absence_unknown"
    message = _("Cette absence n’existe pas, ou plus.")
    status = 404


class AbsenceWrong(DomainError):
    """An absence that ends before it begins, or is past."""

    code = "agenda_absence_wrong"
    message = _("L’absence finit après son début, et pas dans le passé : relisez les dates.")
    status = 422


class VisitUnknown(DomainError):
    """No visit has this number, or it was taken back."""

    code = "agenda_visit_unknown"
    message = _("Cette venue n’est pas notée, ou a été annulée.")
    status = 404


class VisitNotYours(DomainError):
    """A note is changed by whoever wrote it, on the day."""

    code = "agenda_visit_not_yours"
    message = _(
        "Cette venue a été notée par quelqu’un d’autre, ou un autre jour : elle ne change plus ici."
    )
    status = 403
    title = _("Cette note n’est pas la vôtre")


class VisitRefused(DomainError):
    """What was noted cannot be read, or its key already serves elsewhere."""

    code = "agenda_visit_refused"
    message = _("Cette venue n’a pas été notée : {why} Reprenez-la.")
    status = 422
    title = _("Rien n’est noté")


class TooEarlyToCome(DomainError):
    """Somebody is said to have come on a day that is not there yet."""

    code = "agenda_too_early"
    message = _("C’est un autre jour : on note qui est venu le jour même, ou après.")
    title = _("Ce n’est pas encore le jour")


class NoticeUnknown(DomainError):
    """No call has this number, or it was purged with its booking."""

    code = "agenda_notice_unknown"
    message = _("Cet appel n’est plus dans la liste : quelqu’un l’a passé, ou il n’a plus d’objet.")
    status = 404


class NotForPrescribers(DomainError):
    """Only the place itself books this for somebody."""

    code = "agenda_not_for_prescribers"
    message = _(
        "Ce lieu réserve lui-même pour cette aide. Appelez-le avec la personne : on lui donne une "
        "heure tout de suite."
    )
    status = 403
    title = _("Le lieu réserve lui-même")


class PeriodWrong(DomainError):
    """A file of figures is asked for days that cannot be read."""

    code = "agenda_period_wrong"
    message = _("Ces deux jours ne se lisent pas : mettez un début, et une fin qui vient après.")
    status = 422
    title = _("Quelle période ?")


class StopRefused(DomainError):
    """One stop of a round cannot be kept: none is."""

    code = "agenda_stop_refused"
    message = _("Arrêt {line} : {why}")
    status = 422


class NoStop(DomainError):
    """A round without a stop."""

    code = "agenda_round_empty"
    message = _("Dites au moins un arrêt : un jour, des heures, un endroit.")
    status = 422


class OutsideCalendarUnknown(DomainError):
    """This resource reads no such calendar."""

    code = "agenda_outside_unknown"
    message = _("Cet agenda extérieur n’est pas, ou plus, dans la liste.")
    status = 404


class OutsideCalendarRefused(DomainError):
    """The address cannot be read as a calendar."""

    code = "agenda_outside_refused"
    message = _("{why}")
    status = 422


class LanesAreTaken(DomainError):
    """Fewer are kept of something than are taken at the same time."""

    code = "agenda_lanes_taken"
    message = _(
        "{n} sont déjà pris à la même heure, le {day} : mettez au moins {n}, ou déplacez d’abord "
        "des rendez-vous."
    )
    title = _("C’est déjà pris plus de fois")


class CodeRenewed(DomainError):
    """The desk gives another code from a page that is older than the last one given."""

    code = "agenda_code_renewed"
    message = _(
        "Un autre code a été donné depuis : celui-là ouvre. Rien n’est changé. Rouvrez la "
        "réservation pour en donner encore un."
    )
    title = _("Un autre code a déjà été donné")
