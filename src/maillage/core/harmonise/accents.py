"""Accents that were replaced by a question mark in a lozenge: restored only when one word fits.

The letter itself is lost: no decoding brings it back. A word is restored when exactly one word
of the list below has the same letters around the holes; any other keeps its holes, and is seen.
"""

import re

from maillage.core.harmonise.registry import correction

LOST = "\N{REPLACEMENT CHARACTER}"
# Words of places and of addresses. A word of which another is spelled alike but for the accents
# (près, prés) says nothing sure, and has no place here; a test looks for such pairs.
_WORDS_TEXT = """
abbé accéder accès accélération accompagné accompagnée acquérir activité activités
adhérents adhésion aéré âge âgées aéroport agglomération agglomérations aîné aînés alphabétisation
allée allées aménagement améthystes andré animée aperçu après arène arènes août associés aménagé
bâtie bâtiment bibliothèque bibliothèques bénéficiaires bénévole bénévoles bénévolat briançon
cabrières café cafés canebière caméra caméras carrière carrières cédex célestin césar cézanne chaîne
champ-élysées charité château châteauneuf châteaurenard châteauroux chêne chênes chéri cité cités
clémenceau clés cliché collectivité collectivités collège collèges comité comité communauté
communautés complément complète compétence compétences comté conférence conférences connecté
connectée connectés connectées confidentialité conçu coopératif coopération coopérative cœur
coordonné création créations créateur créateurs créatif créative crèche crêtes crédit crémieux
cybercafé cèdre cèdres cézaire débat débats débutant débutants débutante déchèterie découpe
découpeuse découpeuses découverte découvrir décideurs défense défi dégradé délégation démarche
démarches dématérialisation dématérialisé dématérialisée dématérialisées dématérialisés
département départemental départementale départementales départements dépôt désiré développement
développeur développeurs développer dévoluy d’accès d’aide d’animation d’échange d’éducation
d’emploi d’entreprise d’entreprises d’expérimentation d’expertise d’information d’initiation
d’insertion d’orientation d’équipement drôme dynamité début débuter déjà
école écoles écran écrans écrit écriture éducation éducatif éducative égalité église également
électrique électronique électroniques élève élèves élysée émile emmaüs employé énergie énergies
épicerie épine équipe équipé équipée équipées équipés équipement équipements équipes escarène
espérance établissement établissements étage étang état étienne étoile étranger étrangers étude
études étudiant étudiants européen européenne eugène événement événements événementiel évêché
évènement évènements éveil évolution évry évènementiel
félix féraud fermé fermée ferré fête financière financières foncière fontvieille forêt foyer
français française françaises françois françoise fréquence fréjus frédéric frères frêne fédération
félibre fenêtre fidèle
galeries général générale générales génération généraux géographique gérard gréasque gréoux
gymnase gaîté galère galères gémenos gérer
hébergement hélène héliport hérault héros hôpital hôtel hôtels hyères histoire
identité îlot imprimé incubé infirmière ingénierie ingénieur initié insérer intéractif
intercommunalité intérieur intérieure intérêt intérêts intermédiaires internaute itinérance
itinérant itinérante île îles
jaurès jean-zay jérôme jeunesse jonquières journée journées jonquière
l’accès l’aide l’animation l’arrondissement l’école l’église l’emploi l’entreprise l’entrée
l’équipe l’espace l’escarène l’étang l’étoile l’europe l’heure l’histoire l’horizon l’hôtel
l’hôpital l’image l’initiation l’insertion l’intégration l’isle l’usage l’olivier
léger légers lèche liberté libération libéré limitée littérature logé lycée lycées lépine
lauzière lauzières lecture légion
maître maîtrise marché maréchal matériel matériels maternité matinée médecin médecins média
médiance médiathèque médiathèques médiateur médiation médiatrice médico médiévale méditerranée
mélèze mélèzes mémoire ménage mère mérindol message métier métiers métropole météo mézel michèle
mobilité mode modérateur montée musée musées musique mûrier mûriers mécanique
négociation népal noël numérique numériques numérisation néoules
obsolète océan odyssée olympique opéra opérateur orcières organisée origine œuvre
parentalité partagé partagée partagés pédagogique pédagogiques pensée pépinière pépinières
périphérique périscolaire père pères perché permanente péri péage pétanque périphériques
personnalisé personnalisée personnalisés pièce pièces plaine plateforme planète pôle pôles
pontet port préalable précarité préfecture préfectures prélude présence présentation président
prêt prêts prévention prévu privé privée privés privées problème procédure professionnalisé
projecteur propriété protégé province préparation première premier prieuré prélèvement
qualité quartier qualifié qualifiée
raphaël réalité réalisation réalisé réalisée reconnaître recréation référence référencement référent
région régional régionale régionales régions réinsertion relié rémunéré rené réparation répond
république réseau réseaux réservation réservé réservée résidence résidences résistance
responsabilité ressources restauré rétro réunion réunions réussite révolution rhône robotisé
roquebillière rééducation réemploi réinventer ribière
sébastien séance séances sécurité sécurisé sémard séminaire séminaires sénior séniors sérigraphie
sévigné siècle simplifiée société sociétés soirée soirées solidarité solidarités solliès
spécial spécialisé spécialisée spécifique spécifiques stratégie supérieur supérieure système
systèmes
technopôle télécentre télétravail téléphone télévision thématique thématiques théâtre théodore
théâtres thérèse théoule tiède tinée traçage transféré trésor trésorerie très trinité
utilisé unité unités
abriès aimée argentière argençon avancé avancée avancés barrême bessée belvédère bléone bréole
brômes buëch carré carrés champoléon châteauvieux châtelard cipières congrès corbières côte côtes
crépin eboué éguilles éourres farlède fossé freissinières fresquière gattières
lézard lucéram malaussène médialab méolans méouge monêtier montéglin montsaléon multimédia
napoléon perchés pégomas péone poët ponçon pré puget-théniers queyrières réallon
roquestéron réseautage saisonnalité sanières spéracèdes théniers trescléoux vachères valença
verrière
vallée vallées véran véhicule vélo vérifier vésubie vérité vidéo vidéos vidéoprojecteur
vidéoprojecteurs vidéothèque visée visioconférence visioconférences voisée vôtre vélodrome
"""
_TOKEN = re.compile(rf"(?:[^\W\d_]|{LOST})*{LOST}(?:[^\W\d_]|{LOST})*")
# Alone between spaces: a lost "à", a lost dash or a lost quotation mark. What follows tells.
_AFTER_A = (
    "d[eé]stination|disposition|distance|vocation|usage|votre |notre |leurs? |la personne"
    "|la cr|la rech|la parent|la cult|la dig|l[’']|domicile|responsabilit|taux |internet\\b|huile"
    "|souder|des ressources|entreprendre|liens|vérifier|v.rifier|une? "
)
_UNTIL_THERE = re.compile(rf"(?<=jusqu['’]){LOST}", re.IGNORECASE)
_ALONE = re.compile(rf"(?:(?<= )|^){LOST}(?= (?:{_AFTER_A}))", re.IGNORECASE)


def _holes(word: str) -> str:
    return re.sub(r"[^\x00-\x7f]", LOST, word.casefold())


def _by_holes(words: list[str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(_holes(word), set()).add(word)
    return {holes: alike.pop() for holes, alike in found.items() if len(alike) == 1}


WORDS = tuple(dict.fromkeys(_WORDS_TEXT.split()))
_BY_HOLES = _by_holes([word for word in WORDS if not word.isascii()])


def _filled(match: re.Match[str]) -> str:
    token = match[0]
    word = _BY_HOLES.get(token.casefold())
    if word is None or len(word) != len(token):
        return token
    known = [letter for letter in token if letter != LOST]
    capitals = len(known) > 1 and all(map(str.isupper, known))
    letters = []
    for index, (received, letter) in enumerate(zip(token, word, strict=True)):
        first = match.start() == index == 0
        if received != LOST:
            letters.append(received)
        else:
            letters.append(letter.upper() if capitals or first else letter)
    return "".join(letters)


@correction(
    code="lost_accents",
    field=(
        *("nom", "commune", "adresse", "complement_adresse", "structure_parente"),
        *("presentation_resume", "presentation_detail"),
    ),
    why="Des accents avaient été remplacés par « \N{REPLACEMENT CHARACTER} » : le mot est rétabli "
    "quand un seul convient.",
)
def restore_lost_accents(value: str) -> str:
    """Return the text with its lost letters, in the words where they are known.

    >>> restore_lost_accents("M\\ufffddiath\\ufffdque de l\\ufffd\\ufffdcole, PR\\ufffdFECTURE")
    'Médiathèque de l’école, PRÉFECTURE'
    >>> restore_lost_accents("Br\\ufffdlz") == "Br\\ufffdlz"
    True
    """
    if LOST not in value:
        return value
    value = _TOKEN.sub(_filled, value)
    return _ALONE.sub("à", _UNTIL_THERE.sub("à", value))


_BETWEEN_HOURS = re.compile(rf"(?<=\d){LOST}(?=\d)")
_FROM = re.compile(rf"\bde{LOST}(?=\s?\d)", re.IGNORECASE)
_UNTIL = re.compile(rf"(?<![^\W_]){LOST}(?=\s*(?:\d|midi|lundi|mar|mer|jeu|ven|sam|dim))", re.I)


@correction(
    code="lost_signs_in_hours",
    field="horaires",
    why="Dans les horaires, « à » ou un tiret avait été remplacé par "
    "« \N{REPLACEMENT CHARACTER} ».",
)
def restore_lost_signs_in_hours(value: str) -> str:
    """Return hours with "à" and dashes where the only sign that fits was lost.

    >>> restore_lost_signs_in_hours("Lundi \\ufffd mardi de\\ufffd9h \\ufffd12h, 13:00\\ufffd18:30")
    'Lundi à mardi de 9h à12h, 13:00-18:30'
    """
    if LOST not in value:
        return value
    value = _BETWEEN_HOURS.sub("-", value)
    value = _FROM.sub("de ", value)
    value = _UNTIL.sub("à", value)
    return restore_lost_accents(value)
