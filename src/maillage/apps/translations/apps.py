"""Declaration of the module."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import DATA, MenuEntry


def _remembered(text: str, language: str) -> str:
    """Ask the memory; by name, since a declaration leans on nothing of its module."""
    said: str = import_string("maillage.apps.translations.queries.remembered")(text, language)
    return said


class TranslationsConfig(AppConfig):
    name = "maillage.apps.translations"
    label = "translations"
    verbose_name = _("Traductions")
    url_prefix = "pro/traductions/"
    default_auto_field = "django.db.models.BigAutoField"
    menu = (MenuEntry("Traductions", "translations:languages", staff=True, order=72, group=DATA),)
    # How the journal names what people do here.
    trace_words = {"say_text": _("Texte traduit, ou traduction retirée")}
    keeps = (
        Kept(
            "Les traductions que vous écrivez, et votre nom",
            "Que l’on sache qui répond d’une traduction.",
            "Tant que la traduction est montrée.",
            "Les personnes qui tiennent la base.",
        ),
    )

    def ready(self) -> None:
        from maillage.web.said_by_people import remember_with

        remember_with(_remembered)
