"""Plain French is read where one reading is possible, and nowhere else."""

import pytest

from maillage.core.hours import french_times_to_osm, french_to_osm, parse


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("lundi au vendredi 9h-17h", "Mo-Fr 09:00-17:00"),
        ("Lu-Ve 9h00-12h00 / 14h-17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        (
            "du lundi au vendredi de 9h à 12h et de 14h à 17h",
            "Mo-Fr 09:00-12:00,14:00-17:00",
        ),
        ("mardi, jeudi : 14h-18h", "Tu,Th 14:00-18:00"),
        ("MARDI ET JEUDI 14 H – 18 H 30", "Tu,Th 14:00-18:30"),
        ("Les mardis de 9 à 12h", "Tu 09:00-12:00"),
        ("mardi 14-18h, mercredi de 9 à 12:00", "Tu 14:00-18:00; We 09:00-12:00"),
        ("Tous les mardis de 9h à midi", "Tu 09:00-12:00"),
        ("Tous les jours 9h-20h.", "Mo-Su 09:00-20:00"),
        ("Lundi 14h-17h ; mardi au samedi 9h-12h", "Mo 14:00-17:00; Tu-Sa 09:00-12:00"),
        ("Mardi Mercredi : 10h-18h | Jeudi : 14h-18h", "Tu,We 10:00-18:00; Th 14:00-18:00"),
        (
            "Du lundi au vendredi de 8h à 12h, du mardi au jeudi de 14h à 16h",
            "Mo,Fr 08:00-12:00; Tu-Th 08:00-12:00,14:00-16:00",
        ),
        ("Du lundi au vendredi 9h-17h. Fermé le mercredi", "Mo,Tu,Th,Fr 09:00-17:00"),
        ("Lundi : fermé, mardi : 9h-12h", "Tu 09:00-12:00"),
        ("Mo-Fr 9h-12h30,13h30-17h; We off", "Mo,Tu,Th,Fr 09:00-12:30,13:30-17:00"),
        ("Du lundi au vendredi de 9h à 17h (en continu)", "Mo-Fr 09:00-17:00"),
        ("Mardi 9h-18h sans interruption, samedi 9h-12h", "Tu 09:00-18:00; Sa 09:00-12:00"),
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Lundi, mardi et vendredi matin de 9h15 à 12h30", "Mo,Tu,Fr 09:15-12:30"),
        ("Mardi après-midi : 14h-17h", "Tu 14:00-17:00"),
        (
            "Lundi au vendredi 9h-12h, sur rendez-vous uniquement",
            'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        ),
        ("Sur rendez-vous", '"sur rendez-vous"'),
        ("Du lundi au vendredi sur rendez-vous", 'Mo-Fr "sur rendez-vous"'),
        ("Lundi 9h-12h, sur RDV", 'Mo 09:00-12:00 "sur rendez-vous"'),
        ("Sur rendez-vous : lundi 9h-12h", 'Mo 09:00-12:00 "sur rendez-vous"'),
        ("Lundi 9h-12h sans rendez-vous", "Mo 09:00-12:00"),
    ],
)
def test_a_sentence_with_one_reading_is_read(text, osm):
    assert french_to_osm(text) == osm
    hours = parse(text)
    assert (hours.understood, hours.text, hours.osm) == (True, text, osm)


@pytest.mark.parametrize(
    "text",
    [
        "bonjour",
        "9h-12h",  # which days?
        "du lundi au vendredi",
        "lundi 9h",
        "lundi 14h/17h30",
        "lundi 9h/12h - 14h/17h",
        "lundi 9h12h-14h-17h",
        "lundi 9h-12h-14h",
        "lundi 14-18",
        "lundi 14-17:30",
        "lundi 14h-17h et 9h-12h",
        "lundi 9h-12h après-midi",
        "lundi après-midi",
        "lundi matin fermé",
        "lundi matin sur rendez-vous",
        "mardi matin 14h-17h",
        "mardi après-midi 9h-17h",
        "9h-12h lundi, 14h-17h mardi",
        "9h-12h du lundi au vendredi, samedi 10h-12h",
        "le 2e mardi du mois, 9h-12h",
        "un mardi sur deux de 9h à 12h",
        "tous les mercredis après-midi",
        "lundi - mercredi 9h-12h",  # a range, or two days?
        "lundi au vendredi 9h-12h sauf le mercredi",
        "lundi au vendredi 9h-17h, vendredi 9h-12h",  # said twice
        "lundi au vendredi 13h30-18h ; mercredi 9h-12h, 13h30-18h",
        "lundi 9h-12h, mardi sur rendez-vous",
        "lundi 9h-12h et sur rendez-vous",
        "lundi 9h-12h ; mardi 9h-12h sur rendez-vous",
        "sans rendez-vous lundi 9h-12h, sur rendez-vous mardi 9h-12h",
        "lundi 9h-12h (17h pendant les vacances)",
        "lundi 9h-12h en juillet",
        "lundi 18h-2h",
        "lundi 9h-25h",
        "lundi 9h-12h et 11h-14h",
        "lundi lundi 9h-12h",
        "fermé",
        "fermé le lundi",
        "Tu 9h-12h; Tu 14h-17h",  # the notation would keep the second only
        "Mo 9h-12h; 14h-17h",
    ],
)
def test_a_doubt_leaves_the_text_to_a_person(text):
    assert french_to_osm(text) is None
    assert not parse(text).understood


def test_only_the_appointment_is_kept_when_it_comes_after_the_hours():
    assert french_to_osm("Lundi 9h-12h uniquement sur rendez-vous") == (
        'Mo 09:00-12:00 "sur rendez-vous"'
    )


@pytest.mark.parametrize(
    ("cell", "osm"),
    [
        ("9h à 12h - 14h à 17h", "09:00-12:00,14:00-17:00"),
        ("09:00 - 12:00 / 13:30 - 16:00", "09:00-12:00,13:30-16:00"),
        ("de 09h00 à 12h30 de 14h00 à 18h00", "09:00-12:30,14:00-18:00"),
        ("-", "off"),
        ("", "off"),
        ("Fermé", "off"),
        ("14:00-16:00.", "14:00-16:00"),
        ("14h/17h30", None),
        ("après 19H", None),
        ("14h à 16h une semaine sur deux", None),
        ("9h-12h (fermé en août)", None),
        ("9 - 12", None),
        ("9h-12h et 11h-14h", None),
        ("sur rdv", None),
    ],
)
def test_the_cell_of_one_day(cell, osm):
    assert french_times_to_osm(cell) == osm
