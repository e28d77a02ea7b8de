"""Words of lists that residents read in their language: languages, the standard's, first words.

What the standard and the base hold is French; `known_words` and `{{ …|typed }}` say it in another
language when it stands here. What a steward adds stays as it was typed.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# How far the help goes (ORI-10): awareness, initiation, accompaniment, reinforced.
INTENSITY_WORDS = {
    "awareness": _("Découvrir, une fois pour voir"),
    "initiation": _("Commencer, quelques séances"),
    "support": _("Être accompagné un moment"),
    "reinforced": _("Être accompagné longtemps"),
}
# A language by its own code; names of languages have no capital in French.
LANGUAGE_WORDS = {
    "fr": _("français"),
    "ar": _("arabe"),
    "en": _("anglais"),
    "es": _("espagnol"),
    "pt": _("portugais"),
    "tr": _("turc"),
    "uk": _("ukrainien"),
    "ro": _("roumain"),
    "pl": _("polonais"),
    "zh": _("chinois"),
    "ber": _("berbère"),
    "lsf": _("langue des signes"),
}
# Values of the national standard, as pages show them.
OF_THE_STANDARD = (
    gettext_noop("Jeunes"),
    gettext_noop("Étudiants"),
    gettext_noop("Familles et/ou enfants"),
    gettext_noop("Seniors"),
    gettext_noop("Femmes"),
    gettext_noop("Surdité"),
    gettext_noop("Handicaps moteurs"),
    gettext_noop("Handicaps mentaux"),
    gettext_noop("Illettrisme"),
    gettext_noop("Langues étrangères (anglais)"),
    gettext_noop("Langues étrangères (autres)"),
    gettext_noop("Déficience visuelle"),
    gettext_noop("Gratuit"),
    gettext_noop("Gratuit sous condition"),
    gettext_noop("Payant"),
)
# The first words of the lists that a steward keeps (migrations 0002, 0004, 0007 to 0009).
FIRST_WORDS = (
    gettext_noop("Ordinateur"),
    gettext_noop("Imprimante"),
    gettext_noop("Scanner"),
    gettext_noop("Borne tactile"),
    gettext_noop("Accès libre"),
    gettext_noop("Aide personnalisée"),
    gettext_noop("Démarches administratives"),
    gettext_noop("Écrivain public"),
    gettext_noop("Ateliers d’initiation"),
    gettext_noop("Reconditionnement"),
    gettext_noop("Prêt de matériel"),
    gettext_noop("Vente de matériel à petit prix"),
    gettext_noop("Recharges et forfaits à petit prix"),
    gettext_noop("Numérique"),
    gettext_noop("Accès aux droits"),
    gettext_noop("Français langue étrangère"),
    gettext_noop("École et parents"),
    gettext_noop("Emploi"),
    gettext_noop("Café"),
    gettext_noop("Centre commercial"),
    gettext_noop("Tiers-lieu"),
    gettext_noop("Bibliothèque, médiathèque"),
    gettext_noop("Centre social"),
    gettext_noop("Mairie"),
    gettext_noop("Bureau de poste"),
    gettext_noop("École"),
    gettext_noop("Restaurant"),
    gettext_noop("Conseiller numérique"),
    gettext_noop("Médiateur numérique"),
    gettext_noop("Travailleur social"),
    gettext_noop("Bibliothécaire"),
    gettext_noop("Bénévole"),
    gettext_noop("Documents en images"),
    gettext_noop("Facile à lire"),
    gettext_noop("Gros caractères"),
    gettext_noop("Langue des signes (LSF)"),
    gettext_noop("Boucle magnétique"),
    gettext_noop("Poste adapté"),
    gettext_noop("À votre rythme"),
    gettext_noop("Expliqué en plusieurs langues"),
    gettext_noop("Borne logement"),
    gettext_noop("Éducateurs présents en ligne"),
)
