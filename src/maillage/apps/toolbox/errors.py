"""Refusals of this domain."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class ToolUnknown(DomainError):
    """No tool, or no proposal, has this number."""

    code = "tool_unknown"
    message = _("Cet outil n’est pas dans le registre.")
    status = 404


class SayWhyExistingDoNot(DomainError):
    """Tools of this purpose exist, and nobody said why they do not do."""

    code = "say_why_existing_do_not"
    message = _("Dites pourquoi ceux qui existent ne suffisent pas : c’est la première question.")
    status = 422


class ToolDecided(DomainError):
    """Somebody else has already answered."""

    code = "tool_decided"
    message = _("Quelqu’un a déjà répondu à cette proposition : rechargez la page.")


class ReasonMissing(DomainError):
    """A refusal without a reason."""

    code = "tool_reason_missing"
    message = _("Dites pourquoi : la personne qui l’a proposé lira votre réponse.")
    status = 422
