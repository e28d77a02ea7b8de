"""What the places of the town typed in the form of an offer, beside what the files say.

A file says one thing of a place; its people say the rest: workshops, permanences, loans, visits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from maillage.core.standard import Service
from maillage.sources.clairmaille.dice import Dice
from maillage.sources.clairmaille.spots import SERVICES

CITY = "clairmaille"
CENSUS = "clairmaille-recensement"
DEPARTMENT = "national:departement"
STATE = "france-services"
ASSOCIATIONS = "national:associations"


@dataclass(frozen=True, slots=True)
class Typed:
    """One offer, as somebody typed it: at which place (source and key), its columns."""

    source: str
    key: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An offer that several places make, each on its own day."""

    title: str
    description: str
    services: str
    at: str  # "c2 r6 a1": city, recensement, associations, department, State, and a number
    contact: str
    days: str  # "Tu,Th 14:00-16:00|We 10:00-12:00": one of them for each place
    more: dict[str, Any]


PLACES = {
    "c": (CITY, "clairmaille-{:03}"),
    "r": (CENSUS, "recensement-{}"),
    "a": (ASSOCIATIONS, "asso-{:03}"),
    "s": (STATE, "{}"),
}
ALONE, GROUP = "Accompagnement individuel", "Dans un atelier collectif"
FREE = {"frais_a_charge": ["Gratuit"]}
BEGIN = {"levels": ["grand_debutant"], "intensity_step": "initiation"}
WORKSHOP = {"modalites_accompagnement": [GROUP], "uses": ["beginner_workshops"], "mode": "with"}
DESK = {"modalites_accompagnement": [ALONE], "uses": ["procedures"], "mode": "with"}
CITY_POLICY, ORDINARY = {"regime": "politique_de_la_ville"}, {"regime": "droit_commun"}

MODELS: tuple[Model, ...] = (
    Model(
        title="Mon téléphone, pour commencer",
        description="Six séances à huit personnes : allumer, appeler, lire un message, répondre.",
        services="outils", at="c1 c6 c8 c20 r2 r6 r10 a1 a5 c2",
        contact="L’animatrice des ateliers",
        days="Tu 14:00-16:00|Th 09:30-11:30|We 09:30-11:30|Fr 14:00-16:00",
        more={**FREE, **BEGIN, **WORKSHOP, **CITY_POLICY,
              "adaptations": ["pictures", "easy_to_read", "own_pace"]},
    ),
    Model(
        title="Écrire et recevoir un e-mail",
        description="Ouvrir sa boîte, retrouver un message, joindre un papier photographié.",
        services="outils", at="c19 c4 r2 r10 r13 a4 a1",
        contact="Une personne de l’équipe",
        days="Mo 14:00-16:00|Th 14:00-16:00|Sa 10:00-12:00",
        more={**FREE, **WORKSHOP, **ORDINARY, "levels": ["debutant"]},
    ),
    Model(
        title="Permanence sans rendez-vous pour vos démarches",
        description="On remplit ensemble, à l’écran ; vous repartez avec une copie.",
        services="demarches", at="c2 c6 c7 c11 c20 r4 r5 r6 r10 s9002",
        contact="La personne de l’accueil",
        days="Mo,We 09:00-11:30|Tu,Th 09:00-12:00|Mo,Fr 14:00-16:30",
        more={**FREE, **DESK, **ORDINARY, "modalites_acces": ["Se présenter"]},
    ),
    Model(
        title="Café des parents : l’école en ligne",
        description="Le cahier de textes, les absences, la cantine. Un jouet pour les petits.",
        services="parents", at="c6 c9 c20 c21 c25 r6 r10 r14",
        contact="La référente des familles",
        days='Th 08:30-10:00 "pendant la période scolaire"|Tu 08:30-10:00; SH off',
        more={**FREE, **WORKSHOP, **CITY_POLICY, **BEGIN, "childcare": True,
              "publics_specifiquement_adresses": ["Familles et/ou enfants"],
              "themes": ["parenting"]},
    ),
    Model(
        title="Écrire avec vous : lettres et recours",
        description="Une lettre claire, relue avec vous. Rien n’est gardé après votre départ.",
        services="demarches", at="c2 c16 r3 r10 a2 c13",
        contact="L’écrivaine publique",
        days="Mo 09:00-12:00|We 14:00-17:00|Fr 09:00-12:00",
        more={**FREE, "modalites_accompagnement": [ALONE], "uses": ["letter_writing"],
              "mode": "both", "levels": ["grand_debutant"], "languages": ["fr", "ar"],
              "prise_en_charge_specifique": ["Illettrisme"], **CITY_POLICY,
              "adaptations": ["easy_to_read", "large_print"]},
    ),
    Model(
        title="CV et candidatures",
        description="Écrire son CV, l’envoyer, suivre les réponses, ouvrir son espace personnel.",
        services="emploi", at="c4 c14 r7 r9 r13 c26",
        contact="Le conseiller emploi",
        days="Mo-Th 09:00-12:00|Tu 14:00-17:00|We 14:00-17:00",
        more={**FREE, **ORDINARY, "modalites_accompagnement": [ALONE], "mode": "with",
              "uses": ["personal_help"], "themes": ["employment"], "levels": ["debutant"]},
    ),
    Model(
        title="Reconnaître un faux message",
        description="De vrais exemples, apportez les vôtres. On vérifie aussi vos mots de passe.",
        services="securite", at="c2 c11 r8 r13 a1 a4 c20",
        contact="Une bénévole formée",
        days="We 14:30-16:00|Fr 10:00-11:30|Th 14:30-16:00",
        more={**FREE, **WORKSHOP, "intensity_step": "awareness", "levels": ["debutant"]},
    ),
    Model(
        title="Photos et souvenirs",
        description="Les sortir du téléphone, les ranger, en imprimer dix.",
        services="loisirs", at="c5 c19 r8 r13 a4",
        contact="L’animateur du club", days="Tu 14:00-16:00|Fr 14:00-16:00",
        more={**WORKSHOP, "frais_a_charge": ["Payant"], "cost_note": "2 € la séance",
              "publics_specifiquement_adresses": ["Seniors"], "levels": ["debutant"]},
    ),
    Model(
        title="Prêt d’un ordinateur portable",
        description="Trois mois, avec une prise en main. Le dossier se fait sur place.",
        services="acces", at="c6 c14 c15 r6 r7",
        contact="La personne qui suit les prêts", days="We 14:00-17:00|Fr 09:00-12:00",
        more={**FREE, "uses": ["loan"], "modalites_accompagnement": [ALONE], "mode": "with",
              "modalites_acces": ["Téléphoner", "Envoyer un mail avec une fiche de prescription"],
              "admission_rule": "Sur le mot d’un travailleur social ou d’un conseiller"},
    ),
    Model(
        title="Le mercredi des bricoleurs",
        description="Un petit robot à programmer, une lampe à souder, un goûter.",
        services="loisirs", at="c10 c19 r7 r13 r14",
        contact="L’animateur du mercredi", days="We 14:00-16:30|We 10:00-12:00",
        more={**WORKSHOP, "frais_a_charge": ["Gratuit sous condition"], "age_min": 8,
              "age_max": 14, "publics_specifiquement_adresses": ["Jeunes"]},
    ),
    Model(
        title="Réponse au téléphone",
        description="Une question courte, quelqu’un vous répond et vous guide pas à pas.",
        services="demarches", at="c7 c11 c17 s9002",
        contact="La personne qui répond", days="Mo-Fr 09:00-12:00",
        more={**FREE, "where": "remote", "modalites_accompagnement": ["À distance"],
              "mode": "with", "modalites_acces": ["Téléphoner"], "uses": ["procedures"]},
    ),
    Model(
        title="Visite à domicile",
        description="Pour qui ne peut plus sortir : une bénévole et un jeune en service civique.",
        services="outils", at="c13 r8 c8",
        contact="La coordinatrice des visites", days='Mo-Fr 14:00-17:00 "sur rendez-vous"',
        more={**FREE, "where": "home", "modalites_accompagnement": [ALONE], "mode": "both",
              "publics_specifiquement_adresses": ["Seniors"], "intensity_step": "support",
              "prise_en_charge_specifique": ["Handicaps moteurs"]},
    ),
    Model(
        title="Le français et le téléphone",
        description="Les mots de l’école, du médecin et du travail, avec son propre appareil.",
        services="outils", at="c6 c20 r6 r10 a5",
        contact="La formatrice", days="Mo,Th 09:00-11:00|Tu,Fr 14:00-16:00",
        more={**FREE, **WORKSHOP, **BEGIN, "themes": ["french"],
              "languages": ["fr", "ar", "tr", "en"], "childcare": True, **CITY_POLICY,
              "prise_en_charge_specifique": ["Langues étrangères (autres)"],
              "adaptations": ["pictures", "several_languages", "own_pace"]},
    ),
    Model(
        title="Une lettre urgente ?",
        description="Apportez la lettre : on la lit ensemble, on répond avant la date.",
        services="demarches", at="r6 a2",
        contact="La personne qui lit avec vous", days="Mo-Su 10:00-12:00,14:00-18:00",
        more={**FREE, "modalites_accompagnement": [ALONE], "uses": ["procedures"],
              "mode": "both", "languages": ["fr", "ar"], **ORDINARY,
              "modalites_acces": ["Se présenter", "Téléphoner"]},
    ),
    Model(
        title="Imprimer et photocopier",
        description="Envoyez ou apportez votre papier : on l’imprime avec vous.",
        services="acces", at="c18 c4 c7 r3 r5 r9 r13",
        contact="La personne de l’accueil", days="Tu-Fr 14:00-17:00|Mo-Fr 09:00-12:00",
        more={"frais_a_charge": ["Gratuit sous condition"], "uses": ["free_access"],
              "cost_note": "Gratuit jusqu’à 10 pages, puis 10 centimes",
              "modalites_accompagnement": ["En autonomie"]},
    ),
    Model(
        title="Réparer plutôt que jeter",
        description="On ouvre l’appareil ensemble. La pièce se paie, le savoir se donne.",
        services="culture", at="c5 c10 c15 a3",
        contact="Les bénévoles de l’établi", days="Sa 14:00-17:00|We 18:00-20:00",
        more={**WORKSHOP, "frais_a_charge": ["Gratuit", "Payant"], "uses": ["refurbishing"]},
    ),
)  # fmt: skip


def typed_offers() -> Iterator[Typed]:
    """Yield every offer that was typed, in an order that never changes."""
    for model in MODELS:
        days = model.days.split("|")
        for rank, mark in enumerate(model.at.split()):
            source, pattern = PLACES[mark[0]]
            dice = Dice("offer", model.title, mark)
            hours = days[rank % len(days)] if dice.share() < 0.8 else dice.one_of(days)
            values = {
                "title": model.title,
                "description": model.description,
                "services": [Service(SERVICES[word]).value for word in model.services.split()],
                "horaires": hours,
                "contact_nom": model.contact,
                **model.more,
            }
            yield Typed(source, pattern.format(int(mark[1:])), values)
