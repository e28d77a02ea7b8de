"""What a free text never holds; and what it may, so that nobody is stopped for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.liaison.errors import NotWritten
from maillage.apps.liaison.forms.kit import DrawingField, FreeTextField
from maillage.apps.liaison.queries.screening import checked, why_not


@pytest.mark.row("LIA-08")
@pytest.mark.row("WRN-22")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Son numéro : 1 85 05 78 006 084 36", "sécurité sociale"),
        ("285057800608436", "sécurité sociale"),
        ("1.85.05.2A.006.084", "sécurité sociale"),
        ("2 94 11 2B 033 021 18", "sécurité sociale"),
        ("FR76 3000 6000 0112 3456 7890 189", "banque"),
        ("fr7630006000011234567890189", "banque"),
        ("carte 4970 1000 0000 0055 ok", "banque"),
        ("mot de passe : Soleil12", "mot de passe"),
        ("MDP=azerty", "mot de passe"),
        ("son identifiant est jdupont", "mot de passe"),
        ("code pin : 1234", "mot de passe"),
        ("écrire à nour@exemple.fr", "e-mail"),
        ("appeler le 06 39 98 00 12", "long numéro"),
        ("numéro fiscal 3012345678", "long numéro"),
        ("il a un cancer", "santé"),
        ("en de\u0301pression", "santé"),
        ("personne handicapée", "santé"),
        ("elle est enceinte", "santé"),
        ("suit un traitement médical", "santé"),
    ],
)
def test_what_identifies_or_tells_an_illness_is_refused_with_the_way_out(text, says):
    assert says in why_not(text)
    with pytest.raises(NotWritten):
        checked(text, most=300)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Je voudrais refaire ma demande de logement avant le 18/09/2026.",
        "Payer 1 250,50 € de cantine, rendez-vous le 12/10/2026 à 14 h 30.",
        "Ouvrir mon compte sur le site de l’assurance maladie.",
        "Demander l’AAH, l’allocation aux adultes handicapés.",
        "J’ai perdu mon mot de passe et je ne retrouve plus mon identifiant.",
        "Remplir le dossier MDPH de ma fille.",
        "Habite au 12 rue du Rouet, 59999 Clairmaille.",
        "Écrire au 3e étage, porte 12.",
    ],
)
def test_what_a_person_says_of_a_need_is_kept(text):
    assert why_not(text) == ""


def test_a_reference_may_be_a_long_number_of_no_person():
    assert why_not("2026-004-187-5521", numbers=True) == ""
    assert why_not("1 85 05 78 006 084 36", numbers=True)


def test_a_text_is_one_line_within_its_length():
    assert checked("  un\n deux\x00 ", most=10) == "un deux"
    with pytest.raises(NotWritten, match="10 signes"):
        checked("x" * 11, most=10)


@given(st.text(max_size=400))
def test_any_text_is_kept_or_refused_in_words(text):
    why = why_not(text)
    assert why == "" or why[0].isupper()


@given(st.integers(1, 2), st.integers(0, 99), st.integers(1, 12), st.integers(1, 95),
       st.integers(0, 999), st.integers(0, 999), st.sampled_from(["", " ", ".", "-"]))  # fmt: skip
def test_a_number_of_social_security_is_seen_however_it_is_cut(
    sex, year, month, area, town, n, gap
):
    number = gap.join(
        [str(sex), f"{year:02}", f"{month:02}", f"{area:02}", f"{town:03}", f"{n:03}"]
    )
    assert why_not(f"Numéro {number}, merci.")


@pytest.mark.parametrize(
    "drawing", ["M1 1", "M1 1L2 2", "<svg>", "M1 1L2 2" + "L9999 3" * 20, "javascript:alert(1)",
                "M1 1L2 2" * 2_000, "M1,1L2,2" * 10],
)  # fmt: skip
def test_a_signature_is_lines_and_nothing_else(drawing):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        DrawingField().clean(drawing)


def test_a_drawn_signature_is_kept():
    drawing = "M10 10L20 20L30 25L40 30M50 50L60 60L70 70L80 80"
    assert DrawingField().clean(drawing) == drawing


def test_a_field_says_why_at_its_place():
    from django.core.exceptions import ValidationError

    field = FreeTextField(most=20)
    assert field.clean("  deux   mots ") == "deux mots"
    with pytest.raises(ValidationError, match="20 signes"):
        field.clean("x" * 21)
    with pytest.raises(ValidationError, match="santé"):
        field.clean("il a un cancer")
