"""The words of an activity report of La Coop: its codes, and what a person at a counter reads.

Codes as read in domain.md, card C (30 topics, devices, autonomy, where a person was sent): an
export bears them as they are; a page never shows them.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

# What a counter hears most first: those are shown, the others unfold.
TOPICS = {
    "aide_aux_demarches_administratives": _("Faire une démarche"),
    "papiers_elections_citoyennete": _("Papiers d’identité, élections"),
    "social_sante": _("CAF, santé, retraite"),
    "travail_formation": _("Travail, formation"),
    "email": _("E-mail"),
    "prendre_en_main_du_materiel": _("Se servir de son appareil"),
    "argent_impots": _("Impôts, argent"),
    "logement": _("Logement"),
    "insertion_professionnelle": _("Chercher un emploi"),
    "transports_mobilite": _("Se déplacer"),
    "famille_scolarite": _("Famille, école : les démarches"),
    "etrangers_europe": _("Séjour, étranger, Europe"),
    "justice": _("Justice"),
    "associations": _("Association"),
    "loisirs_sports_culture": _("Loisirs, sport, culture"),
    "sante": _("Santé en ligne"),
    "banque_et_achats_en_ligne": _("Banque, achats en ligne"),
    "navigation_sur_internet": _("Chercher sur internet"),
    "bureautique": _("Écrire, calculer, imprimer"),
    "gere_ses_contenus_numeriques": _("Ranger ses photos, ses fichiers"),
    "maintenance_de_materiel": _("Appareil en panne, mise à jour"),
    "reseaux_sociaux": _("Messageries, réseaux sociaux"),
    "securite_numerique": _("Mots de passe, arnaques"),
    "scolarite_et_numerique": _("Suivre l’école en ligne"),
    "parentalite": _("Les enfants et les écrans"),
    "entrepreneuriat": _("Créer son activité"),
    "creer_avec_le_numerique": _("Créer avec le numérique"),
    "culture_numerique": _("Comprendre le numérique"),
    "intelligence_artificielle": _("Intelligence artificielle"),
    "diagnostic_numerique": _("Faire le point ensemble"),
}
N_USUAL = 8
DEVICES = {
    "ordinateur": _("Ordinateur"),
    "telephone": _("Téléphone"),
    "tablette": _("Tablette"),
    "autre": _("Autre appareil"),
    "aucun": _("Sans appareil"),
}
AUTONOMY = {
    "entierement_accompagne": _("Accompagné tout du long"),
    "partiellement_autonome": _("Un coup de main par moments"),
    "autonome": _("A fait seul"),
}
# What serves when somebody was sent elsewhere ("structure de redirection").
REDIRECTED = {
    "administration": _("Une administration"),
    "mediation_numerique": _("Un autre lieu d’aide au numérique"),
    "operateur_ou_organisme_en_charge": _("L’organisme qui tient le dossier"),
    "aide_sociale": _("Un service social"),
    "insertion_professionnelle": _("Un service de l’emploi"),
    "aide_aux_demarches_administratives": _("Un lieu d’aide aux démarches"),
    "autre": _("Ailleurs"),
}
# What a tired person taps: the length of most visits.
MINUTES = (5, 10, 15, 20, 30, 45, 60, 90)
MOST_MINUTES = 12 * 60


def topic_words(codes: Iterable[str]) -> str:
    """Return topics as a person reads them, in the order of the list; unknown codes are left."""
    known = set(codes)
    return ", ".join(str(words) for code, words in TOPICS.items() if code in known)
