"""The frame of the admin around each page, in a real browser: by keyboard alone, and as a screen reader names it."""

import pytest
from django.urls import reverse

from claims.tests.desk.test_browser import log_in
from claims.tests.factories import make_published_claim

pytestmark = pytest.mark.django_db(transaction=True)


def press_until(page, role, name):
    """Go on by Tab until what has this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.get_by_role(role, name=name).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"{name} is out of reach of the keyboard.")


@pytest.mark.parametrize(
    ("address", "button", "first", "among"),
    [
        ("desk:home", "Ada", "Light", "Change password"),
        ("admin:claims_claim_changelist", "Filters", "All", "Published"),
        ("admin:sources_feed_add", "See, change or add", "Add another outlet", "Add another outlet"),
    ],
)
def test_what_opens_by_a_click_opens_by_keyboard_and_shuts(new_page, address, button, first, among):
    page = new_page(viewport={"width": 1280, "height": 900})
    user = log_in(page, "Administrator")
    user.first_name = "Ada"
    user.save()
    make_published_claim("The votes were free")
    page.goto(reverse(address))
    page.wait_for_load_state("networkidle")

    press_until(page, "button", button)
    assert page.locator(":focus").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")

    page.locator(":focus", has_text=first).wait_for()
    assert page.get_by_role("button", name=button, expanded=True).count() == 1
    shown = page.get_by_role("link", name=among).last
    assert shown.is_visible()

    page.keyboard.press("Escape")

    shown.wait_for(state="hidden")
    assert page.get_by_role("button", name=button).and_(page.locator(":focus")).count() == 1


def test_pictures_are_no_part_of_names(new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, "Administrator")
    make_published_claim("The votes were free")
    page.goto(reverse("admin:claims_event_changelist"))

    menu = page.get_by_role("navigation", name="Menu")
    for name in ("Home", "Add copy", "Watched feeds", "API tokens", "On Record"):
        assert menu.get_by_role("link", name=name, exact=True).count() == 1
    assert menu.locator("[aria-current=page]").inner_text().endswith("History")
    assert page.get_by_role("button", name="Search", exact=True).count() == 1
    said = {page.locator("td.field-readers_see [role=img]").nth(row).get_attribute("aria-label") for row in range(3)}
    assert said <= {"Yes", "No"}
    assert said


def test_theme_at_hand_is_told_by_more_than_its_colour(new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page)
    page.locator("[aria-expanded]", has_text="unfold_more").click()
    page.get_by_role("button", name="System", pressed=True).wait_for()

    page.get_by_role("button", name="Dark", pressed=False).click()

    page.get_by_role("button", name="Dark", pressed=True).wait_for()
    lines = [
        page.get_by_role("button", name=name)
        .locator("span")
        .last.evaluate("one => getComputedStyle(one).textDecorationLine")
        for name in ("Light", "Dark", "System")
    ]
    assert lines == ["none", "underline", "none"]


def test_whatever_scrolls_by_itself_has_a_name(new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, "Administrator")
    make_published_claim("The votes were free")
    page.goto(reverse("admin:claims_event_changelist"))

    page.get_by_role("region", name="Pages of the desk").wait_for()

    assert page.get_by_label("scrollable content").count() == 0
    toggle = page.get_by_role("button", name="Show or hide the menu", expanded=True)
    toggle.click()
    page.get_by_role("button", name="Show or hide the menu", expanded=False).wait_for()


def test_menu_of_a_phone_shuts_by_keyboard(new_page):
    page = new_page(viewport={"width": 360, "height": 780})
    log_in(page)
    page.get_by_role("button", name="Show or hide the menu").press("Enter")
    shut = page.get_by_role("button", name="Close the menu")
    shut.wait_for()

    shut.press("Enter")

    shut.wait_for(state="hidden")
