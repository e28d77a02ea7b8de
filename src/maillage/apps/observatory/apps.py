"""Declaration of the module."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import DATA, MenuEntry
from maillage.web.readers import ReaderOptions, register_reader


def read_figures(path: Path, options: ReaderOptions) -> Sequence[str] | None:
    """Read figures met by `load-territory`; found by name, as a declaration leans on nothing."""
    from django.utils import timezone

    load = import_string("maillage.apps.observatory.actions.files.load_and_say")
    said: Sequence[str] | None = load(path, options.describe, options.dry_run, now=timezone.now())
    return said


class ObservatoryConfig(AppConfig):
    name = "maillage.apps.observatory"
    label = "observatory"
    verbose_name = _("Observatoire")
    url_prefix = "pro/observatoire/"
    default_auto_field = "django.db.models.BigAutoField"
    menu = (MenuEntry("Observatoire", "observatory:home", staff=True, order=50, group=DATA),)
    # How the journal names what people do here.
    trace_words = {
        "receive_figures": _("Fichier de chiffres envoyé"),
        "load_figures": _("Chiffres chargés"),
        "forget_figures": _("Chiffres retirés"),
        "ask_work": _("Dossier ou chargement demandé"),
        "make_dossier": _("Dossier de diagnostic fait"),
        "start_diagnosis": _("Diagnostic commencé"),
        "end_diagnosis": _("Diagnostic terminé"),
        "reopen_diagnosis": _("Diagnostic rouvert"),
        "choose_publics": _("Publics du diagnostic choisis"),
        "say_stage": _("État d’une étape du diagnostic"),
        "add_reference": _("Chiffre repère ajouté"),
        "edit_reference": _("Chiffre repère corrigé"),
        "withdraw_reference": _("Chiffre repère retiré"),
        "add_study": _("Étude ajoutée"),
        "edit_study": _("Étude corrigée"),
        "withdraw_study": _("Étude retirée"),
        "add_finding": _("Constat écrit"),
        "withdraw_finding": _("Constat retiré"),
        "restore_finding": _("Constat remis"),
        "add_structure_need": _("Besoin d’une structure ajouté"),
        "edit_structure_need": _("Besoin d’une structure corrigé"),
        "meet_structure_need": _("Besoin d’une structure satisfait, ou non"),
        "withdraw_structure_need": _("Besoin d’une structure retiré"),
    }
    keeps = (
        Kept(
            "Votre nom, sur les chiffres, constats, besoins et dossiers que vous entrez",
            "Savoir qui l’a dit, et le lui demander.",
            "Tant que le compte existe. Les chiffres eux-mêmes ne disent rien d’une personne : "
            "les petits nombres sont cachés.",
            "Les professionnels et les élus qui ont un compte.",
        ),
    )

    def ready(self) -> None:
        from maillage.web.jobs import every_day

        register_reader(read_figures)
        every_day("maillage.apps.observatory.tasks.forget")
