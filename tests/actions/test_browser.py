"""From the page «Stuck» to tasks in the CRM and back, as a head of sales does it: one press for the list, one to write, one to undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from actions.conftest import Scene
from voronka.web.app import create_app
from web.browser import CHROMIUM, chromium, serving

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")]


def test_from_stuck_deals_to_tasks_and_back(scene: Scene) -> None:
    with serving(create_app(scene.company.folder)) as address, chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="ru").new_page()
        page.goto(f"{address}/stuck")
        page.get_by_role("button", name="Поставить задачи").click()
        expect(page.get_by_role("heading", name="Записать в amoCRM?")).to_be_visible()
        assert scene.server.world.written.texts == {}
        [made] = scene.acting().listed()
        page.get_by_role("button", name=f"Поставить {made.to_write}").click()
        assert len(scene.ours(made.key)) == made.to_write
        page.goto(f"{address}/stuck")
        expect(page.get_by_text("задача поставлена")).to_have_count(made.to_write)
        page.goto(f"{address}/actions/{made.number}")
        page.get_by_role("button", name="Отменить").click()
        assert all(one["is_completed"] for one in scene.ours(made.key))
        page.goto(f"{address}/stuck")
        expect(page.get_by_text("задача поставлена")).to_have_count(0)
