"""What is checked before the site starts, beside Django's own checks."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from maillage.web.contrast import faults


@register()
def colours_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """A town's colours keep the contrast that people need."""
    return [
        Error(f"MAILLAGE_COLOURS : {fault}", id="maillage.E001")
        for fault in faults(settings.COLOURS)
    ]


@register(deploy=True)
def mail_is_sent(**kwargs: Any) -> list[CheckMessage]:
    """Sign-in codes leave by e-mail: without a server for it nobody receives one."""
    if settings.DEMO or settings.DEBUG or "smtp" in settings.EMAIL_BACKEND:
        return []
    return [
        Warning(
            "MAILLAGE_SMTP_HOST est vide : aucun code de connexion ne part, "
            "seul un mot de passe permet d’entrer.",
            id="maillage.W001",
        )
    ]


@register(deploy=True)
def https_is_seen(**kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy that nobody declared, the site cannot tell HTTPS from HTTP."""
    if not settings.HTTPS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "MAILLAGE_HTTPS vaut oui et MAILLAGE_TRUSTED_PROXY vaut 0 : dites combien de "
            "mandataires sont devant le site, ou MAILLAGE_HTTPS=non s’il est servi en clair.",
            id="maillage.W002",
        )
    ]
