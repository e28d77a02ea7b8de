"""The guide of procedures: what to bring, the official site, and how one is helped (ledger ORI-14).

One block for each. A city changes them here. Only official sites are named (a test says which
hosts are). `read_on` is the day on which somebody compared the block with its source; None says on
the page that nobody did yet: what was written from memory never passes for checked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Complexity(StrEnum):
    """How hard a procedure is, whoever does it."""

    SIMPLE = "simple"
    COMPLEX = "complex"


class Done(StrEnum):
    """How one is helped: beside somebody, or by somebody who has the right to act for others."""

    WITH = "with"
    WITH_OR_FOR = "with_or_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure."""

    code: str
    nom: "StrPromise"
    icon: str
    need: str  # a code of directory.queries.NEEDS
    site: str
    url: str
    bring: tuple["StrPromise", ...]
    complexity: Complexity
    done: Done
    source: str
    read_on: date | None
    # What often surprises.
    note: "StrPromise | str" = ""


_IDENTITY = _("Une pièce d’identité")
_PHONE = _("Votre téléphone : un code arrive parfois par message")
_MAIL = _("Votre adresse e-mail et son mot de passe, si vous en avez une")
_INCOME = _("Votre dernier avis d’impôt")
_BANK = _("Un papier de la banque avec votre numéro de compte (RIB)")
_HOME = _("Un papier récent avec votre adresse : facture, quittance de loyer")
_HEALTH = _("Votre carte Vitale, ou votre numéro de sécurité sociale")

PROCEDURES: tuple[Procedure, ...] = (
    Procedure(
        code="impots",
        nom=_("Déclarer ses impôts"),
        icon="money",
        need="argent",
        site="impots.gouv.fr",
        url="https://www.impots.gouv.fr",
        bring=(
            _("La lettre des impôts avec le numéro fiscal"),
            _INCOME,
            _MAIL,
            _PHONE,
        ),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.impots.gouv.fr/portail/particulier/questions/"
        "comment-creer-votre-espace-particulier",
        read_on=None,
        note=_("Le numéro d’accès change chaque année : prenez la dernière déclaration reçue."),
    ),
    Procedure(
        code="lettre-impots",
        nom=_("Répondre à une lettre des impôts"),
        icon="letter",
        need="argent",
        site="impots.gouv.fr",
        url="https://www.impots.gouv.fr/contacts",
        bring=(_("Toute la lettre, avec son enveloppe"), _INCOME, _IDENTITY),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.impots.gouv.fr",
        read_on=None,
        note=_("Regardez la date sur la lettre. Si elle est proche, dites-le en arrivant."),
    ),
    Procedure(
        code="aide-logement",
        nom=_("Demander une aide au logement"),
        icon="housing",
        need="logement",
        site="caf.fr",
        url="https://www.caf.fr",
        bring=(
            _("Votre bail, et le nom et l’adresse du propriétaire"),
            _("Le montant du loyer"),
            _("Ce que vous avez gagné depuis un an"),
            _BANK,
        ),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.caf.fr",
        read_on=None,
    ),
    Procedure(
        code="prime-activite",
        nom=_("Demander la prime d’activité ou le revenu de solidarité"),
        icon="money",
        need="argent",
        site="caf.fr",
        url="https://www.caf.fr",
        bring=(_("Vos fiches de paie des trois derniers mois"), _IDENTITY, _BANK, _HOME),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.caf.fr",
        read_on=None,
        note=_("On déclare ce que l’on gagne tous les trois mois."),
    ),
    Procedure(
        code="sante-solidaire",
        nom=_("Demander la complémentaire santé solidaire"),
        icon="health",
        need="sante",
        site="ameli.fr",
        url="https://www.ameli.fr",
        bring=(_HEALTH, _("La liste des personnes qui vivent avec vous"), _INCOME, _MAIL),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.complementaire-sante-solidaire.gouv.fr",
        read_on=None,
        note=_("Un seul dossier pour toute la famille. Il existe aussi sur papier."),
    ),
    Procedure(
        code="compte-sante",
        nom=_("Ouvrir son compte de l’Assurance maladie"),
        icon="health",
        need="sante",
        site="ameli.fr",
        url="https://www.ameli.fr",
        bring=(_HEALTH, _BANK, _MAIL, _PHONE),
        complexity=Complexity.SIMPLE,
        done=Done.WITH,
        source="https://www.ameli.fr",
        read_on=None,
    ),
    Procedure(
        code="france-travail",
        nom=_("S’inscrire à France Travail"),
        icon="job",
        need="emploi",
        site="francetravail.fr",
        url="https://www.francetravail.fr",
        bring=(
            _IDENTITY,
            _HEALTH,
            _BANK,
            _("Le papier de votre dernier employeur, si vous en avez un"),
            _MAIL,
        ),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.francetravail.fr/candidat/vos-droits-et-demarches/"
        "vos-demarches-aupres-de-pole-emp/linscription-et-le-rendez-vous-e.html",
        read_on=None,
        note=_("On peut s’arrêter et reprendre sa demande pendant deux semaines."),
    ),
    Procedure(
        code="carte-identite",
        nom=_("Refaire sa carte d’identité ou son passeport"),
        icon="procedure",
        need="demarche",
        site="ants.gouv.fr",
        url="https://ants.gouv.fr",
        bring=(
            _("Votre ancienne carte ou votre ancien passeport"),
            _("Une photo de moins de six mois, pas découpée"),
            _HOME,
            _("Les noms et les dates de naissance de vos parents"),
        ),
        complexity=Complexity.SIMPLE,
        done=Done.WITH,
        source="https://www.service-public.fr/particuliers/vosdroits/N358",
        read_on=None,
        note=_("On commence sur internet, puis on va à la mairie avec un rendez-vous."),
    ),
    Procedure(
        code="carte-grise",
        nom=_("Changer sa carte grise"),
        icon="procedure",
        need="demarche",
        site="immatriculation.ants.gouv.fr",
        url="https://immatriculation.ants.gouv.fr",
        bring=(
            _("L’ancienne carte grise"),
            _IDENTITY,
            _("Un papier de moins de six mois avec votre adresse"),
            _("Une carte bancaire, s’il y a quelque chose à payer"),
        ),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.service-public.fr/particuliers/vosdroits/F12118",
        read_on=None,
        note=_("Des sites qui imitent l’administration font payer : gardez l’adresse officielle."),
    ),
    Procedure(
        code="titre-sejour",
        nom=_("Demander ou refaire un titre de séjour"),
        icon="procedure",
        need="demarche",
        site="administration-etrangers-en-france.interieur.gouv.fr",
        url="https://administration-etrangers-en-france.interieur.gouv.fr",
        bring=(_("Votre passeport"), _("Votre titre actuel, si vous en avez un"), _HOME, _MAIL),
        complexity=Complexity.COMPLEX,
        done=Done.WITH,
        source="https://administration-etrangers-en-france.interieur.gouv.fr",
        read_on=None,
    ),
    Procedure(
        code="logement-social",
        nom=_("Demander un logement social"),
        icon="housing",
        need="logement",
        site="demande-logement-social.gouv.fr",
        url="https://www.demande-logement-social.gouv.fr",
        bring=(_IDENTITY, _INCOME, _HEALTH, _MAIL),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.demande-logement-social.gouv.fr",
        read_on=None,
        note=_("La demande se refait chaque année : notez la date."),
    ),
    Procedure(
        code="retraite",
        nom=_("Préparer sa retraite"),
        icon="clock",
        need="demarche",
        site="info-retraite.fr",
        url="https://www.info-retraite.fr",
        bring=(_HEALTH, _MAIL, _("Vos anciennes fiches de paie, si vous les avez")),
        complexity=Complexity.COMPLEX,
        done=Done.WITH_OR_FOR,
        source="https://www.info-retraite.fr",
        read_on=None,
    ),
    Procedure(
        code="ecole",
        nom=_("Ouvrir le site de l’école de son enfant"),
        icon="school",
        need="ecole",
        site="educonnect.education.gouv.fr",
        url="https://educonnect.education.gouv.fr",
        bring=(_("La feuille de l’école, avec le nom de compte"), _PHONE, _MAIL),
        complexity=Complexity.SIMPLE,
        done=Done.WITH,
        source="https://educonnect.education.gouv.fr",
        read_on=None,
        note=_("Papier perdu ? Demandez-le au secrétariat de l’école."),
    ),
    Procedure(
        code="cheque-energie",
        nom=_("Utiliser son chèque énergie"),
        icon="fair-price",
        need="argent",
        site="chequeenergie.gouv.fr",
        url="https://chequeenergie.gouv.fr",
        bring=(_("Le chèque, ou la lettre reçue"), _("Une facture d’électricité ou de gaz")),
        complexity=Complexity.SIMPLE,
        done=Done.WITH,
        source="https://chequeenergie.gouv.fr",
        read_on=None,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A public service that we lead to, and never do again ourselves."""

    nom: str
    words: "StrPromise"
    url: str  # "" when a person leads there
    label: str  # of the places that offer it, "" when none says so


ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere(
        nom="France services",
        words=_("Un accueil public près de chez vous, pour plusieurs administrations."),
        url="https://www.france-services.gouv.fr",
        label="France Services",
    ),
    Elsewhere(
        nom="Aidants Connect",
        words=_("Un professionnel fait la démarche pour vous, avec votre accord écrit."),
        url="https://aidantsconnect.beta.gouv.fr",
        label="Aidants Connect",
    ),
    Elsewhere(
        nom="Pix",
        words=_("Un service public gratuit pour s’entraîner au numérique et le faire reconnaître."),
        url="https://pix.fr",
        label="",
    ),
    Elsewhere(
        nom=gettext_noop("Un coffre-fort numérique"),
        words=_("Il garde vos papiers en ligne. Un conseiller vous aide à en choisir un. Ici, nous "
                "ne gardons aucun papier."),
        url="",
        label="",
    ),
)  # fmt: skip
