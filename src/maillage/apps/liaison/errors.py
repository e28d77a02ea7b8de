"""Refusals of the sheets and of the paths."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class KeyMissing(DomainError):
    """What is encrypted was written with a key that is no longer there."""

    code = "liaison_key_missing"
    message = _(
        "Cette fiche ne se lit pas : la clé qui la protège manque sur le serveur. Rien n’est "
        "perdu : prévenez la personne qui s’occupe du serveur."
    )
    status = 503
    title = _("La fiche ne se lit pas")


class SheetUnknown(DomainError):
    """No sheet has this number."""

    code = "liaison_sheet_unknown"
    message = _("Cette fiche n’existe pas, ou plus.")
    status = 404


class CodeUnknown(DomainError):
    """No sheet opens with this code, or it was erased."""

    code = "liaison_code_unknown"
    message = _(
        "Ce code n’ouvre aucune fiche. Vérifiez-le, ou demandez à la personne qui vous l’a donné."
    )
    status = 404
    title = _("Code non reconnu")


class LinkOver(DomainError):
    """The link of the receiver is wrong, or the sheet went elsewhere."""

    code = "liaison_link_over"
    message = _(
        "Ce lien n’ouvre plus de fiche : elle est effacée, elle est partie vers un autre lieu, ou "
        "elle est restée trop longtemps sans réponse. "
        "Si la personne est devant vous, appelez qui vous l’a envoyée."
    )
    status = 410
    title = _("Ce lien n’ouvre plus rien")


class NoAgreement(DomainError):
    """A sheet leaves only with the agreement of the person."""

    code = "liaison_no_agreement"
    message = _(
        "Sans l’accord de la personne, la fiche ne part pas. Rien n’est envoyé : demandez-lui, "
        "puis dites comment elle a donné son accord."
    )
    status = 422
    title = _("Il manque l’accord de la personne")


class PublicClosed(DomainError):
    """The place does not receive this public; said before sending, and again after."""

    code = "liaison_public_closed"
    message = _(
        "{place} reçoit seulement : {publics}. Rien n’est envoyé. Choisissez un autre lieu, ou "
        "dites que vous l’envoyez quand même."
    )
    title = _("Ce lieu ne reçoit pas ce public")


class AnsweredMeanwhile(DomainError):
    """Somebody answered the same sheet since the page was shown."""

    code = "liaison_answered_meanwhile"
    message = _(
        "La fiche a changé pendant ce temps : « {state} ». Votre réponse n’est pas gardée. "
        "Relisez la fiche, puis répondez de nouveau si besoin."
    )
    title = _("La fiche a changé")


class NoLevels(DomainError):
    """The diagnosis that a code opens says nothing area by area."""

    code = "liaison_no_levels"
    message = _(
        "Ce bilan ne dit rien domaine par domaine : la personne n’a pas fait les 31 questions, ou "
        "elle ne va pas sur internet en ce moment. Dites vous-même ce qu’elle sait faire."
    )
    title = _("Pas de niveaux dans ce bilan")


class NoAddress(DomainError):
    """The place has no e-mail address: a link cannot leave."""

    code = "liaison_no_address"
    message = _(
        "{place} n’a pas d’adresse e-mail connue. Rien n’est envoyé : la personne apporte le "
        "papier, ou vous appelez le lieu."
    )
    title = _("Pas d’adresse e-mail pour ce lieu")


class SheetOver(DomainError):
    """The sheet was ended, withdrawn, or it expired: it changes no more."""

    code = "liaison_sheet_over"
    message = _("Cette fiche est terminée : elle ne change plus.")
    title = _("Fiche terminée")


class NotWritten(DomainError):
    """A text holds what a sheet never holds."""

    code = "liaison_not_written"
    message = "{why}"
    status = 422
    title = _("Ce texte ne peut pas être gardé")


class PathUnknown(DomainError):
    """No path, step or template has this number."""

    code = "liaison_path_unknown"
    message = _("Ce parcours n’existe pas, ou plus.")
    status = 404


class TooManySteps(DomainError):
    """A path of more than twelve steps: nobody follows it."""

    code = "liaison_too_many_steps"
    message = _("Douze étapes au plus : au-delà, personne ne suit. Retirez-en une d’abord.")
    title = _("Trop d’étapes")


class TemplateChanged(DomainError):
    """Somebody changed the same template since the page was shown."""

    code = "liaison_template_changed"
    message = _(
        "Quelqu’un a changé ce modèle pendant ce temps. Ce que vous venez d’écrire n’est pas "
        "encore gardé : relisez le modèle, puis enregistrez de nouveau."
    )
    title = _("Le modèle a changé")


class TemplateNotUndone(DomainError):
    """The change to take back is no longer the last one."""

    code = "liaison_template_not_undone"
    message = _(
        "Ce changement n’est plus le dernier de ce modèle : il ne s’annule plus d’un geste. "
        "Relisez le modèle et corrigez-le."
    )
    title = _("Cela ne s’annule plus")


class TooManyTries(DomainError):
    """Too many codes or links were tried from one network."""

    code = "liaison_too_many_tries"
    message = _(
        "Trop de codes ont été essayés d’ici. Attendez une heure, ou appelez : on retrouve la "
        "fiche avec son numéro."
    )
    status = 429
    title = _("Trop d’essais")


class KeysBusy(DomainError):
    """Another process changes the keys."""

    code = "liaison_keys_busy"
    message = _("Les clés changent déjà, dans un autre terminal. Attendez qu’il ait fini.")


class KeysGiven(DomainError):
    """The keys are given by the option: nothing here can take one away."""

    code = "liaison_keys_given"
    message = _(
        "Les clés sont données par MAILLAGE_SHEET_KEYS : retirez vous-même les anciennes de cette "
        "option, une heure au moins après la commande sans « --forget-old »."
    )


class KeyTooNew(DomainError):
    """The old keys may still be needed."""

    code = "liaison_key_too_new"
    message = _(
        "Les anciennes clés servent encore, ou servaient il y a moins d’une heure. Lancez d’abord "
        "« maillage rotate_keys », puis attendez une heure."
    )
