"""What the words of the standard are called in those of a person: pages and papers say the same.

They are French, marked for the catalogues: who shows them asks `known_words` for the language.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

# What the standard's services are called in the person's words, with their pictogram.
SERVICE_WORDS = {
    "Aide aux démarches administratives": ("procedure", gettext_noop("Aide aux démarches")),
    "Maîtrise des outils numériques du quotidien": (
        "smartphone",
        gettext_noop("Se servir d’un ordinateur, d’un téléphone"),
    ),
    "Insertion professionnelle via le numérique": (
        "job",
        gettext_noop("Chercher du travail, faire un CV"),
    ),
    "Utilisation sécurisée du numérique": ("safety", gettext_noop("Éviter les arnaques")),
    "Parentalité et éducation avec le numérique": (
        "school",
        gettext_noop("Suivre l’école de son enfant"),
    ),
    "Loisirs et créations numériques": ("make", gettext_noop("Fabriquer, créer")),
    "Compréhension du monde numérique": ("learn", gettext_noop("Comprendre le numérique")),
    "Accès internet et matériel informatique": ("computer", gettext_noop("Ordinateur, Internet")),
    "Acquisition de matériel informatique à prix solidaire": (
        "fair-price",
        gettext_noop("Acheter un ordinateur pas cher"),
    ),
}
HELP_WORDS = {
    "En autonomie": gettext_noop("seul"),
    "Accompagnement individuel": gettext_noop("avec quelqu’un, en tête-à-tête"),
    "Dans un atelier collectif": gettext_noop("en groupe"),
    "À distance": gettext_noop("à distance"),
}
ACCESS_WORDS = {
    "Se présenter": gettext_noop("sans rendez-vous"),
    "Téléphoner": gettext_noop("en téléphonant"),
    "Contacter par mail": gettext_noop("en écrivant un e-mail"),
    "Prendre un RDV en ligne": gettext_noop("sur rendez-vous"),
    "Ce lieu n'accueille pas de public": gettext_noop("ce lieu ne reçoit pas de public"),
    "Envoyer un mail avec une fiche de prescription": gettext_noop("envoyé par un professionnel"),
}
MODE_WORDS = {
    "with": gettext_noop("fait avec vous"),
    "for": gettext_noop("fait à votre place"),
    "both": gettext_noop("avec vous ou à votre place"),
}
LEVEL_WORDS = {
    "grand_debutant": gettext_noop("pour commencer, sans rien connaître"),
    "debutant": gettext_noop("pour commencer"),
    "intermediaire": gettext_noop("pour continuer"),
    "avance": gettext_noop("pour aller plus loin"),
}

# A use that a service of the standard already says: said once.
SAME_AS_SERVICE = {
    "procedures": "Aide aux démarches administratives",
    "free_access": "Accès internet et matériel informatique",
    "sale": "Acquisition de matériel informatique à prix solidaire",
}
# How the help adapts: the pictogram of each first word of the list.
ADAPTATION_ICONS = {
    "pictures": "pictures",
    "easy_to_read": "learn",
    "large_print": "low-vision",
    "sign_language": "sign",
    "hearing_loop": "listen",
    "adapted_post": "computer",
    "own_pace": "pace",
    "several_languages": "language",
}
# Pictogram, one, several.
EQUIPMENT_WORDS = {
    "computer": ("computer", gettext_noop("ordinateur"), "ordinateurs"),
    "printer": ("print", gettext_noop("imprimante"), "imprimantes"),
    "scanner": ("scan", gettext_noop("scanner"), "scanners"),
    "touch_kiosk": ("smartphone", gettext_noop("borne tactile"), "bornes tactiles"),
    "printer_3d": ("make", gettext_noop("imprimante 3D"), "imprimantes 3D"),
    "tablet": ("smartphone", gettext_noop("tablette"), "tablettes"),
    "laptop": ("computer", gettext_noop("ordinateur portable"), "ordinateurs portables"),
}
# Pictograms of words that a count does not change.
EQUIPMENT_ICONS = {"housing_kiosk": "housing"}
# The same, counted.
EQUIPMENT_COUNTED = {
    "computer": ngettext_lazy("%(n)s ordinateur", "%(n)s ordinateurs", "n"),
    "printer": ngettext_lazy("%(n)s imprimante", "%(n)s imprimantes", "n"),
    "scanner": ngettext_lazy("%(n)s scanner", "%(n)s scanners", "n"),
    "touch_kiosk": ngettext_lazy("%(n)s borne tactile", "%(n)s bornes tactiles", "n"),
    "printer_3d": ngettext_lazy("%(n)s imprimante 3D", "%(n)s imprimantes 3D", "n"),
    "tablet": ngettext_lazy("%(n)s tablette", "%(n)s tablettes", "n"),
    "laptop": ngettext_lazy("%(n)s ordinateur portable", "%(n)s ordinateurs portables", "n"),
}
