"""A text that somebody typed is said in another language by somebody, until it changes."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from maillage.apps.agenda.tests.factories import make_series
from maillage.apps.directory.tests.factories import (
    NOW,
    AuditRow,
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import said, url_of
from maillage.apps.translations.actions import say
from maillage.apps.translations.errors import LanguageNotSaid, SaidMeanwhile, TextGone, TooLong
from maillage.apps.translations.models import Said, digest_of
from maillage.apps.translations.queries import (
    forget,
    look_again,
    progress,
    remembered,
    texts_to_say,
)
from maillage.apps.translations.views import numbers_left_out

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BRING = "Une pièce d’identité et 0,20 € par page."
IN_ARABIC = "بطاقة هوية و 0,20 € لكل صفحة."


@pytest.fixture(autouse=True)
def fresh():
    forget()


@pytest.fixture
def place(db):
    return make_place(nom="La Navette", papers_to_bring=BRING, n_offers=1)


@pytest.fixture
def person(db):
    return make_user(name="Camille Exemple")


def tell(person, text, *, french=BRING, seen="", language="ar"):
    return say(
        digest=digest_of(french), language=language, text=text,
        seen=digest_of(seen) if seen else "", by=person, now=NOW,
    )  # fmt: skip


def page_of(client, place, language):
    return said(
        BeautifulSoup(client.get(f"{url_of(place)}?lang={language}").content, "html.parser").main
    )


def test_what_a_person_said_takes_the_place_of_the_french_and_of_its_mark(client, place, person):
    before = client.get(f"{url_of(place)}?lang=ar").content.decode()
    assert "pièce d’identité" in before
    tell(person, IN_ARABIC)
    after = page_of(client, place, "ar")
    assert IN_ARABIC in after
    assert "pièce d’identité" not in after
    # The other languages, and French, are as they were.
    assert "pièce d’identité" in page_of(client, place, "en")
    assert "pièce d’identité" in page_of(client, place, "fr")


def test_plain_french_too_is_said_by_people(client, place, person):
    tell(person, "Venez avec votre carte. Une page coûte 0,20 €.", language="fr-facile")
    assert "Venez avec votre carte" in page_of(client, place, "fr-facile")
    assert "Venez avec votre carte" not in page_of(client, place, "fr")


def test_a_french_text_that_changes_is_asked_again(client, place, person):
    tell(person, IN_ARABIC)
    assert texts_to_say("ar", words="identité") == []
    place.papers_to_bring = "Une pièce d’identité et 0,30 € par page."
    place.save()
    page = page_of(client, place, "ar")
    assert "0,30" in page
    assert IN_ARABIC not in page
    assert [one.french for one in texts_to_say("ar", words="identité")] == [place.papers_to_bring]


def test_the_same_text_of_two_places_is_said_once(client, place, person):
    other = make_place(nom="Le Rouet", papers_to_bring=BRING, n_offers=1)
    (text,) = texts_to_say("ar", words="identité")
    assert text.n_where == 2
    assert [nom for nom, _url in text.where] == ["La Navette", "Le Rouet"]
    tell(person, IN_ARABIC)
    assert IN_ARABIC in page_of(client, other, "ar")


def test_a_place_that_nobody_sees_asks_for_nothing(db):
    make_place(state="closed", closed_on=NOW.date(), papers_to_bring="Rien d’autre ici")
    assert texts_to_say("ar", words="Rien d’autre ici") == []


def test_offers_and_sessions_are_asked_too(place):
    make_offer(place, title="Atelier du jeudi")
    make_series(place=place, title="Café des écrans", documents="Votre téléphone chargé")
    waiting = {one.french for one in texts_to_say("en")}
    assert {"Atelier du jeudi", "Café des écrans", "Votre téléphone chargé"} <= waiting


def test_of_two_who_translate_the_second_reads_what_the_first_said(place, person):
    tell(person, IN_ARABIC)
    with pytest.raises(SaidMeanwhile):
        tell(person, "هوية")
    tell(person, "هوية", seen=IN_ARABIC)
    assert Said.objects.get().text == "هوية"
    tell(person, "هوية", seen=IN_ARABIC)  # sent twice
    assert AuditRow.objects.filter(action="say_text").count() == 2


def test_what_is_emptied_is_taken_back_even_when_the_french_is_gone(client, place, person):
    tell(person, IN_ARABIC)
    place.papers_to_bring = ""
    place.save()
    tell(person, "", seen=IN_ARABIC)
    assert not Said.objects.exists()
    with pytest.raises(TextGone):
        tell(person, IN_ARABIC)


def test_what_is_far_too_long_or_in_no_language_of_ours_is_refused(place, person):
    with pytest.raises(TooLong, match="260 signes au plus, le français en a 40"):
        tell(person, "a" * 1_000)
    for language in ("fr", "xx", ""):
        with pytest.raises(LanguageNotSaid):
            tell(person, IN_ARABIC, language=language)


def test_a_line_without_its_last_point_is_said_without_it(place, person):
    tell(person, IN_ARABIC)
    look_again()
    assert remembered(BRING.rstrip("."), "ar") == IN_ARABIC.rstrip(".")
    assert remembered(f"  {BRING}\r\n", "ar") == IN_ARABIC


def test_what_somebody_said_never_opens_a_tag(client, place, person):
    tell(person, "<script>alert(1)</script>")
    page = client.get(f"{url_of(place)}?lang=ar").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_numbers_that_were_left_out_are_said():
    assert numbers_left_out("De 9 h à 12 h 30, 0,20 €", "من 9 إلى 12:30، 0,20 €") == ()
    assert numbers_left_out("De 9 h à 12 h 30", "من 9 إلى 12") == ("30",)


# ---------------------------------------------------------------- pages


@pytest.fixture
def desk(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def sent(text, *, french=BRING, seen=""):
    return {"french": digest_of(french), "seen": digest_of(seen) if seen else "", "text": text}


def test_from_the_list_to_the_page_that_residents_read(desk, place):
    languages = desk.get(reverse("translations:languages"))
    assert "العربية" in languages.content.decode()
    url = reverse("translations:texts", args=["ar"])
    page = BeautifulSoup(desk.get(f"{url}?q=navette").content, "html.parser")
    form = next(one for one in page.select("main form[method=post]") if BRING in one.text)
    assert form.select_one("textarea")["dir"] == "rtl"
    assert form.select_one("input[name=french]")["value"] == digest_of(BRING)
    answer = desk.post(form["action"], sent(IN_ARABIC.replace("0,20", "0,2")), follow=True)
    assert "Vérifiez : 20 n’y est pas" in said(BeautifulSoup(answer.content, "html.parser").main)
    again = desk.post(url, sent(IN_ARABIC, seen=IN_ARABIC.replace("0,20", "0,2")), follow=True)
    assert "les habitants le lisent déjà" in again.content.decode()
    whole = desk.get(f"{url}?tout=1&q=identité").content.decode()
    assert IN_ARABIC in whole
    assert "Camille Exemple, le " in whole
    (arabic,) = [one for one in progress() if one.language.code == "ar"]
    assert arabic.n_said == 1


def test_what_was_typed_for_a_text_that_changed_is_given_back(desk, place):
    url = reverse("translations:texts", args=["ar"])
    answer = desk.post(url, sent("كلمات", french="Un texte qui n’est plus là"))
    assert answer.status_code == 409
    assert "كلمات" in answer.content.decode()
    assert "a changé depuis" in answer.content.decode()
    wrong = desk.post(url, {"french": "x", "text": "y"})
    assert wrong.status_code == 422


def test_with_nothing_to_translate_the_page_says_so(desk):
    page = desk.get(reverse("translations:texts", args=["tr"])).content.decode()
    assert "Tout est traduit" in page
    none = desk.get(reverse("translations:texts", args=["tr"]) + "?q=zzzz").content.decode()
    assert "Aucun texte ne porte ces mots" in none


def test_only_those_who_publish_translate(client, db):
    client.force_login(make_user(role="member", organisation=make_organisation()), backend=BACKEND)
    assert client.get(reverse("translations:languages")).status_code == 403


def test_a_long_list_is_cut_in_pages_that_make_as_many_queries(desk, django_assert_max_num_queries):
    for n in range(30):
        make_place(nom=f"Maison {n:02}", papers_to_bring=f"Papier numéro {n}")
    url = reverse("translations:texts", args=["ar"])
    desk.get(url)
    with django_assert_max_num_queries(14):
        page = BeautifulSoup(desk.get(url).content, "html.parser")
    assert len(page.select("main form[method=post]")) == 20
    second = desk.get(page.find("a", string="Page suivante")["href"]).content
    assert len(BeautifulSoup(second, "html.parser").select("main form[method=post]")) == 10


def test_a_page_in_french_asks_nothing_and_another_language_once(
    client, place, django_assert_num_queries
):
    def counted(language):
        from django.test.utils import CaptureQueriesContext

        client.get(f"{url_of(place)}?lang={language}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{url_of(place)}?lang={language}")
        return len([one for one in queries if "translations_said" in one["sql"]])

    assert counted("fr") == 0
    assert counted("ar") == 1


# ---------------------------------------------------------------- what the database holds


def row(**fields):
    values = {"french": "A", "digest": digest_of("A"), "language": "ar", "text": "ا",
              "by": make_user(), "at": NOW}  # fmt: skip
    return Said.objects.create(**values | fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("said_whole", {"french": ""}),
        ("said_whole", {"text": ""}),
        ("said_whole", {"language": ""}),
        ("said_elsewhere", {"language": "fr"}),
    ],
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row(**fields)


@pytest.mark.django_db
def test_the_database_holds_one_translation_of_a_text_by_language():
    row()
    row(language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        row(text="ب")
