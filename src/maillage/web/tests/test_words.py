"""Numbers and dates as people say them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template import Context, Template
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.web import words

S = "\u00a0"


def plain(text):
    """The same words with ordinary spaces; the tests below look at the spaces once."""
    return text.replace(S, " ")


@pytest.mark.parametrize(
    ("written", "said", "uri"),
    [
        ("+33199002110", "01 99 00 21 10", "tel:+33199002110"),
        ("01.99.00.21.10", "01 99 00 21 10", "tel:+33199002110"),
        ("0639980012", "06 39 98 00 12", "tel:+33639980012"),
        ("+262262995012", "02 62 99 50 12", "tel:+262262995012"),
        ("3699", "36 99", "tel:3699"),
        ("voir l’accueil", "voir l’accueil", ""),
        ("", "", ""),
        ("+4930123456", "+49 30 123456", "tel:+4930123456"),
    ],
)
def test_telephones(written, said, uri):
    assert plain(words.telephone(written)) == said
    assert words.telephone_uri(written) == uri


def test_a_telephone_never_breaks_at_the_end_of_a_line():
    assert " " not in words.telephone("+33199002110")


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "10 m"),
        (12, "10 m"),
        (96, "100 m"),
        (450, "450 m"),
        (460, "450 m"),
        (974, "950 m"),
        (990, "1 km"),
        (1100, "1,1 km"),
        (1990, "2 km"),
        (9940, "9,9 km"),
        (9960, "10 km"),
        (12400, "12 km"),
    ],
)
def test_distances(metres, said):
    assert plain(words.distance(metres)) == said


@given(st.floats(0, 200_000))
def test_a_distance_in_words_is_near_the_true_one(metres):
    number, unit = words.distance(metres).split(S)
    said_m = float(number.replace(",", ".")) * (1000 if unit == "km" else 1)
    assert abs(said_m - metres) <= max(25, 0.051 * metres)


@pytest.mark.parametrize(
    ("metres", "said"),
    [(450, "6 min à pied"), (75, "1 min à pied"), (76, "2 min à pied"), (0, "1 min à pied")],
)
def test_minutes_on_foot_are_rounded_up(metres, said):
    assert plain(words.walking(metres)) == said


def test_nobody_is_told_to_walk_more_than_an_hour():
    assert plain(words.walking(4500)) == "60 min à pied"
    assert words.walking(4501) == ""


@pytest.mark.parametrize(
    ("written", "tied"),
    [
        ("de 9 h à 12 h et de 14 h à 17 h 30", "de 9_h à 12_h et de 14_h à 17_h_30"),
        ("répond au 01 99 00 21 90", "répond au 01_99_00_21_90"),
        ("3 place du Rouet", "3 place du Rouet"),
        ("dites : « bonjour » !", "dites_: «_bonjour_»_!"),
    ],
)
def test_what_a_territory_writes_does_not_break_inside_hours_and_numbers(written, tied):
    assert words.tie(written).replace(S, "_") == tied


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 9, 2), "2 septembre 2026"), (date(2026, 5, 1), "1er mai 2026")],
)
def test_dates(day, said):
    assert plain(words.date_words(day)) == said


def test_a_date_with_its_weekday():
    assert plain(words.date_words(date(2026, 9, 15), weekday=True)) == "mardi 15 septembre 2026"


@pytest.mark.parametrize(
    ("moment", "said"), [(time(14, 45), "14 h 45"), (time(9), "9 h"), (time(0, 5), "0 h 05")]
)
def test_times(moment, said):
    assert plain(words.time_words(moment)) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 9, 15), "aujourd’hui"),
        (date(2026, 9, 14), "hier"),
        (date(2026, 9, 10), "il y a 5 jours"),
        (date(2026, 8, 30), "il y a 2 semaines"),
        (date(2026, 6, 15), "il y a 3 mois"),
        (date(2026, 6, 16), "il y a 2 mois"),
        (date(2026, 7, 19), "il y a 8 semaines"),
        (date(2025, 5, 20), "il y a 15 mois"),
        (date(2023, 9, 15), "il y a plus de 3 ans"),
        (date(2026, 9, 20), "le 20 septembre 2026"),
    ],
)
def test_ages(day, said):
    assert plain(words.age_words(day, date(2026, 9, 15))) == said


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
@example(date(2026, 7, 1), 60)  # one whole month only
def test_every_age_has_words_without_a_singular(day, days):
    """ "1 mois" never comes out: weeks are said up to two months, and days up to two weeks."""
    said = words.age_words(day, day + timedelta(days))
    assert said
    assert f" 1{S}" not in said


def render(source, **context):
    return Template(source).render(Context(context))


def test_the_filters_are_there_without_loading_them():
    day = date(2026, 9, 2)
    page = render(
        "{{ m|distance }}|{{ m|walking }}|{{ d|date_words }}|{{ d|weekday_words }}|"
        "{{ d|age_words:today }}|{{ t|time_words }}|{{ n|telephone }}|{{ n|telephone_uri }}",
        m=450,
        d=day,
        today=date(2026, 9, 4),
        t=time(14, 45),
        n="+33199002110",
    )
    assert plain(page) == (
        "450 m|6 min à pied|2 septembre 2026|mercredi 2 septembre 2026|il y a 2 jours|14 h 45|"
        "01 99 00 21 10|tel:+33199002110"
    )


def test_a_moment_is_said_in_the_time_of_the_territory():
    evening = datetime(2026, 9, 2, 22, 30, tzinfo=UTC)  # after midnight in Paris
    assert plain(render("{{ m|date_words }} {{ m|time_words }}", m=evening)) == (
        "3 septembre 2026 0 h 30"
    )


def test_a_telephone_link_dials_and_a_text_does_not():
    assert render("{% telephone_link n %}", n="0199002110").startswith(
        '<a class="nb" href="tel:+33199002110">'
    )
    assert render("{% telephone_link n %}", n="<b>") == '<span class="nb">&lt;b&gt;</span>'
