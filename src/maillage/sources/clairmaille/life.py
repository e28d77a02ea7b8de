"""What happens in the demonstration, plainly invented: people, closures, organisations, errors."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in: a role, and for whom it is held."""

    email: str
    nom: str
    role: str
    words: str
    organisation: str = ""
    quarter: str = ""  # slug


# Names that no register holds: tools of weavers with a first name.
PEOPLE: tuple[Person, ...] = (
    Person(
        "administration@clairmaille.example", "Aude Navette", "administrator", "administratrice"
    ),
    Person("coordination@clairmaille.example", "Colette Maillon", "coordinator", "coordinatrice"),
    Person("donnees@clairmaille.example", "Désiré Canevas", "data_steward", "référent données"),
    Person(
        "membre@clairmaille.example",
        "Maud Bobine",
        "member",
        "membre du Centre social La Roue",
        organisation="Centre social La Roue",
    ),
    Person(
        "mediateur@clairmaille.example",
        "Melchior Trame",
        "mediator",
        "médiateur numérique du Cyberespace de la Coopérative",
        organisation="Cyberespace de la Coopérative",
    ),
    Person(
        "ecrivaine@clairmaille.example",
        "Églantine Fil",
        "letter_writer",
        "écrivaine publique de La Plume du Haut-Champ",
        organisation="La Plume du Haut-Champ",
    ),
    Person(
        "prescriptrice@clairmaille.example",
        "Prune Lisière",
        "prescriber",
        "travailleuse sociale du CCAS",
        organisation="CCAS de Clairmaille",
    ),
    Person(
        "quartier@clairmaille.example",
        "Quitterie Lin",
        "quarter_manager",
        "cheffe du quartier de La Filature",
        quarter="la-filature",
    ),
    Person("elue@clairmaille.example", "Éloïse Jacquard", "elected", "élue à l’inclusion"),
)


@dataclass(frozen=True, slots=True)
class Closure:
    """A place that shuts for a time, and says so."""

    source: str
    key: str
    starts_on: date
    ends_on: date
    reason: str


CLOSURES: tuple[Closure, ...] = (
    Closure(
        "clairmaille-recensement",
        "recensement-3",
        date(2026, 11, 2),
        date(2027, 1, 15),
        "travaux de peinture",
    ),
    Closure(
        "clairmaille-recensement",
        "recensement-14",
        date(2026, 12, 21),
        date(2027, 1, 3),
        "vacances de fin d’année",
    ),
    Closure(
        "national:associations",
        "asso-003",
        date(2026, 11, 14),
        date(2026, 11, 28),
        "inventaire des pièces",
    ),
)


@dataclass(frozen=True, slots=True)
class Reported:
    """An error that a resident tells; with `answer`, a keeper found that nothing is wrong."""

    source: str
    key: str
    kind: str
    text: str
    right_value: str = ""
    answer: str = ""


REPORTED: tuple[Reported, ...] = (
    Reported(
        "clairmaille",
        "clairmaille-019",
        "hours",
        "Le mercredi matin, la porte n’ouvre qu’à 10 h. L’affiche de l’entrée le dit aussi.",
        right_value="Mercredi : à partir de 10 h",
    ),
    Reported(
        "national:associations",
        "asso-004",
        "phone",
        "J’ai appelé deux fois, personne ne répond.",
        answer="Merci. Le numéro est le bon : le club décroche le mardi et le jeudi après-midi.",
    ),
)
# Places that have no e-mail, hence that somebody calls or to whom a sheet is brought, and how the
# call ended, if somebody called.
CALLED: tuple[tuple[str, str, str], ...] = (
    ("clairmaille", "clairmaille-004", ""),
    ("clairmaille", "clairmaille-012", ""),
    ("clairmaille", "clairmaille-017", "confirmed"),
    ("clairmaille", "clairmaille-018", ""),
    ("clairmaille", "clairmaille-023", "confirmed"),
    ("fichier:metropole", "M-0041", "no_answer"),
    ("fichier:metropole", "M-0052", "confirmed"),
    ("fichier:metropole", "M-0067", "call_back"),
)
CAMPAIGN = "Les lieux sans e-mail, par téléphone"


@dataclass(frozen=True, slots=True)
class TownOrganisation:
    """Who, in the network: its family (ledger NET-03), and what it brings."""

    nom: str
    family: str
    missions: str


_SOCIAL = {
    "CCAS de Clairmaille": "Droits, domiciliation, aides et visites.",
    "Centre social La Roue": "Un lieu pour tous les âges, au bord du canal.",
    "Centre social de l’Avenue Haute": "Démarches tous les jours, espace pour les parents.",
    "Centre social des Courtils": "Familles, jardin, ordinateurs à petit prix.",
    "Centre social des Tisserands": "Cours pour commencer, en petits groupes.",
    "Centre socioculturel des Trois-Tours": "Ateliers en famille au pied des tours.",
    "Épicerie solidaire La Gerbe": "Des courses, et une aide pour garder ses droits.",
}
_EDUCATION = {
    "École des Tisserands": "Le café des parents, après la classe.",
    "Collège Sophie-Germain": "Suivre la scolarité avec les parents.",
    "Ludothèque Le Dévidoir": "Jouer ensemble, avec et sans écran.",
    "Association Familles en fil": "Entraide entre parents.",
    "Escale Langues": "Le français pour tous les jours.",
    "Étudiants voisins": "Des étudiants aident des collégiens chez eux.",
}
_CITIZENSHIP = {
    "Comité de quartier de la Filature": "La voix des habitants du canal.",
    "Comité de quartier des Courtils": "Jardins, fêtes et coups de main.",
    "Maison des associations": "Des salles, des conseils, un registre.",
    "Femmes du Belvédère": "Écoute et droits, entre femmes.",
    "Conseil citoyen du Haut-Champ": "Des habitants tirés au sort suivent les projets.",
    "Les Voix de la Maille": "La radio du quartier, faite par ses auditeurs.",
}
_DIGITAL = {
    "Atelier Fil à fil": "Fabriquer et réparer dès huit ans.",
    "Ressourcerie La Bobine": "Des ordinateurs remis en état.",
    "La Plume du Haut-Champ": "Des lettres et des dossiers, avec une écrivaine publique.",
    "Club La Souris grise": "Apprendre entre aînés, sans se presser.",
    "Répar’Maille": "On ouvre l’appareil ensemble.",
    "Cyberespace de la Coopérative": "Douze ordinateurs et deux animateurs.",
}
# Twenty-five, of the four families of the founding meeting (ledger section 28).
ORGANISATIONS: tuple[TownOrganisation, ...] = tuple(
    TownOrganisation(nom, family, missions)
    for family, named in (
        ("social", _SOCIAL),
        ("education", _EDUCATION),
        ("citizenship", _CITIZENSHIP),
        ("digital", _DIGITAL),
    )
    for nom, missions in named.items()
)
# Beside the twenty-five: the city itself, and partners without a counter (CEN-22).
OTHERS: tuple[TownOrganisation, ...] = (
    TownOrganisation("Ville de Clairmaille", "authority", "Le réseau, ses lieux et ses données."),
    TownOrganisation("Logis de la Maille", "landlord", "Des logements, et des halls à ouvrir."),
    TownOrganisation(
        "Fonds du Val de Maille", "funder", "De petites aides pour de petits projets."
    ),
)
