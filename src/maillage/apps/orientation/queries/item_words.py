"""The 31 activities in plain French: a short line, an example, a pictogram.

Our wording of the activities of the European survey (core.skills.items): `VERSION` changes when the
meaning of a line does, for what was answered to one wording is no answer to another.
"""

from django.utils.translation import gettext_lazy as _

from maillage.apps.orientation.queries.words import Said
from maillage.core.skills import Area

VERSION = "fr-1"

# The order of the pages: what most people already do comes first.
AREAS_IN_ORDER = (
    Area.COMMUNICATION,
    Area.INFORMATION,
    Area.PROBLEMS,
    Area.CONTENT,
    Area.SAFETY,
)

ITEMS: dict[str, Said] = {
    # Information
    "IUIF": Said(
        _("Chercher un produit ou un service"), "list", _("Un prix, une adresse, une heure.")
    ),
    "IHIF": Said(
        _("Chercher une information sur la santé"), "health", _("Un soin, un repas, un sport.")
    ),
    "IUNW1": Said(_("Lire les nouvelles"), "report", _("Un journal, un site d’informations.")),
    "TIC": Said(
        _("Vérifier qu’une information est vraie"),
        "verified",
        _("Voir un autre site, demander à quelqu’un."),
    ),
    "TICXND": Said(
        _("Ne pas croire une page, sans chercher plus"),
        "unknown",
        _("Vous saviez déjà que c’était faux, ou que le site trompe."),
    ),
    # Communication
    "IUEM": Said(_("Lire ou envoyer un e-mail"), "email", _("Une lettre par internet.")),
    "IUPH1": Said(_("Appeler par internet"), "phone", _("Avec ou sans image.")),
    "IUCHAT1": Said(
        _("Envoyer un message avec une application"), "smartphone", _("Un texte, une photo.")
    ),
    "IUSNET": Said(_("Aller sur un réseau social"), "support", _("Voir ou donner des nouvelles.")),
    "IUPOL2": Said(
        _("Donner votre avis sur la ville ou le pays"), "letter", _("Sur un site, un réseau.")
    ),
    "IUVOTE": Said(
        _("Voter, ou répondre à une enquête publique"), "procedure", _("Un projet de quartier.")
    ),
    # Creating
    "CWRD1": Said(_("Écrire un texte"), "letter", _("Une lettre, un CV.")),
    "CXLS1": Said(_("Faire un tableau avec des calculs"), "list", _("Un budget.")),
    "CEPVA1": Said(_("Retoucher une photo, une vidéo, un son"), "make", _("Couper, corriger.")),
    "CXFER1": Said(_("Copier ou déplacer des fichiers"), "scan", _("Du téléphone à l’ordinateur.")),
    "CPRES2": Said(
        _("Mêler texte et images dans un document"), "print-page", _("Une affiche, un exposé.")
    ),
    "CXLSADV1": Said(
        _("Trier un tableau, en faire un dessin"), "report", _("Des barres, des courbes.")
    ),
    "CPRG2": Said(_("Écrire un programme"), "computer", _("Du code d’ordinateur.")),
    # Safety
    "MAPS_RPS": Said(
        _("Lire ce qu’un site fait de vos informations"), "list", _("Avant d’accepter.")
    ),
    "MAPS_RRGL": Said(_("Refuser de dire où vous êtes"), "map", _("À un site, une application.")),
    "MAPS_LAP": Said(
        _("Choisir qui voit vos pages et vos dossiers"), "low-vision", _("Vos photos, par exemple.")
    ),
    "MAPS_RAAD": Said(
        _("Refuser la publicité faite pour vous"), "warning", _("Celle qui se sert de vos choix.")
    ),
    "MAPS_CWSC": Said(
        _("Vérifier qu’un site est sûr"), "safety", _("Avant de donner un mot de passe.")
    ),
    "PCOOK1": Said(
        _("Limiter les cookies"), "repair", _("Ces petits fichiers suivent ce que vous faites.")
    ),
    # Every day
    "CINSAPP1": Said(_("Installer une application"), "smartphone", _("Ou un logiciel.")),
    "CCONF1": Said(_("Changer un réglage"), "repair", _("La langue, le son, les lettres.")),
    "IBUY": Said(_("Acheter"), "money", _("Depuis un an, même une seule fois.")),
    "IUSELL": Said(_("Vendre"), "fair-price", _("Un meuble, un habit.")),
    "IUOL": Said(_("Apprendre quelque chose"), "learn", _("Un cours, une vidéo qui explique.")),
    "IUBK": Said(_("Voir votre compte en banque"), "computer", _("Ou faire un virement.")),
    "IUJOB": Said(_("Chercher du travail"), "job", _("Lire une annonce, envoyer un CV.")),
}
