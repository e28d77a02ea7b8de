"""Declaration of the module."""

from collections.abc import Mapping, Sequence

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from maillage.web.kept import Kept
from maillage.web.menu import MenuEntry
from maillage.web.slots import Id, Panel, Slot, register

# Pages of the desk about orientation are folded under this name.
ORIENTATION = "Orienter"

# How the journal names what people do here.
TRACE_WORDS = {
    "send_sheet": _("Fiche de liaison envoyée"),
    "answer_sheet": _("Réponse à une fiche"),
    "pass_sheet_on": _("Fiche passée à un autre lieu"),
    "withdraw_sheet": _("Accord retiré, fiche effacée"),
    "export_sheet": _("Données d’une fiche données à la personne"),
    "make_path": _("Parcours écrit"),
    "edit_path": _("Parcours changé"),
    "edit_path_step": _("Étape d’un parcours changée"),
    "erase_path": _("Parcours effacé"),
    "export_path": _("Données d’un parcours données à la personne"),
    "make_template": _("Modèle de parcours écrit"),
    "edit_template": _("Modèle de parcours changé"),
    "move_template": _("Modèle de parcours mis à un autre rang"),
    "retire_template": _("Modèle de parcours retiré, ou remis"),
    "undo_template": _("Changement d’un modèle annulé"),
}


def _role_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the panels of the desk: found by its name, when it is asked."""
    found: Mapping[Id, Sequence[Panel]] = import_string(
        "maillage.apps.liaison.views.panels.role_desk"
    )(ids)
    return found


class LiaisonConfig(AppConfig):
    name = "maillage.apps.liaison"
    label = "liaison"
    verbose_name = _("Fiches de liaison")
    url_prefix = ""
    menu = (
        MenuEntry("Ma fiche", "liaison:mine", order=15),
        MenuEntry("Fiches de liaison", "liaison:sheets", staff=True, order=30, group=ORIENTATION),
        MenuEntry("Orienter quelqu’un", "liaison:new", staff=True, order=31, group=ORIENTATION),
        MenuEntry("Parcours", "liaison:paths", staff=True, order=32, group=ORIENTATION),
        MenuEntry(
            "Modèles de parcours", "liaison:templates", staff=True, order=34, group=ORIENTATION
        ),
        MenuEntry(
            "Chiffres des orientations", "liaison:figures", staff=True, order=33, group=ORIENTATION
        ),
    )
    keeps = (
        Kept(
            "Votre fiche de liaison, si vous dites oui : un prénom ou un surnom, un seul moyen de "
            "vous joindre, ce que vous voulez faire, ce qu’il faut prévoir. Jamais un diagnostic, "
            "un numéro de sécurité sociale ou un mot de passe.",
            "Qu’un autre lieu puisse vous recevoir sans que vous racontiez tout de nouveau.",
            "Le temps de votre accord : trois mois, un an, deux ans au plus. Vous pouvez le "
            "retirer avant, la fiche est alors effacée. Le besoin et le lieu restent, sans vous.",
            "La personne qui a fait la fiche et ses collègues, le lieu que vous avez choisi, vous "
            "avec votre code. Personne d’autre, pas même qui mène le réseau.",
            residents=True,
        ),
        Kept(
            "Votre accord : pour quel lieu, ce qui est transmis, comment vous l’avez donné, et "
            "votre signature si vous avez signé sur un écran",
            "Prouver que rien n’est parti sans vous.",
            "La signature : avec la fiche. Que vous étiez d’accord, et quand : tant que la fiche "
            "sans nom existe.",
            "La personne qui a fait la fiche, et vous.",
            residents=True,
        ),
        Kept(
            "Votre parcours : votre but avec vos mots, les étapes, ce qui est fait",
            "Que vous sachiez où aller ensuite, et que quelqu’un puisse vous le redire.",
            "Un an, deux au plus. Vous pouvez l’effacer avant.",
            "La personne qui l’a écrit avec vous et ses collègues, vous avec votre code.",
            residents=True,
        ),
        Kept(
            "Que vous avez ouvert une fiche, et quand",
            "Que la personne de la fiche sache qui l’a lue.",
            "Tant que la fiche sans nom existe.",
            "Les personnes qui ont fait la fiche ; la personne de la fiche sait par quelle porte.",
        ),
    )
    trace_words = TRACE_WORDS

    def ready(self) -> None:
        from maillage.web.jobs import every

        every("maillage.apps.liaison.tasks.send_due", minutes=5)
        every("maillage.apps.liaison.tasks.follow_time", minutes=60)
        register(Slot.ROLE_DESK, _role_desk)
