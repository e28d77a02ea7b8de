"""What becomes of the values of the old version, and what is kept of them."""

import pytest

from maillage.core.standard import FIELD_BY_NAME, detect_version, read_values
from maillage.core.standard.fields import allowed_values
from maillage.core.standard.version_0_1 import TABLE

BASE = {
    "id": "clairmaille-1",
    "pivot": "00000000000000",
    "nom": "Espace numérique",
    "commune": "Clairmaille",
    "code_postal": "59999",
    "adresse": "1 rue des Filatures",
    "date_maj": "2022-11-22",
    "services": "Créer avec le numérique",
}
FREE = "Gratuit : Je peux accéder gratuitement au lieu et à ses services"
MEMBERS = "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer"
EVERY_AGE = "Adultes;Familles/enfants;Jeunes (16-26 ans);Seniors (+ 65 ans)"


def read(**values):
    reading = read_values({**BASE, **values}, version="0.1")
    assert reading.faults == ()
    return reading.record


def test_the_table_has_every_old_value_and_only_published_new_ones():
    sizes = {column: len(values) for column, values in TABLE.items()}
    assert sizes == {
        "services": 15,
        "publics_accueillis": 11,
        "conditions_acces": 5,
        "labels_nationaux": 11,
        "modalites_accompagnement": 4,
    }
    for values in TABLE.values():
        for old, became in values.items():
            # An old value without a translation is at least kept in its own words.
            assert became.targets or became.kept, old
            for field, new in became.targets:
                assert new in allowed_values(FIELD_BY_NAME[field]) or (
                    field == "autres_formations_labels"
                )


@pytest.mark.parametrize(
    ("column", "old"), [(column, old) for column, values in TABLE.items() for old in values]
)
def test_every_old_value_alone_is_read_without_a_fault_and_never_lost(column, old):
    record = read(**{column: old})
    became = TABLE[column][old]
    for field, new in became.targets:
        assert new in getattr(record, field)
    assert (old in record.extension.get(f"local_{column}", ())) is became.kept


def test_all_ages_together_mean_everyone_and_the_list_is_kept():
    record = read(publics_accueillis=EVERY_AGE)
    assert record.publics_specifiquement_adresses == ()
    assert record.extension["local_publics_accueillis"] == tuple(EVERY_AGE.split(";"))


def test_care_is_read_beside_the_ages():
    record = read(publics_accueillis=EVERY_AGE + ";Surdité;Uniquement femmes")
    assert record.prise_en_charge_specifique == ("Surdité",)
    assert record.publics_specifiquement_adresses == ("Femmes",)


@pytest.mark.parametrize(
    ("old", "new"), [("Adultes;Jeunes (16-26 ans)", ()), ("Jeunes (16-26 ans)", ("Jeunes",))]
)
def test_naming_adults_never_becomes_a_list_that_leaves_them_out(old, new):
    assert read(publics_accueillis=old).publics_specifiquement_adresses == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FREE, ("Gratuit",)),
        (MEMBERS, ("Payant",)),
        (f"{FREE};{MEMBERS}", ("Gratuit sous condition",)),
        ("Gratuit", ("Gratuit",)),
        ("Accepte le Pass numérique", ()),
    ],
)
def test_free_for_members_is_free_on_condition(old, new):
    assert read(conditions_acces=old).frais_a_charge == new


def test_done_for_the_person_stays_in_its_own_words():
    old = "A ma place : une personne habilitée fait les démarches à ma place"
    record = read(modalites_accompagnement=old)
    assert record.modalites_accompagnement == ()
    assert record.extension == {"local_modalites_accompagnement": (old,)}


def test_renamed_and_dropped_columns_have_their_place():
    record = read(
        courriel="accueil@espace.example;",
        labels_autres="Label A;Label B",
        cle_ban="59999_0001_00001",
        accessibilite="https://acceslibre.beta.gouv.fr/app/exemple/",
    )
    assert record.courriels == ("accueil@espace.example",)
    assert record.autres_formations_labels == ("Label A", "Label B")
    assert record.fiche_acces_libre == "https://acceslibre.beta.gouv.fr/app/exemple/"
    assert record.extension == {"local_cle_ban": ("59999_0001_00001",)}
    assert read(accessibilite="rampe").extension == {"local_accessibilite": ("rampe",)}


def test_a_summary_of_the_old_length_moves_to_the_presentation_uncut():
    record = read(presentation_resume="a" * 400)
    assert (record.presentation_resume, record.presentation_detail) == ("", "a" * 400)
    both = read(presentation_resume="a" * 400, presentation_detail="b")
    assert both.extension == {"local_presentation_resume": ("a" * 400,)}


def test_services_were_required():
    (fault,) = read_values({**BASE, "services": ""}, version="0.1").faults
    assert (fault.field, fault.rule) == ("services", "required_missing")


@pytest.mark.parametrize(
    ("field", "value", "new"),
    [
        ("services", "Créer avec le numérique", ("Loisirs et créations numériques",)),
        ("frais_a_charge", FREE, ("Gratuit",)),
    ],
)
def test_an_old_value_in_a_new_file_is_translated_and_said(field, value, new):
    reading = read_values({**BASE, "services": "", field: value}, version="1.0")
    assert getattr(reading.record, field) == new
    assert [fault.rule for fault in reading.faults] == ["version_mixed"]


def test_old_columns_in_a_new_file_complete_the_new_ones():
    reading = read_values(
        {
            "id": "1",
            "nom": "Espace",
            "commune": "Clairmaille",
            "frais_a_charge": "Payant",
            "labels_nationaux": "CNFS;France Services",
            "conditions_acces": FREE,
        },
        version="1.0",
    )
    assert reading.record.frais_a_charge == ("Payant", "Gratuit")
    assert len(reading.record.dispositif_programmes_nationaux) == 2
    assert {fault.rule for fault in reading.faults} == {"required_missing"}


@pytest.mark.parametrize(
    ("columns", "version"),
    [
        (["id", "nom", "commune", "services"], "1.0"),
        (["id", "nom", "commune", "frais_a_charge"], "1.0"),
        (["id", "nom", "commune", "courriel", "publics_accueillis"], "0.1"),
        (["id", "nom", "frais_a_charge", "courriels", "labels_nationaux"], "1.0"),
        (["Nom du lieu", "Ville"], None),
        ([], None),
    ],
)
def test_the_version_is_told_by_the_columns(columns, version):
    assert detect_version(columns) == version
