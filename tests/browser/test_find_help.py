"""A person looks for help: with and without JavaScript, by keyboard, and comes back."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.site import N_OTHER_PLACES, OTHER_TOWN_CENTRE, Site

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
PER_PAGE = 20


def names(page: Page, region: str = "La liste") -> list[str]:
    """Return the names of the places of the list, in order."""
    listed = page.get_by_role("region", name=region).get_by_role("listitem")
    return listed.get_by_role("heading", level=3).all_inner_texts()


def query_of(page: Page) -> dict[str, list[str]]:
    """Return what the address asks."""
    return parse_qs(urlsplit(page.url).query)


def search_again(page: Page, **expected: str) -> None:
    """Send the form and wait for the address of the answer."""
    page.get_by_role("button", name="Chercher", exact=True).click()
    for name, value in expected.items():
        page.wait_for_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))


def tab_to(page: Page, wanted: Locator, most: int = 90) -> None:
    """Press Tab until the focus is there, as someone without a mouse."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{most} tabs do not reach {wanted}")


# ---------------------------------------------------------------- the main journey


@BOTH
def test_from_a_picture_to_the_person_who_answers(
    open_page: Opener, town: Site, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(town.url)
    page.get_by_role("link", name="Imprimer un papier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où imprimer un papier ?")

    page.get_by_role("combobox", name="Où êtes-vous ?").select_option(
        label="La Filature (Clairmaille)"
    )
    page.get_by_role("button", name="Voir le plus proche").click()
    expect(page.get_by_role("status").first).to_contain_text("La Filature (Clairmaille)")
    near = names(page)
    assert "Médiathèque de la Navette" in near
    assert not any("Fuseau" in nom for nom in near)
    # The field says the words, never the code that stands in the address.
    expect(page.get_by_label("Où ?")).to_have_value("La Filature (Clairmaille)")

    page.get_by_role("checkbox", name="Gratuit", exact=False).first.check()
    page.get_by_role("checkbox", name="Accès en fauteuil roulant").check()
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("1 lieu ")
    assert query_of(page)["avec"] == ["cost:Gratuit", "wheelchair:yes"]
    certain = names(page)
    assert len(certain) == 1

    page.get_by_role("link", name="Les montrer aussi, à part").click()
    expect(page.get_by_role("heading", name="Peut-être : à demander au téléphone")).to_be_visible()
    expect(page.get_by_text("Fauteuil roulant : nous ne savons pas.").first).to_be_visible()
    both = names(page)
    assert both[0] == certain[0]
    assert len(both) > 1
    shared = page.url

    page.get_by_role("link", name=certain[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(certain[0])
    expect(page.get_by_role("table", name="Horaires de la semaine")).to_contain_text("Dimanche")
    expect(page.locator("a[href='tel:+33199002110']").first).to_be_visible()
    assert page.get_by_role("link", name="Y aller").get_attribute("href") == (
        "geo:50.30680,3.20710?q=50.30680,3.20710%28M%C3%A9diath%C3%A8que%20de%20la%20Navette%29"
    )

    page.go_back()
    expect(page.get_by_role("heading", name="Peut-être : à demander au téléphone")).to_be_visible()
    assert names(page) == both

    someone_else = open_page(java_script_enabled=javascript)
    someone_else.goto(shared)
    assert names(someone_else) == both


def test_the_whole_journey_without_a_mouse(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(town.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Faire une démarche"), most=5)
    page.keyboard.press("Enter")
    where = page.get_by_role("combobox", name="Où êtes-vous ?")
    expect(where).to_be_visible()
    tab_to(page, where)
    page.keyboard.type("Haut-Champ")
    tab_to(page, page.get_by_role("button", name="Voir le plus proche"), most=2)
    page.keyboard.press("Enter")
    page.wait_for_url("**ou=haut-champ*")

    tab_to(page, page.get_by_role("checkbox", name="Sans rendez-vous"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Chercher", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**avec=access%3Awalk_in*")
    # The form that had the focus was replaced: one is at the question, the list comes next.
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    first = names(page)[0]
    tab_to(page, page.get_by_role("link", name=first, exact=True), most=6)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)


@pytest.mark.row("MAP-06")
def test_a_quarter_and_a_use_give_the_same_list_with_and_without_javascript(
    open_page: Opener, town: Site
) -> None:
    lists = []
    for javascript in (False, True):
        page = open_page(java_script_enabled=javascript)
        page.goto(f"{town.url}/lieux/")
        page.get_by_label("Où ?").fill("Les Courtils")
        page.locator("summary").filter(has_text="Comment on y est aidé").click()
        page.get_by_role("checkbox", name="Aide personnalisée").check()
        search_again(page, avec="use%3Apersonal_help")
        expect(page.get_by_role("status").first).to_contain_text("Les Courtils")
        lists.append(names(page))
    assert lists[0] == lists[1]
    assert lists[0]


# ---------------------------------------------------------------- htmx only enhances


def test_what_htmx_swaps_is_the_page_that_one_loads_afresh(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(f"{town.url}/lieux/?besoin=imprimer")
    page.evaluate("document.getElementById('bilan').since = 'the first page'")
    for change in ("Accès en fauteuil roulant", "Coin enfants"):
        page.get_by_role("checkbox", name=change).check()
        with page.expect_response(
            lambda response: (
                "HX-Request" in str(response.request.headers)
                or "hx-request" in response.request.headers
            )
        ):
            page.get_by_role("button", name="Chercher", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_focused()
    # The live region is the same element: a screen reader says its new words.
    assert page.evaluate("document.getElementById('bilan').since") == "the first page"
    expect(page.get_by_role("button", name="Près de moi")).to_be_visible()
    swapped = (page.title(), page.get_by_role("main").inner_html())

    fresh = open_page()
    fresh.goto(page.url)
    assert (fresh.title(), normalised(fresh.get_by_role("main").inner_html())) == (
        swapped[0],
        normalised(swapped[1]),
    )

    page.go_back()
    expect(page.get_by_role("checkbox", name="Coin enfants")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Accès en fauteuil roulant")).to_be_checked()


def normalised(html: str) -> str:
    """Return HTML without what htmx leaves behind and without blanks between tags."""
    html = html.replace(' class=""', "")
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


def test_when_the_network_fails_the_browser_says_it(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(f"{town.url}/lieux/")
    page.route("**/lieux/?*", lambda route: route.abort("connectionfailed"))
    with page.expect_request(lambda request: request.is_navigation_request()) as asked:
        page.get_by_role("button", name="Chercher", exact=True).click()
    assert "besoin=" in asked.value.url


# ---------------------------------------------------------------- pages of results


@BOTH
def test_pages_follow_one_another_without_a_place_twice_or_lost(
    open_page: Opener, town: Site, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{town.url}/lieux/?ou=Fuseau-sur-Lys&besoin=demarche")
    expect(page.get_by_role("status").first).to_contain_text(f"{N_OTHER_PLACES} lieux")
    seen = names(page)
    numbers = [1]
    for _ in range(N_OTHER_PLACES // PER_PAGE):
        page.get_by_role("link", name="Suite →").click()
        page.wait_for_url(re.compile(rf"[?&]n={len(seen) + 1}(&|$)"))
        numbers.append(int(page.locator("ol.places .no").first.inner_text()))
        seen += names(page)
    expect(page.get_by_role("link", name="Suite →")).to_have_count(0)
    assert len(seen) == len(set(seen)) == N_OTHER_PLACES
    assert numbers == [1, 1 + PER_PAGE, 1 + 2 * PER_PAGE]
    expect(page.get_by_role("status").first).to_contain_text(f"{N_OTHER_PLACES} lieux")
    page.get_by_role("link", name="← Début").click()
    page.wait_for_url(lambda url: "suite=" not in url)
    assert names(page) == seen[:PER_PAGE]


# ---------------------------------------------------------------- what was not found


def test_what_was_given_up_is_said_and_can_be_taken_back(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(f"{town.url}/lieux/?besoin=demarche&ou=fuseau-sur-lys&jour=6&moment=10:00")
    expect(page.get_by_text("Aucun lieu ne répond à ce moment-là.")).to_be_visible()
    expect(page.get_by_text("Nous n’avons rien changé d’autre.")).to_be_visible()
    assert len(names(page)) == PER_PAGE
    page.get_by_role("link", name="Revenir à ma recherche").click()
    expect(page.get_by_role("heading", name="Aucun lieu sûr pour cette recherche")).to_be_visible()
    expect(page.get_by_text("Aucun lieu ne répond")).to_have_count(0)
    assert query_of(page)["strict"] == ["1"]


@BOTH
def test_a_misspelt_place_is_said_and_the_near_name_is_one_click_away(
    open_page: Opener, town: Site, javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{town.url}/lieux/?besoin=imprimer")
    page.get_by_label("Où ?").fill("Hau-Chan")
    search_again(page, ou="Hau-Chan")
    field = page.get_by_label("Où ?")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Vouliez-vous dire « Haut-Champ »"))
    expect(field).to_have_value("Hau-Chan")
    page.get_by_role("link", name="Chercher à Haut-Champ").click()
    expect(page.get_by_role("status").first).to_contain_text("Haut-Champ (Clairmaille)")
    assert query_of(page)["besoin"] == ["imprimer"]
    assert names(page)


def test_a_name_of_two_quarters_asks_which_one(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(f"{town.url}/lieux/?besoin=demarche&ou=Centre")
    expect(page.get_by_role("heading", name="Quel endroit ?")).to_be_visible()
    assert names(page) == []
    page.get_by_role("link", name="Centre (Fuseau-sur-Lys)").click()
    expect(page.get_by_role("status").first).to_contain_text("Centre (Fuseau-sur-Lys)")
    assert all("Fuseau" in nom for nom in names(page))


# ---------------------------------------------------------------- near me


def test_near_me_leaves_a_hundred_metres_in_the_address_and_can_be_taken_back(
    open_page: Opener, town: Site
) -> None:
    latitude, longitude = OTHER_TOWN_CENTRE
    here = {"latitude": latitude - 0.0123456, "longitude": longitude + 0.0000987}
    page = open_page(permissions=["geolocation"], geolocation=here)
    page.goto(town.url)
    page.get_by_role("button", name="Près de moi").click()
    expect(page.get_by_role("status").first).to_contain_text("près de vous")
    asked = query_of(page)
    for name in ("latitude", "longitude"):
        assert re.fullmatch(r"\d+\.\d{1,3}", asked[name][0])
    assert names(page)[:2] == ["Point Fuseau 01", "Point Fuseau 02"]

    # The next search starts from the same point, until one says no.
    page.get_by_role("checkbox", name="Sans rendez-vous").check()
    search_again(page, avec="access%3Awalk_in")
    assert query_of(page)["latitude"] == asked["latitude"]
    page.get_by_role("link", name="Ne plus m’en servir").click()
    expect(page.get_by_role("status").first).not_to_contain_text("près de vous")
    assert "latitude" not in query_of(page)
    expect(page.get_by_role("button", name="Près de moi")).to_be_visible()


def test_a_device_that_does_not_answer_is_said_in_words(open_page: Opener, town: Site) -> None:
    page = open_page(permissions=[])
    page.goto(town.url)
    page.get_by_role("button", name="Près de moi").click()
    expect(page.get_by_text("Votre appareil n’a pas dit où vous êtes.")).to_be_visible()
    assert urlsplit(page.url).query == ""


def test_without_javascript_no_button_promises_what_it_cannot_do(
    open_page: Opener, town: Site
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(town.url)
    expect(page.get_by_role("button", name="Près de moi")).to_have_count(0)
    expect(page.get_by_label("Où ?")).to_be_visible()
