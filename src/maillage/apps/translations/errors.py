"""What can go wrong with the translation of a text, in words."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class LanguageNotSaid(DomainError):
    """A language that is not one of ours, or French."""

    code = "translations_language"
    message = _("On ne traduit pas dans cette langue ici. Choisissez-la dans la liste.")
    title = _("Langue inconnue")
    status = 404


class TextGone(DomainError):
    """Nobody reads this French text any more: it was changed, or taken off."""

    code = "translations_gone"
    message = _(
        "Ce texte français a changé depuis, ou n’est plus montré. Relisez la liste : le nouveau "
        "texte y est. Ce que vous aviez écrit est plus bas."
    )
    title = _("Ce texte a changé")


class SaidMeanwhile(DomainError):
    """Somebody else said this text since the page was opened."""

    code = "translations_meanwhile"
    message = _(
        "Une autre personne a traduit ce texte pendant que vous écriviez. Lisez ce qu’elle a mis : "
        "ce que vous aviez écrit est plus bas."
    )
    title = _("Déjà traduit")


class TooLong(DomainError):
    """Far longer than the French: it is another text."""

    code = "translations_too_long"
    message = _("C’est trop long : {most} signes au plus, le français en a {n}.")
    title = _("Trop long")
    status = 422
