"""The way in, in a real browser: the first owner, an invitation, a manager who sees own deals, a shared page; and for readers who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from metrics.test_every import STORY
from story import company
from team.conftest import cheap  # noqa: F401
from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from web.people import House

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cheap")]
PASSWORD = "семь серых котов"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


def opened(browser: Any, **options: Any) -> tuple[Any, list[str]]:
    """A page of a fresh browser, and what its console complains of."""
    page = browser.new_context(locale="ru-RU", **options).new_page()
    faults: list[str] = []
    page.on("console", lambda one: faults.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


def serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_from_the_first_owner_to_a_manager_who_sees_own_deals(browser: Any, tmp_path: Path) -> None:
    house = House.of(company(STORY), tmp_path / "company", people=False)
    with serving(house.app) as address:
        page, faults = opened(browser, viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/team")
        page.get_by_role("link", name="Стать владельцем").click()
        assert serious(page) == []
        page.get_by_label("Имя").fill("Анна")
        page.get_by_label("Почта").fill("anna@example.com")
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Стать владельцем").click()
        page.get_by_role("link", name="Команда").first.click()
        page.get_by_role("link", name="Пригласить").click()
        page.get_by_label("Почта").fill("boris@example.com")
        page.get_by_role("radio", name="Аналитик").check()
        expect(page.locator(".boxes")).to_be_hidden()
        page.get_by_role("radio", name="Менеджер").check()
        page.get_by_role("checkbox", name="ivan").check()
        assert serious(page) == []
        page.get_by_role("button", name="Сделать ссылку").click()
        link = page.locator("[data-link]").input_value()
        page.goto(f"{address}/team")
        assert serious(page) == []
        assert "boris@example.com" in page.inner_text("main")
        for path in ("/schedules", "/schedules/new", "/profile"):
            page.goto(address + path)
            assert serious(page) == [], path
        page.goto(f"{address}/share?page=/deals?cell=deals")
        page.get_by_role("button", name="Сделать ссылку").click()
        shared = page.locator("[data-link]").input_value()

        manager, complaints = opened(
            browser, viewport={"width": 390, "height": 844}, java_script_enabled=False
        )
        manager.goto(link)
        manager.get_by_label("Имя").fill("Борис")
        manager.get_by_label("Пароль").fill(PASSWORD)
        manager.get_by_role("button", name="Начать").click()
        manager.goto(f"{address}/deals?cell=deals")
        names = manager.inner_text("main")
        assert "vera" in names
        assert "zoya" not in names
        assert manager.goto(f"{address}/team").status == 403
        complaints.clear()

        guest, others = opened(browser)
        guest.goto(shared)
        assert "zoya" in guest.inner_text("main")
        expect(guest.locator(".side, .filters:visible")).to_have_count(0)
        assert serious(guest) == []
        guest.goto(f"{address}/funnel")
        assert guest.url == f"{address}/sign-in?next=%2Ffunnel"
        assert serious(guest) == []
        assert [*faults, *others] == []
