"""What one says of an invented place before any file spoils it."""

from dataclasses import dataclass

from maillage.core.standard import Service
from maillage.sources.clairmaille.dice import Dice
from maillage.sources.clairmaille.plane import LonLat, to_xy
from maillage.sources.clairmaille.town import house, quarter_of

# The nine services of the standard, as short words.
SERVICES = {
    "demarches": Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
    "outils": Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
    "emploi": Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE,
    "securite": Service.UTILISATION_SECURISEE_DU_NUMERIQUE,
    "parents": Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE,
    "loisirs": Service.LOISIRS_ET_CREATIONS_NUMERIQUES,
    "culture": Service.COMPREHENSION_DU_MONDE_NUMERIQUE,
    "acces": Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
    "achat": Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE,
}
# What a service lets people do there, in the words of the census (CEN-05).
USES = {
    "demarches": "procedures",
    "outils": "beginner_workshops",
    "acces": "free_access",
    "achat": "sale",
    "securite": "personal_help",
    "parents": "personal_help",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as the town knows it. `services`, `equipment`: short words, parted by blanks."""

    code: str
    nom: str
    street: str
    number: int
    kind: str  # code of the national list of kinds of place
    hours: str  # OpenStreetMap
    services: str
    resume: str
    organisation: str = "Ville de Clairmaille"
    cost: str = "Gratuit"
    publics: str = ""
    supports: str = ""
    access: str = "Se présenter|Téléphoner"
    equipment: str = ""  # "computer:7:1 printer"
    languages: str = "fr"
    ask_for: str = ""
    door: str = ""
    papers: str = ""
    wheelchair: str = ""  # "yes", "no" or nobody said
    mediators: str = ""
    letter_writing: bool = False
    mobile: bool = False  # telephone of the 06 range
    site: str = ""

    @property
    def adresse(self) -> str:
        """Number and street."""
        return f"{self.number} {self.street}"

    @property
    def position(self) -> LonLat:
        """[longitude, latitude] of its door."""
        return house(self.street, self.number)

    @property
    def quarter(self) -> str:
        """The quarter that holds its door."""
        return quarter_of(to_xy(*self.position))

    @property
    def dice(self) -> Dice:
        """The chance of this place alone: another place more changes nothing here."""
        return Dice("spot", self.code)

    @property
    def services_said(self) -> str:
        """Its services in the words of the standard."""
        return "|".join(SERVICES[word] for word in self.services.split())

    @property
    def uses(self) -> str:
        """What one does there, codes of the census."""
        uses = [USES[word] for word in self.services.split() if word in USES]
        if self.letter_writing:
            uses.append("letter_writing")
        return "|".join(dict.fromkeys(uses))

    @property
    def phone(self) -> str:
        """Ten digits of a range that Arcep keeps for fiction (decision 2018-0881)."""
        start = "063998" if self.mobile else "019900"
        dice = Dice("phone", self.code)
        return f"{start}{31 + int(dice.share() * 9)}{int(dice.share() * 100):02}"

    @property
    def email(self) -> str:
        """An address that leads nowhere."""
        host = "clairmaille" if self.organisation == "Ville de Clairmaille" else "asso-clairmaille"
        return f"{self.code}@{host}.example"

    @property
    def updated_on(self) -> str:
        """The day of its last news: one place in four has not been heard of for a year."""
        dice = Dice("news", self.code)
        year = 2025 if dice.share() < 0.25 else 2026
        return f"{year}-{1 + int(dice.share() * 9):02}-{1 + int(dice.share() * 28):02}"
