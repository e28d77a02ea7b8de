"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class PairUnknown(DomainError):
    """No pair has this number, or one of its records is gone."""

    code = "link_pair_unknown"
    message = _("Ces deux fiches ne sont pas à comparer : l’une d’elles n’existe plus, ou plus là.")
    status = 404


class PairAnswered(DomainError):
    """Somebody answered first."""

    code = "link_pair_answered"
    message = _(
        "{who} a déjà répondu pour ces deux fiches : « {answer} ». Votre réponse n’a pas été "
        "enregistrée ; la sienne peut être défaite dans « Liens faits »."
    )
    title = _("Quelqu’un a répondu avant vous")


class PairChanged(DomainError):
    """One of the two records was delivered anew since the page was shown."""

    code = "link_pair_changed"
    message = _(
        "L’une des deux fiches a changé depuis que cette page est ouverte. Rien n’est enregistré : "
        "relisez-les, puis répondez."
    )


class PairGone(DomainError):
    """A record is no longer named by its source."""

    code = "link_pair_gone"
    message = _(
        "L’une des deux fiches n’est plus donnée par sa source : il n’y a plus rien à répondre."
    )


class AnswersContradict(DomainError):
    """What is answered cannot be true together with what people answered before."""

    code = "link_answers_contradict"
    message = _(
        "Cette réponse en contredit une autre : {other}. Défaites d’abord celle qui est fausse, "
        "dans « Liens faits »."
    )


class NothingToTakeBack(DomainError):
    """The person has no answer that still stands."""

    code = "link_nothing_to_take_back"
    message = _("Vous n’avez pas de réponse à reprendre.")


class LinkUnknown(DomainError):
    """No link has this number."""

    code = "link_unknown"
    message = _("Ce lien n’existe pas.")
    status = 404


class LinkUndone(DomainError):
    """Somebody undid it first."""

    code = "link_undone"
    message = _("Ce lien est déjà défait.")


class RunUnknown(DomainError):
    """No run has this number."""

    code = "link_run_unknown"
    message = _("Cette recherche n’existe pas.")
    status = 404


class RunAtWork(DomainError):
    """Another process searches at this very moment."""

    code = "link_run_at_work"
    message = _("Une recherche de liens est en cours en ce moment : attendez qu’elle finisse.")


class NothingToUndo(DomainError):
    """The run joined nothing that still stands, or is not over."""

    code = "link_nothing_to_undo"
    message = _("Cette recherche n’a plus de lien à défaire, ou elle n’est pas finie.")
