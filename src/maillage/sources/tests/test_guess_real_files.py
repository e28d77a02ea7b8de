"""What is guessed of the real files of thirteen producers, as if none of them had ever been met."""

import pytest

from maillage.core.harmonise import Log
from maillage.sources.base import open_delivery, read_source
from maillage.sources.mapping import guess, look, mapped_source
from tests.shared_data import shared_data

# For each file: the columns that say what matters, and what each should become. Its own source in
# the catalog says the same.
EXPECTED = {
    "angers-2022.json.gz": "nom:USER_NOM adresse:USER_ADRES code_postal:code_postal "
    "commune:commune latitude:LAT longitude:LNG courriels:MAIL telephone:TELEPHONE "
    "site_web:SITE_INTER horaires:HORAIRE date_maj:DATE_MAJ",
    "bfc-ternum-2023.csv.gz": "nom:nom_structure adresse:adresse code_postal:code_postal "
    "commune:ville latitude:lat longitude:lon courriels:contact_email telephone:contact_tel "
    "site_web:url_lieu 1:lundi_matin 6:samedi_après-midi date_maj:mise_a_jour",
    "conseiller-numerique-2022-12.json.gz": "nom:nom adresse:adresse code_postal:code_postal "
    "commune:commune latitude:latitude longitude:longitude courriels:courriel "
    "telephone:telephone site_web:site_web horaires:horaires pivot:pivot date_maj:date_maj",
    "corse-2023.json.gz": "nom:Structure address_line:Adresse latitude:lat longitude:long "
    "courriels:Adresse_e-mail telephone:N°_de_téléphone site_web:Site_internet horaires:Horaires",
    "data-inclusion-2023-02.json.gz": "nom:nom adresse:adresse code_postal:code_postal "
    "commune:commune code_insee:code_insee latitude:latitude longitude:longitude "
    "courriels:courriel telephone:telephone site_web:site_web horaires:horaires pivot:pivot",
    "france-services-2022-12-01.csv.gz": "nom:lib_fs adresse:adresse code_postal:code_postal "
    "commune:lib_com code_insee:insee_com latitude:latitude longitude:longitude courriels:mail "
    "telephone:telephone 1:h_lundi 6:h_samedi",
    "hinaura-2022-11.json.gz": "nom:Nom_du_lieu_ou_de_la_structure_* adresse:Adresse_postale_* "
    "code_postal:Code_postal commune:Ville_* latitude:bf_latitude longitude:bf_longitude "
    "telephone:Téléphone site_web:Site_Web 1:Lundi 7:Dimanche",
    "la-creuse-2023.json.gz": "nom:nom adresse:adresse code_postal:code_postal commune:commune "
    "latitude:latitude longitude:longitude telephone:téléphone horaires:horaires",
    "maine-et-loire-2023-05.json.gz": "nom:NOM_STRUCTURE adresse:ADRESSE adresse:N° "
    "code_postal:CP commune:COMMUNE x:x y:y courriels:MAIL_STRUC telephone:NUM_TEL "
    "site_web:SITE_WEB date_maj:DAT_MaJ",
    "mulhouse-2023.json.gz": "nom:nom_structure adresse:adresse code_postal:code_postal "
    "commune:commune position:geom courriels:adresse_mail telephone:telephone site_web:site_web "
    "horaires:jours_horaires_ouverture",
    "nouvelle-caledonie-2024.json.gz": "nom:nom adresse:adresse code_postal:code_postal "
    "commune:commune position:geolocalisation courriels:courriel telephone:telephone "
    "site_web:site_web 1:horaires_lundi 7:horaires_dimanche",
    "paca-hub-du-sud-2022.csv.gz": "nom:nom adresse:adresse_rue adresse:adresse_numero "
    "code_postal:adresse_code_postal commune:adresse_commune code_insee:adresse_code_insee "
    "latitude:latitude longitude:longitude courriels:contact_email telephone:contact_telephone "
    "site_web:contact_web horaires:horaires_ouverture_osm",
    "rhinocc-2023-geocode.csv.gz": "nom:nom adresse:adresse code_postal:code_postal commune:ville "
    "latitude:lat longitude:lon courriels:email_structure telephone:tel_structure "
    "site_web:site_internet 1:lundi 7:dimanche date_maj:date_maj",
}


def wrong_guesses(name: str) -> tuple[int, list[str]]:
    """Return how many columns matter in a file, and those that are not guessed right."""
    mapping = guess(look(shared_data(f"lieux/brut/{name}")))
    found = {c.replace(" ", "_"): t.name or t.kind for c, t in mapping.columns.items()}
    due = [pair.split(":", 1) for pair in EXPECTED[name].split()]
    return len(due), [f"{c}: {found.get(c)}" for field, c in due if found.get(c) != field]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_columns_that_matter_are_guessed_without_a_question(name):
    n, wrong = wrong_guesses(name)
    assert n >= 8
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_a_real_file_is_a_record_or_is_refused_with_its_reason(name):
    path = shared_data(f"lieux/brut/{name}")
    source = mapped_source(guess(look(path)), id="x", title="X", producer="Producteur")
    n = n_refused = 0
    with open_delivery(path) as delivery:
        for one in read_source(source, delivery, Log()):
            n += 1
            if one.reading.record is None:
                n_refused += 1
                assert [f.message for f in one.reading.faults if f.severity == "error"]
    assert n > 50
    assert n_refused <= 0.04 * n


if __name__ == "__main__":
    for each in EXPECTED:
        total, missed = wrong_guesses(each)
        print(f"{each}: {total - len(missed)} of {total}", *missed)
