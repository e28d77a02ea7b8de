"""Numbers that cannot be: named with their line before a file of figures is loaded."""

import pytest

from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.tests.factories import make_zone
from maillage.apps.observatory.tests.test_on_screen import (
    FILOSOFI,
    SAID,
    desk,
    own_folder,
    person,
    send,
    words,
)

pytestmark = pytest.mark.django_db
__all__ = ["desk", "own_folder", "person"]


@pytest.mark.parametrize("number", ["1e308", "1e309", "inf", "nan", "-9e300", "9999999999999999"])
def test_a_number_of_nothing_is_named_with_its_line_and_stays_empty(desk, number):
    answer = send(desk, FILOSOFI.replace("18530", number))
    page = desk.get(answer["Location"])
    assert page.status_code == 200
    if number != "nan":  # a word for what is not given
        assert f"ligne 2, « MED21 » : « {number} »" in words(page)
    desk.post(answer["Location"])
    (figure,) = Figure.objects.filter(measure__unit="eur")
    assert (figure.value, figure.state) == (None, "missing")


def test_what_cannot_be_is_said_before_and_never_loaded(desk):
    table = "Quartier;Habitants;Foyers aidés (%)\nLa Filature;-5;250\nLe Rouet;800;-3\n"
    address = send(desk, table)["Location"]
    desk.post(address + "decrire/", SAID)
    said = words(desk.get(address))
    assert "À vérifier avant de charger" in said
    assert "1 nombre est sous zéro : il sera lu comme non fourni" in said
    assert "ligne 2, « Habitants » : −5" in said.replace("-5", "−5")
    assert "2 parts sont hors de 0 à 100 %" in said
    desk.post(address)
    assert Figure.objects.get(measure__code="population", zone__nom="La Filature").value is None
    shares = Figure.objects.filter(measure__unit="pct").order_by("value")
    assert [one.value for one in shares] == [-3, 250]


def test_shares_written_from_0_to_1_are_asked_about(desk):
    make_zone("metier", "quarter", nom="Le Métier")
    table = (
        "Quartier;Habitants;Foyers aidés (%)\nLa Filature;5;0,12\nLe Rouet;8;0,5\nLe Métier;7;0\n"
    )
    address = send(desk, table)["Location"]
    desk.post(address + "decrire/", SAID)
    said = words(desk.get(address))
    assert "« Foyers aidés (%) » ne va que de 0 à 1" in said
    assert "multipliez la colonne par 100" in said
    one = "Quartier;Habitants;Foyers aidés (%)\nLa Filature;5;0,12\nLe Rouet;8;50\nLe Métier;7;0\n"
    address = send(desk, one)["Location"]
    desk.post(address + "decrire/", SAID)
    assert "ne va que de 0 à 1" not in words(desk.get(address))


def test_the_trial_counts_in_good_french(desk):
    page = words(desk.get(send(desk, FILOSOFI)["Location"]))
    assert "1 territoire de votre base a des chiffres dans ce fichier" in page
    none = words(desk.get(send(desk, FILOSOFI.replace("59999", "01004"))["Location"]))
    assert "Aucun territoire de votre base n’a de chiffre" in none


def test_thousands_in_the_english_way_and_rounded_codes_are_said_with_how_to_repair(desk):
    for code in ("59996", "59997"):
        make_zone(code)
    rows = "".join(f"{code};900;2,000;18,530;24,0;s;\n" for code in (59999, 59997, 59996))
    table = FILOSOFI.splitlines()[0] + f"\n{rows}5,9998E+04;1;1;1;1;1;1\n"
    said = words(desk.get(send(desk, table)["Location"]))
    assert "« MED21 » n’a que des nombres à trois décimales" in said
    assert "« NBPERSMENFISC21 » n’a que des nombres à trois décimales" in said
    assert "« TP6021 »" not in said  # 24,0
    assert "Ligne 5 : le code « 5,9998E+04 » a été arrondi par un tableur" in said
    assert "Illisibles : 1" in said


def test_the_cells_that_are_not_shown_are_counted(desk):
    for n in range(12):
        make_zone(f"597{n:02}")
    rows = "".join(f"597{n:02};environ;1;1;1;1;1\n" for n in range(12))
    said = words(desk.get(send(desk, FILOSOFI.splitlines()[0] + "\n" + rows)["Location"]))
    assert "ligne 11, « NBMENFISC21 » : « environ »" in said
    assert "ligne 12, « NBMENFISC21 »" not in said
    assert "et 2 autres" in said


def test_the_column_of_the_code_is_no_measure_even_a_new_one(desk):
    address = send(desk, "Quartier;Numéro\nLa Filature;1\nLe Rouet;2\n")["Location"]
    form = SAID | {"code_column": "Numéro", "mesure0": "nouvelle", "nom0": "Numéros",
                   "unite0": "count", "famille0": "social", "sens0": "0"}  # fmt: skip
    for name in ("mesure1", "nom1", "unite1", "base1", "famille1", "sens1"):
        form.pop(name)
    answer = desk.post(address + "decrire/", form)
    assert "Cette colonne est celle du code." in words(answer)
