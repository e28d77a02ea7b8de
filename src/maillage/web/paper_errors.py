"""Why a paper is not made, whatever the application that asks for it."""

from django.utils.translation import gettext_lazy as _

from maillage.web.errors import DomainError


class PaperNotMade(DomainError):
    """The paper could not be laid out: a fault of ours, or a machine without memory."""

    code = "paper_not_made"
    message = _(
        "Ce papier n’a pas pu être mis en page. La liste reste à l’écran, et s’imprime depuis "
        "cette page. Dites-le à l’équipe : l’heure suffit pour retrouver la cause."
    )
    status = 503


class FontMissing(DomainError):
    """No installed font writes the language of the paper: boxes would be printed."""

    code = "font_missing"
    message = _(
        "Ce papier ne peut pas encore être imprimé dans cette langue : il manque ses lettres. "
        "Demandez-le en français, ou lisez cette page à l’écran."
    )
    status = 503
