"""Pages for residents as people see them who enlarge, stop what moves, or use the keyboard alone.

Text twice as large (WCAG 1.4.4), spaced out (1.4.12), nothing that moves (2.3.3), an error that
leads to its field (3.3.1), and each function for residents looked at by axe (ledger CHA-18).
"""

import re

import pytest
from django.urls import resolve
from playwright.sync_api import Page, expect

from tests.architecture.test_access import RESIDENTS
from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.test_every_page import DESKTOP, PHONE, PUBLIC, address, check_both_widths

pytestmark = pytest.mark.browser
# What is walked with other pages of its own, and where.
ELSEWHERE = {
    "directory:alias": "leads to the page of a place",
    "directory:map": "test_map.py",
    "channels:listen_zone": "test_listening.py",
    "agenda:you": "below, from the hours of an appointment",
}
PATHS = (
    "home", "results", "results, in error", "results, unknown shown", "a place", "a quarter",
    "the week", "a session", "a seat to book", "an appointment, what for", "an hour to choose",
    "the first of the six questions", "one procedure, with who helps", "papers to choose",
    "an error to report", "the code of a booking", "the code of a liaison sheet", "a kiosk",
    "accessibility",
)  # fmt: skip
# What WCAG 1.4.12 asks a page to bear.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""


def test_axe_walks_every_function_for_residents() -> None:
    walked = set()
    for path in PUBLIC.values():
        plain = re.sub(r"<[^>]+>|\[[^\]]+\]", "abcdefghij", path).partition("?")[0]
        plain = plain.replace("/rendez-vous/abcdefghij/", "/rendez-vous/1/")
        walked.add(resolve(plain).view_name)
    assert walked.isdisjoint(ELSEWHERE)
    assert set(RESIDENTS) - walked == set(ELSEWHERE)


@pytest.mark.row("CHA-18")
def test_an_hour_is_taken_by_the_keyboard_and_no_step_has_a_fault_that_axe_sees(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto(address(town, PUBLIC["an hour to choose"]))
    reach(page, "main input[name=heure]")
    page.keyboard.press("Space")
    reach(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vous/**")
    check_both_widths(page)
    page.set_viewport_size(DESKTOP)
    page.goto(page.url)  # by the keyboard, from the top again
    reach(page, "main form[method=post] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    # Nothing was typed: either the hour is taken without a name, or each error leads to its field.
    wrong = page.locator("main [aria-invalid=true]")
    for number in range(wrong.count()):
        field = wrong.nth(number)
        words = page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[-1]}")
        expect(words).to_be_visible()
        expect(page.locator(f"a[href='#{field.get_attribute('id')}']").first).to_be_visible()
    check_both_widths(page)


def reach(page: Page, selector: str) -> None:
    """Press the tab key until such an element has the focus, which is seen at each step."""
    for _ in range(120):
        page.keyboard.press("Tab")
        there, seen, words = page.evaluate(
            """(selector) => {
                const one = document.activeElement;
                const drawn = (e) => {
                    const style = getComputedStyle(e);
                    return style.boxShadow !== "none"
                        || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
                };
                const label = one.closest("label") || (one.labels && one.labels[0]);
                return [one.matches(selector), drawn(one) || (label && drawn(label)),
                    one.outerHTML.slice(0, 80)];
            }""",
            selector,
        )
        assert seen, f"nobody sees where the focus is: {words}"
        if there:
            return
    raise AssertionError(f"no tab leads to {selector}")


def lost(page: Page) -> list[str]:
    """Return what a page cuts or pushes aside: elements wider than it, words that a box hides."""
    found: list[str] = page.evaluate(
        """() => {
            const most = document.documentElement.clientWidth;
            const wide = document.documentElement.scrollWidth > most
                ? [...document.querySelectorAll("body *")]
                    .filter((e) => e.getBoundingClientRect().right > most + 1) : [];
            const cut = [...document.querySelectorAll("main *")].filter((e) => {
                const style = getComputedStyle(e);
                const box = e.getBoundingClientRect();
                // What is one pixel large is for screen readers, on purpose.
                return box.width > 2 && box.height > 2 && e.textContent.trim()
                    && ["hidden", "clip"].includes(style.overflowY)
                    && e.scrollHeight > e.clientHeight + 2;
            });
            return [...wide.slice(0, 4), ...cut.slice(0, 4)]
                .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
        }"""
    )
    return found


@pytest.mark.row("CHA-18")
@pytest.mark.parametrize("name", PATHS)
def test_text_twice_as_large_or_spaced_out_loses_nothing(
    open_page: Opener, town: Site, name: str
) -> None:
    page = open_page(viewport=DESKTOP, bypass_csp=True, reduced_motion="reduce")
    page.goto(address(town, PUBLIC[name]))
    moving = page.evaluate(
        """() => document.getAnimations().filter((one) => one.playState === "running").length"""
    )
    assert moving == 0, "something moves for a person who asked that nothing does"
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert lost(page) == []
    page.reload()
    page.set_viewport_size(PHONE)
    page.add_style_tag(content=SPACED)
    assert lost(page) == []
