"""A month of agenda in Clairmaille, plainly invented: what recurs, who receives, who comes."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

MO, TU, WE, TH, FR, SA = range(6)


@dataclass(frozen=True, slots=True)
class Held:
    """Something at fixed hours. `place` is the name of a place, or "" with an address."""

    kind: str
    title: str
    day: int
    start: time
    end: time
    place: str = ""
    # How full it is, from 0 to above 1 (people then wait); None: nobody books.
    filled: float | None = None
    values: dict[str, Any] = field(default_factory=dict)
    skip_school: bool = False
    # A week out of how many; with 2, the even ones.
    every: int = 1
    # The bus or the team that stops, "" for what takes place.
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Receives:
    """Somebody who receives by appointment; `email` is that of their account, "" without one."""

    name: str
    place: str
    day: int
    start: time
    end: time
    motive: str
    mediation: str
    duration_min: int
    email: str = ""
    documents: str = ""
    mode: str = "both"
    languages: tuple[str, ...] = ()
    filled: float = 0.5
    organisation: str = ""


HELD: tuple[Held, ...] = (
    Held(
        "duty", "Écrivain public", MO, time(9), time(12), "Maison de quartier de la Filature",
        values={
            "mediation": "letters",
            "description": "Lire un courrier, répondre, remplir un dossier.",
            "documents": "Le courrier reçu.",
        },
    ),
    Held(
        "workshop", "Mon téléphone, pour commencer", MO, time(14), time(16),
        "Centre social des Courtils", filled=0.6,
        values={
            "mediation": "digital", "seats": 8, "level": "Pour commencer",
            "documents": "Votre téléphone et son chargeur.",
            "topics": ["prendre_en_main_du_materiel"],
        },
    ),
    Held(
        "duty", "Permanence démarches", TU, time(14), time(17), "Médiathèque de la Navette",
        values={
            "mediation": "procedures",
            "documents": "Le courrier reçu, une pièce d’identité, votre téléphone.",
            "topics": ["aide_aux_demarches_administratives"],
        },
    ),
    Held(
        "workshop", "Le cahier de liaison en ligne, pour les parents", TU, time(16, 30), time(18),
        "École des Tisserands", filled=0.8, skip_school=True,
        values={
            "mediation": "digital", "seats": 10, "childcare_seats": 6,
            "publics": ["Familles et/ou enfants"], "languages": ["fr", "ar"],
            "topics": ["scolarite_et_numerique"],
        },
    ),
    Held(
        "stop", "Le Clairbus s’arrête", TU, time(17), time(19),
        values={
            "mediation": "procedures", "address": "Place du Marché", "commune": "Clairmaille",
            "host": "Comptoir du Marché",
        },
        unit="Clairbus",
    ),
    Held(
        "workshop", "Faire son CV", WE, time(10), time(12), "Espace numérique du Rouet",
        filled=0.4,
        values={"mediation": "digital", "seats": 8, "topics": ["insertion_professionnelle"]},
    ),
    Held(
        "cafe", "Réparer son téléphone ensemble", WE, time(14), time(17),
        "café l’ourdissoir (associatif)",
        values={"mediation": "equipment", "topics": ["maintenance_de_materiel"]},
    ),
    Held(
        "workshop", "Fabriquer une lampe, dès 10 ans", WE, time(14), time(16),
        "Atelier Fil à fil", filled=1.3, every=2,
        values={
            "mediation": "digital", "seats": 8, "cost_note": "3 € de matériel",
            "topics": ["creer_avec_le_numerique"],
        },
    ),
    Held(
        "workshop", "Mes premiers pas sur l’ordinateur", TH, time(9, 30), time(11, 30),
        "Médiathèque de la Navette", filled=0.6,
        values={
            "mediation": "digital", "seats": 8, "level": "Pour commencer",
            "languages": ["fr", "ar"],
            "topics": ["prendre_en_main_du_materiel"],
        },
    ),
    Held(
        "stop", "Le Clairbus s’arrête", TH, time(14), time(16),
        values={
            "mediation": "procedures", "address": "Rue de la Filature", "commune": "Clairmaille",
            "host": "Maison de quartier de la Filature",
        },
        unit="Clairbus",
    ),
    Held(
        "open", "Les ordinateurs sont à vous", TH, time(14), time(18),
        "Cyberespace de la Coopérative", values={"mediation": "digital"},
    ),
    Held(
        "workshop", "Reconnaître les faux messages", SA, time(10), time(12),
        "Centre social de l’Avenue Haute", filled=0.3,
        values={"mediation": "digital", "seats": 12, "topics": ["securite_numerique"]},
    ),
    Held(
        "outreach", "Stand au marché : vos questions sur le téléphone", SA, time(9), time(12),
        values={
            "mediation": "digital", "address": "Place du Marché, devant la fontaine",
            "commune": "Clairmaille",
        },
        every=2,
    ),
    Held(
        "open", "Vente d’ordinateurs à prix solidaire", SA, time(14), time(16),
        "Centre social des Courtils",
        values={"mediation": "equipment", "cost_note": "de 40 à 120 €"},
    ),
)  # fmt: skip

RECEIVES: tuple[Receives, ...] = (
    Receives(
        "Melchior, médiateur numérique", "Cyberespace de la Coopérative", TU, time(9, 30), time(12),
        "Aide en tête-à-tête sur votre appareil", "digital", 30,
        email="mediateur@clairmaille.example",
        organisation="Cyberespace de la Coopérative", mode="with",
    ),
    Receives(
        "Melchior, médiateur numérique", "Mairie de quartier", FR, time(14), time(17),
        "Aide aux démarches, en tête-à-tête", "procedures", 45,
        email="mediateur@clairmaille.example",
        documents="Le courrier reçu, une pièce d’identité, votre téléphone s’il reçoit des codes.",
        organisation="Cyberespace de la Coopérative",
    ),
    Receives(
        "Églantine, écrivaine publique", "La Plume du Haut-Champ", TH, time(14), time(17),
        "Écrire ou comprendre un courrier", "letters", 30,
        email="ecrivaine@clairmaille.example",
        documents="Le courrier reçu, et ce que vous avez déjà répondu.",
        organisation="La Plume du Haut-Champ", languages=("fr", "pt"), filled=0.7,
    ),
    Receives(
        "Accueil de La Roue", "Centre social La Roue", WE, time(9), time(12),
        "Ouvrir ou renouveler un droit", "procedures", 45,
        documents="Une pièce d’identité, un justificatif de domicile, les codes si vous en avez.",
        organisation="Centre social La Roue",
    ),
)  # fmt: skip

# Pseudonyms that people give at a counter; nobody’s.
NAMES = (
    "Samira", "Nadir", "Rosalie", "Ferdinand", "Ioana", "Baptistine", "Moussa", "Olympe",
    "Yacine", "Clotilde", "Anatole", "Leïla", "Marguerite", "Tidiane", "Perrine", "Célestin",
    "Amparo", "Gaspard", "Noor", "Zélie",
)  # fmt: skip
PHONE = "+336399800{:02d}"  # of the range that the Arcep keeps for fiction
