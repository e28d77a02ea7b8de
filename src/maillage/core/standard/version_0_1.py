"""From the values of version 0.1.x of the standard to those of 1.0.2.

One table says what each old value becomes. Where the national map's own conversion is public
(two deliveries of one region, a day apart, in both versions), the table agrees with it, and a
test compares. `kept` marks an old value that says more than its translation: its words stay in
the extension of the record, under `local_<old column>`, so that nothing is lost.
"""

from typing import NamedTuple

from maillage.core.standard.values import (
    Dispositif,
    FormationLabel,
    Frais,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
    fold,
)

# Old columns that only changed their name.
RENAMED = {"courriel": "courriels", "labels_autres": "autres_formations_labels"}
# Old columns without a translation; an Acceslibre address in `accessibilite` has one.
ONLY_OLD = ("cle_ban", "accessibilite")


class Old(NamedTuple):
    """What an old value becomes: fields and values of 1.0.2, and whether its words are kept."""

    targets: tuple[tuple[str, str], ...] = ()
    kept: bool = False


def _to(field: str, value: str, *, kept: bool = False) -> Old:
    return Old(((field, str(value)),), kept)


_SERVICES, _FEES, _HELP = "services", "frais_a_charge", "modalites_accompagnement"
_PUBLICS, _CARE = "publics_specifiquement_adresses", "prise_en_charge_specifique"
_SCHEMES, _LABELS = "dispositif_programmes_nationaux", "formations_labels"
_OTHER_LABELS = "autres_formations_labels"

TABLE: dict[str, dict[str, Old]] = {
    "services": {
        # Learning to do it, or having it done with you: one service now, so both words are kept.
        "Devenir autonome dans les démarches administratives": _to(
            _SERVICES, Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, kept=True
        ),
        "Réaliser des démarches administratives avec un accompagnement": _to(
            _SERVICES, Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, kept=True
        ),
        # Smartphone and computer are one service now.
        "Prendre en main un smartphone ou une tablette": _to(
            _SERVICES, Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN, kept=True
        ),
        "Prendre en main un ordinateur": _to(
            _SERVICES, Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN, kept=True
        ),
        "Utiliser le numérique au quotidien": _to(
            _SERVICES, Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN
        ),
        "Approfondir ma culture numérique": _to(
            _SERVICES, Service.COMPREHENSION_DU_MONDE_NUMERIQUE
        ),
        "Favoriser mon insertion professionnelle": _to(
            _SERVICES, Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE
        ),
        # A connection without a machine, or a machine: one service now.
        "Accéder à une connexion internet": _to(
            _SERVICES, Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE, kept=True
        ),
        "Accéder à du matériel": _to(
            _SERVICES, Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE, kept=True
        ),
        "S'équiper en matériel informatique": _to(
            _SERVICES, Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE
        ),
        "Créer et développer mon entreprise": _to(
            _SERVICES, Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE, kept=True
        ),
        "Créer avec le numérique": _to(_SERVICES, Service.LOISIRS_ET_CREATIONS_NUMERIQUES),
        # Health procedures are procedures; that they are about health has no place any more.
        "Accompagner les démarches de santé": _to(
            _SERVICES, Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, kept=True
        ),
        # The nearest of the nine; "Utilisation sécurisée" is a promise that was not made.
        "Promouvoir la citoyenneté numérique": _to(
            _SERVICES, Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True
        ),
        "Soutenir la parentalité et l'éducation avec le numérique": _to(
            _SERVICES, Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE
        ),
    },
    "publics_accueillis": {
        "Seniors (+ 65 ans)": _to(_PUBLICS, PublicSpecifique.SENIORS),
        "Familles/enfants": _to(_PUBLICS, PublicSpecifique.FAMILLES_ET_OU_ENFANTS),
        "Adultes": Old(kept=True),  # see `translate`
        "Jeunes (16-26 ans)": _to(_PUBLICS, PublicSpecifique.JEUNES),
        # Which language was never said: "autres" is the one that promises nothing precise.
        "Public langues étrangères": _to(_CARE, PriseEnCharge.LANGUES_ETRANGERES_AUTRES, kept=True),
        "Déficience visuelle": _to(_CARE, PriseEnCharge.DEFICIENCE_VISUELLE),
        "Surdité": _to(_CARE, PriseEnCharge.SURDITE),
        # A psychiatric disorder is not a mental deficiency: nothing in 1.0.2 says it.
        "Handicaps psychiques : troubles psychiatriques donnant lieu à des atteintes "
        "comportementales": Old(kept=True),
        "Handicaps mentaux : déficiences limitant les activités d'une personne": _to(
            _CARE, PriseEnCharge.HANDICAPS_MENTAUX
        ),
        # "Women only" is a rule of admission, "Femmes" an intention: the words are kept.
        "Uniquement femmes": _to(_PUBLICS, PublicSpecifique.FEMMES, kept=True),
        "Personnes en situation d'illettrisme": _to(_CARE, PriseEnCharge.ILLETTRISME),
    },
    "conditions_acces": {
        "Gratuit : Je peux accéder gratuitement au lieu et à ses services": _to(
            _FEES, Frais.GRATUIT
        ),
        "Gratuit sous condition : La gratuité est conditionnée à des critères (situation "
        "familiale, convention avec un organisme social...)": _to(
            _FEES, Frais.GRATUIT_SOUS_CONDITION
        ),
        "Payant : L'accès au lieu et/ou à ses services est payant": _to(_FEES, Frais.PAYANT),
        # A means of payment, not a price: alone it leaves the price unknown.
        "Accepte le Pass numérique : Il est possible d'utiliser un Pass numérique pour accéder "
        "au lieu": Old(kept=True),
        # Joining costs something, says the national map. See also `translate`.
        "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer": _to(
            _FEES, Frais.PAYANT, kept=True
        ),
    },
    "labels_nationaux": {
        "France Services": _to(_SCHEMES, Dispositif.FRANCE_SERVICES),
        "CNFS": _to(_SCHEMES, Dispositif.CONSEILLERS_NUMERIQUES),
        "Aidants Connect": _to(_SCHEMES, Dispositif.AIDANTS_CONNECT),
        "Grandes écoles du numérique": _to(_SCHEMES, Dispositif.GRANDE_ECOLE_DU_NUMERIQUE),
        "Point numérique CAF": _to(_SCHEMES, Dispositif.POINT_D_ACCES_NUMERIQUE_CAF),
        "Fabriques de Territoire": _to(_LABELS, FormationLabel.FABRIQUES_DE_TERRITOIRE),
        # Out of the closed lists: the free field of 1.0.2 holds them, and the old column too.
        "APTIC": _to(_OTHER_LABELS, "APTIC", kept=True),
        # A relay helps, a digital point has a machine: not the same thing for who comes.
        "Point relais CAF": _to(_OTHER_LABELS, "Point relais CAF", kept=True),
        "Relais pôle emploi": _to(_OTHER_LABELS, "Relais pôle emploi", kept=True),
        "French Tech": _to(_OTHER_LABELS, "French Tech", kept=True),
        "Campus connecté": _to(_OTHER_LABELS, "Campus connecté", kept=True),
    },
    "modalites_accompagnement": {
        "Seul : j'ai accès à du matériel et une connexion": _to(
            _HELP, ModaliteAccompagnement.EN_AUTONOMIE
        ),
        "Avec de l'aide : je suis accompagné seul dans l'usage du numérique": _to(
            _HELP, ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL
        ),
        "Dans un atelier : j'apprends collectivement à utiliser le numérique": _to(
            _HELP, ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF
        ),
        # Done for the person (public letter-writer, mandate): 1.0.2 has no word for it.
        "A ma place : une personne habilitée fait les démarches à ma place": Old(kept=True),
    },
}

# Which table reads a value of the old version found in a column of the new one.
TABLE_OF_FIELD = {
    "services": "services",
    "publics_specifiquement_adresses": "publics_accueillis",
    "prise_en_charge_specifique": "publics_accueillis",
    "frais_a_charge": "conditions_acces",
    "dispositif_programmes_nationaux": "labels_nationaux",
    "formations_labels": "labels_nationaux",
    "modalites_accompagnement": "modalites_accompagnement",
}
# And which new fields are tried for a new value found in an old column.
FIELDS_OF_TABLE: dict[str, tuple[str, ...]] = {
    column: tuple(field for field, table in TABLE_OF_FIELD.items() if table == column)
    for column in TABLE
}
OLD_COLUMNS = frozenset(
    {*RENAMED, *ONLY_OLD, "publics_accueillis", "conditions_acces", "labels_nationaux"}
)

_AGES = ("Seniors (+ 65 ans)", "Familles/enfants", "Jeunes (16-26 ans)", "Adultes")
_ADULTS = "Adultes"
_FREE = next(value for value in TABLE["conditions_acces"] if value.startswith("Gratuit :"))
_MEMBERS = next(value for value in TABLE["conditions_acces"] if value.startswith("Adhésion"))


def _by_fold(values: dict[str, Old]) -> dict[str, str]:
    known = {fold(value): value for value in values}
    # "Gratuit" alone stands for "Gratuit : Je peux accéder...": the words after the colon explain.
    known |= {fold(value.partition(" : ")[0]): value for value in values if " : " in value}
    return known


_FOLDED = {column: _by_fold(values) for column, values in TABLE.items()}


def recognise_old(column: str, raw: str) -> str | None:
    """Return the value of 0.1 that `raw` stands for in this old column, or None."""
    return _FOLDED[column].get(fold(raw))


def translate(column: str, old_values: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the fields of 1.0.2 with their values, and the old values whose words are kept.

    Parameters
    ----------
    column : a key of TABLE
    old_values : values of that column exactly as in TABLE

    Notes
    -----
    Two old lists mean something as a whole.

    Ages: old lists name who may come ("Adultes, Jeunes, Seniors, Familles" on half of the real
    records: everyone), the new one names only whom the place is for. 1.0.2 has no word for
    adults, so as soon as adults are named, writing the other ages would tell adults that they
    are not welcome: the publics stay empty, which means everyone, and the list of ages is kept.
    The national conversion does the same.

    Free, with membership: free for members, hence "Gratuit sous condition".
    """
    targets: dict[str, list[str]] = {}
    kept: list[str] = []
    adults = column == "publics_accueillis" and _ADULTS in old_values
    free_for_members = _FREE in old_values and _MEMBERS in old_values
    for value in old_values:
        old = TABLE[column][value]
        if old.kept or (adults and value in _AGES) or (free_for_members and value == _FREE):
            kept.append(value)
        if adults and value in _AGES:
            continue
        if free_for_members and value in (_FREE, _MEMBERS):
            targets[_FEES] = [*targets.get(_FEES, []), str(Frais.GRATUIT_SOUS_CONDITION)]
            continue
        for field, new in old.targets:
            targets.setdefault(field, []).append(new)
    unique = {field: list(dict.fromkeys(values)) for field, values in targets.items()}
    return unique, kept
