"""A passkey, for real: the browser's own ceremony with a virtual device, under the strict CSP."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site

PERSON = "elue@clairmaille.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in_by_code(page: Page, town: Site, url: str) -> None:
    page.goto(f"{url}/compte/code/")
    since = town.log.stat().st_size
    page.get_by_role("textbox").fill(PERSON)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/**")
    page.get_by_role("textbox").fill(town.code_sent(since))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pro/")


def test_a_passkey_is_added_then_opens_the_desk_alone(
    browser: Browser, browser_context_args: dict[str, Any], town: Site
) -> None:
    # A passkey belongs to a name, never to a number: this machine is called by its name.
    url = town.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(**{"locale": "fr-FR"} | browser_context_args)
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(60_000)
    sign_in_by_code(page, town, url)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{url}/compte/protections/cles/ajouter/")
    page.get_by_label("Un nom pour la reconnaître").fill("Téléphone")
    page.get_by_role("button", name="Ajouter cet appareil").click()
    # The codes for a lost telephone are next: one proves first who one is, by the new passkey.
    page.wait_for_url("**/compte/encore/cle/**")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/compte/protections/codes/")
    expect(page.locator("main .code")).to_have_count(10)
    page.goto(f"{url}/compte/deconnexion/")
    page.get_by_role("button", name="Me déconnecter").click()
    page.goto(f"{url}/compte/connexion/")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/pro/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    context.close()
    assert not complaints, complaints
