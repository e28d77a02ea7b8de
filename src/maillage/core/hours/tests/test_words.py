# ruff: noqa: DTZ001 - hours are local to the place: naive moments are the ordinary case
"""What a person reads. In the expected lines `_` stands for a no-break space."""

from datetime import date, datetime

import pytest

from maillage.core.hours import DayOfWeek, Span, State, parse, time_in_words

# As imports write the hours of a file that kept Saturday alone.
LOST = "Mo,Tu,We,Th,Fr,Su unknown; Sa 09:00-12:00"


def plain(text: str) -> str:
    assert "_" not in text
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-17:30",
            [
                "Du lundi au vendredi : de 9_h à 12_h et de 14_h à 17_h_30",
                "Fermé : samedi et dimanche",
            ],
        ),
        (
            "Mo,Tu,Th,Fr 08:30-12:00; We 08:30-12:00,13:30-18:00; PH off",
            [
                "Lundi, mardi, jeudi et vendredi : de 8_h_30 à 12_h",
                "Mercredi : de 8_h_30 à 12_h et de 13_h_30 à 18_h",
                "Fermé : samedi et dimanche",
                "Jours fériés : fermé",
            ],
        ),
        ("Mo-Su 10:00-24:00", ["Tous les jours : de 10_h à minuit"]),
        ("24/7", ["Tous les jours, 24_h sur_24"]),
        (
            '24/7; PH off "inventaire"',
            ["Tous les jours, 24_h sur_24", "Jours fériés : fermé (inventaire)"],
        ),
        ("off", ["Fermé."]),
        ('Mo "sur rendez-vous"', ["Lundi : sur rendez-vous", "Fermé : du mardi au dimanche"]),
        (
            'Mo,Tu 09:00-12:00; Su off || "sur RDV"',
            ["Lundi et mardi : de 9_h à 12_h", "Fermé : dimanche", "Le reste du temps : sur RDV"],
        ),
        ("sur rendez-vous", ["Sur rendez-vous"]),
        (
            'Mo 09:00-12:00 "sur rendez-vous"; Tu-Su 09:00-12:00 "adhérents"',
            [
                "Lundi : de 9_h à 12_h (sur rendez-vous)",
                "Du mardi au dimanche : de 9_h à 12_h (adhérents, à confirmer)",
            ],
        ),
        (
            'Mo-Su 09:00-12:00, Mo-Su 14:00-16:00 "sur rdv"',
            ["Tous les jours : de 9_h à 12_h et de 14_h à 16_h (sur rdv)"],
        ),
        (
            "Jul-Aug Mo-Sa 10:00-19:00; Sep,Nov-Dec Tu 10:00-18:00",
            [
                "De juillet à août, du lundi au samedi : de 10_h à 19_h",
                "En septembre et de novembre à décembre, mardi : de 10_h à 18_h",
            ],
        ),
        (
            "We[2],We[-1] 14:00-17:00",
            ["Le 2e mercredi et le dernier mercredi du mois : de 14_h à 17_h"],
        ),
        ("We[1,3] 14:00-17:00", ["Le 1er et 3e mercredi du mois : de 14_h à 17_h"]),
        (
            'Mo-Su 09:00-12:00; Dec 24-Jan 01 off "travaux"; 2027 Aug 01 off',
            [
                "Tous les jours : de 9_h à 12_h",
                "Du 24 décembre au 1er janvier : fermé (travaux)",
                "Le 1er août 2027 : fermé",
            ],
        ),
        (
            "week 1-53/2 We 10:00-12:00",
            ["À certaines dates («_week 1-53/2_»), mercredi : de 10_h à 12_h"],
        ),
        (
            "Mo-Su 09:00-12:00; SH Mo-Fr 10:00-12:00; Su,PH off",
            [
                "Du lundi au samedi : de 9_h à 12_h",
                "Fermé : dimanche",
                "Vacances scolaires, du lundi au vendredi : de 10_h à 12_h",
                "Jours fériés : fermé",
                "Horaires de vacances à vérifier.",
            ],
        ),
        (
            "Mo-Fr 09:00-18:00; Fr 12:00-14:00 off",
            [
                "Du lundi au jeudi : de 9_h à 18_h",
                "Vendredi : de 9_h à 12_h et de 14_h à 18_h",
                "Fermé : samedi et dimanche",
            ],
        ),
        ("PH off", ["Horaires à confirmer", "Jours fériés : fermé"]),
        (
            "  demander\n à l’accueil ",
            ["Horaires tels qu’indiqués, à confirmer : «_demander à l’accueil_»"],
        ),
        ("", []),
    ],
)
def test_the_week_in_words(text, lines):
    assert [plain(line) for line in parse(text).in_words()] == lines


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("Mo-Fr 09:00-18:30", (2026, 11, 20, 10, 0), "Ouvert, jusqu’à 18_h_30"),
        ("Mo-Fr 09:00-18:30", (2026, 11, 20, 8, 0), "Fermé. Ouvre à 9_h"),
        ("Mo-Fr 09:00-18:30", (2026, 11, 19, 18, 30), "Fermé. Ouvre demain à 9_h"),
        ("Mo-Fr 09:00-18:30", (2026, 11, 20, 20, 0), "Fermé. Ouvre lundi à 9_h"),
        ("Fr 09:00-18:30", (2026, 11, 20, 20, 0), "Fermé. Ouvre vendredi 27 novembre à 9_h"),
        ("Dec 01 09:00-18:30", (2026, 11, 20, 20, 0), "Fermé. Ouvre mardi 1er décembre à 9_h"),
        (
            "Oct 20 09:00-18:30",
            (2026, 11, 20, 20, 0),
            "Fermé. Ouvre mercredi 20 octobre 2027 à 9_h",
        ),
        ("Sa 00:00-24:00", (2026, 11, 20, 20, 0), "Fermé. Ouvre demain à minuit"),
        # Days of which nothing is known come before the next one that is: not "closed until then".
        (LOST, (2026, 11, 21, 20, 0), "Fermé. Horaires à confirmer"),
        (LOST, (2026, 11, 21, 8, 0), "Fermé. Ouvre à 9_h"),
        (LOST, (2026, 11, 21, 10, 0), "Ouvert, jusqu’à 12_h"),
        (LOST, (2026, 11, 24, 10, 0), "Horaires à confirmer"),
        ("Mo-Su 18:00-24:00", (2026, 11, 20, 20, 0), "Ouvert, jusqu’à minuit"),
        ("Mo-Su 18:00-02:00", (2026, 11, 20, 20, 0), "Ouvert, jusqu’à 2_h"),
        ("Mo-Su 18:00-02:00", (2026, 11, 21, 1, 0), "Ouvert, jusqu’à 2_h"),
        ("24/7", (2026, 11, 20, 20, 0), "Ouvert 24_h sur_24"),
        ("24/7; Su 18:00-24:00 off", (2026, 11, 21, 20, 0), "Ouvert, jusqu’à demain à 18_h"),
        ("24/7; Su off", (2026, 11, 20, 20, 0), "Ouvert, jusqu’à dimanche à minuit"),
        (
            'Fr 09:00-12:00 "sans rendez-vous"',
            (2026, 11, 20, 9, 0),
            "Ouvert, jusqu’à 12_h (sans rendez-vous)",
        ),
        ('Fr 09:00-12:00 "sur rendez-vous"', (2026, 11, 20, 9, 0), "Sur rendez-vous"),
        (
            'Fr 09:00-12:00 "sur rendez-vous"',
            (2026, 11, 20, 8, 0),
            "Fermé. Sur rendez-vous à partir de 9_h",
        ),
        (
            'Mo 09:00-12:00 || "sur RDV"',
            (2026, 11, 23, 8, 0),
            "Sur RDV. Ouvre à 9_h",
        ),
        ('Fr 09:00-12:00 "adhérents"', (2026, 11, 20, 9, 0), "Horaires à confirmer : adhérents"),
        ('Fr 09:00-12:00 "adhérents"', (2026, 11, 20, 8, 0), "Fermé. Horaires à confirmer"),
        (
            "Mo-Fr 09:00-12:00; PH off",
            (2027, 3, 29, 10, 0),
            "Fermé aujourd’hui : lundi de Pâques. Ouvre demain à 9_h",
        ),
        (
            "Mo-Fr 09:00-12:00",
            (2027, 3, 29, 10, 0),
            "Horaires à confirmer : jour férié (lundi de Pâques)",
        ),
        (
            "Mo-Fr 09:00-12:00; SH off",
            (2026, 12, 21, 10, 0),
            "Fermé pendant les vacances scolaires. Ouvre lundi 4 janvier à 9_h",
        ),
        (
            'Mo-Fr 09:00-12:00; Nov 20 off "inventaire"',
            (2026, 11, 20, 10, 0),
            "Fermé : inventaire. Ouvre lundi à 9_h",
        ),
        ("off", (2026, 11, 20, 10, 0), "Fermé"),
        ("je ne sais pas", (2026, 11, 20, 10, 0), "Horaires à confirmer"),
    ],
)
def test_the_sentence_of_the_moment(text, at, sentence):
    assert plain(parse(text, school_zone="B").today_in_words(datetime(*at))) == sentence


def test_the_table_of_a_week_has_seven_lines():
    week = parse('Mo 09:00-12:00; Tu 22:00-02:00 "sur rdv"; PH off').week()
    assert week[0] == DayOfWeek(0, "Lundi", (Span(540, 720, "", State.OPEN),))
    assert week[1] == DayOfWeek(1, "Mardi", (Span(1320, 1560, "sur rdv", State.BY_APPOINTMENT),))
    assert [day.label for day in week[2:]] == [
        "Mercredi",
        "Jeudi",
        "Vendredi",
        "Samedi",
        "Dimanche",
    ]
    assert all(day.spans == () for day in week[2:])


def test_the_table_does_not_depend_on_the_date_nor_on_missing_calendars():
    hours = parse("Mo 09:00-12:00; SH 14:00-16:00")
    assert hours.week()[0].spans == (Span(540, 720, "", State.OPEN),)
    assert not hours.known_on(date(2026, 11, 23))


def test_hours_never_break_across_lines():
    assert plain(time_in_words(545)) == "9_h_05"
    assert plain(time_in_words(0)) == time_in_words(1440) == "minuit"
    assert plain(time_in_words(1560)) == "2_h"
