"""Words that may say too much: measured on invented sentences, asked about once, never blocked."""

import logging

import pytest
from django.test import Client

from maillage.apps.liaison.models import Path, Sheet
from maillage.apps.liaison.queries.codes import seen_mark
from maillage.apps.liaison.queries.doubts import FAMILIES, doubts
from maillage.apps.liaison.queries.screening import why_not
from maillage.apps.liaison.tests.reading import form, link, words

NEW = "/pro/fiches/nouvelle/"
# Invented, as somebody writes at the end of a day, by who wrote the list too: sentences of others
# would pass more often than these.
TOO_MUCH = [
    "Il sort de l’hôpital et ne peut plus se déplacer.",
    "Elle est suivie par un psy, très angoissée par les papiers.",
    "Suite à son AVC il ne lit plus bien.",
    "Madame Dupont a besoin d’aide pour la CAF.",
    "mdp ameli Soleil2024",
    "Son code c’est 4512, se connecter avec.",
    "N° allocataire 1234567",
    "Née le 12/03/1985 à Oran.",
    "Elle fuit un mari violent.",
    "Il vient de sortir de prison.",
    "Sans papiers, OQTF en cours.",
    "Monsieur est sourd.",
    "Elle est malvoyante, canne blanche.",
    "Il est sous curatelle renforcée.",
    "Femme voilée, ne veut pas d’homme.",
    "Il boit et ne vient pas le matin.",
    "Sous méthadone, rendez-vous l’après-midi.",
    "Elle attend un bébé pour mars.",
    "Il a des troubles de la mémoire.",
    "Il entend des voix.",
    "Illettré, ne le dites pas.",
    "Dort dans sa voiture depuis deux mois.",
    "Famille rom installée au camp.",
    "Elle fait de la chimio le mardi.",
    "En burn-out depuis janvier.",
    "Il est en fauteuil roulant.",
    "Dossier étranger 9912345678",
    "login jdupont75 sur le site des impôts",
    "Depuis son divorce il est perdu.",
    "A fait une tentative de suicide.",
    "Elle prend des antidépresseurs.",
    "Identifiant France Travail 1234567A",
    "Il est dyslexique.",
    "Le mot de passe c’est Azerty12",
]
FINE = [
    "Je voudrais refaire ma demande de logement.",
    "Je ne retrouve plus mon mot de passe de la CAF.",
    "Prendre rendez-vous chez le médecin sur internet.",
    "Renouveler ma carte Vitale.",
    "Ouvrir mon compte Ameli.",
    "Écrire mon CV d’infirmière.",
    "Apprendre le traitement de texte.",
    "Faire un virement, une opération bancaire.",
    "Déclarer mes impôts avant le 18/09/2026.",
    "Inscrire ma fille au collège.",
    "Mon code postal est 59999.",
    "Sonner : le code de la porte est sur l’interphone.",
    "Je cherche du travail dans une clinique.",
    "Remplir mon dossier de surendettement.",
    "Demander un extrait de casier judiciaire.",
    "Remplir le dossier MDPH de ma fille.",
    "Je veux apprendre à envoyer une photo.",
    "Comprendre un courrier de l’assurance maladie.",
    "Changer de mutuelle santé.",
    "Apprendre à scanner une ordonnance.",
    "Préparer ma retraite, trouver mes trimestres.",
    "Faire ma demande de divorce en ligne.",
    "Acheter un ordinateur d’occasion, pas cher.",
    "Imprimer trois pages et un billet de train.",
    "Monsieur le maire a écrit, je ne comprends pas sa lettre.",
    "Mettre un contrôle parental, parler des jeux violents.",
    "Recharger ma carte de bus.",
    "Créer une adresse e-mail pour France Travail.",
    "Payer le stationnement près de l’hôpital.",
    "Voir mes petits-enfants en vidéo, ils vivent loin.",
    "Refaire ma carte de séjour sur le site de la préfecture.",
    "Apprendre à reconnaître un message frauduleux.",
    "Faire un diaporama pour mon club de randonnée.",
]
# What the list does not see, and what it stops for nothing: known, and said.
MISSED = {"Il entend des voix.", "Dort dans sa voiture depuis deux mois."}
FALSE_ALARMS = {"Payer le stationnement près de l’hôpital."}


def seen(text):
    """Tell whether a text is stopped, or asked about."""
    return bool(why_not(text) or doubts(text))


def test_of_34_sentences_that_say_too_much_two_pass_and_of_33_others_one_is_asked_about():
    assert {text for text in TOO_MUCH if not seen(text)} == MISSED
    assert {text for text in FINE if seen(text)} == FALSE_ALARMS
    assert (len(TOO_MUCH), len(FINE)) == (34, 33)


@pytest.mark.parametrize("text", ["À L’HÔPITAL", "a l'hopital", "hôpital.", "HO\u0302PITAL"])
def test_words_are_seen_however_they_are_written(text):
    assert doubts(text)


def test_the_list_is_short_enough_to_be_read():
    assert sum(len(family.words.split()) for family in FAMILIES) < 140


@pytest.mark.parametrize(
    "text", ["", "\x00", "(" * 400, "code " * 80, "n° " * 100 + "12", "🙂" * 50]
)
def test_any_text_is_read(text):
    assert isinstance(doubts(text), list)


@pytest.mark.django_db
@pytest.mark.row("WRN-22")
def test_a_word_is_asked_about_once_with_what_to_write_instead_then_the_person_decides(
    town, sign_in, caplog
):
    caplog.set_level(logging.DEBUG)
    desk = sign_in(town.sender)
    said = form(town.place, need="Payer le parking de l’hôpital.")
    answer = desk.post(NEW, said)
    assert answer.status_code == 422
    text = words(answer)
    assert "À relire : « hôpital »" in text
    assert "Dites ce qu’il faut prévoir" in text
    assert "Payer le parking" in text
    assert not Sheet.objects.exists()
    mark = answer.context["form"]["reread"].field.widget.attrs["value"]
    # Ticked for these words, another one is asked about again.
    other = desk.post(NEW, said | {"need": "Sorti de prison, hôpital.", "reread": mark})
    assert "« prison »" in words(other)
    assert desk.post(NEW, said | {"reread": mark}).status_code == 302
    assert Sheet.objects.get().need == "Payer le parking de l’hôpital."
    assert "parking" not in caplog.text


@pytest.mark.django_db
def test_what_has_a_shape_is_never_let_through_by_a_tick(town, sign_in):
    said = form(town.place, need="Hôpital, mdp : Soleil12", reread="Hôpital")
    answer = sign_in(town.sender).post(NEW, said)
    assert answer.status_code == 422
    assert not Sheet.objects.exists()


@pytest.mark.django_db
def test_the_number_of_a_file_elsewhere_is_asked_about_by_nobody(town, sign_in):
    said = form(town.place, partner_reference="dossier 12345678")
    assert sign_in(town.sender).post(NEW, said).status_code == 302


@pytest.mark.django_db
def test_a_form_without_a_doubt_shows_no_box(town, sign_in):
    answer = sign_in(town.sender).post(NEW, form(town.place, how=""))
    assert "reread" not in answer.content.decode()


@pytest.mark.django_db
def test_the_word_of_a_place_and_of_a_path_are_read_again_too(town, sign_in):
    sheet = town.send()
    place, here = Client(), link(sheet)
    said = {"do": "appointment", "seen": seen_mark(sheet.sendings.get()), "day": "2026-11-25",
            "hour": "14:30", "note": "Entrée de l’hôpital."}  # fmt: skip
    answer = place.post(here, said)
    assert answer.status_code == 422
    assert 'name="reread" value="hôpital"' in answer.content.decode()
    assert place.post(here, said | {"reread": "hôpital"}).status_code == 302
    desk = sign_in(town.sender)
    path = {"aim": "Sortir de prison et travailler.", "agreed": "on", "template": ""}
    assert desk.post("/pro/parcours/nouveau/", path).status_code == 422
    assert not Path.objects.exists()
    desk.post("/pro/parcours/nouveau/", path | {"reread": "prison"})
    assert Path.objects.exists()
