"""The page «План» in a real browser: a goal is set, a plan comes from a table, the probability is read; it fits and is accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import missing
from tests.web.browser import CHROMIUM, chromium, serving
from tests.web.sites import published
from voronka.web.app import create_app

pytestmark = pytest.mark.browser
STORY = "\n".join(
    f"d{n}  owner={('anna', 'ivan')[n % 2]} amount={100 + n} lead 0{1 + n // 28}-{n % 28 + 1:02} won 0{1 + n // 28}-{min(n % 28 + 3, 28):02}"
    for n in range(0, 50, 2)
) + "\nopen owner=ivan amount=500 lead 02-20"  # fmt: skip
PLAN = "Кто;Показатель;Период;План\nanna;выручка;февраль 2026;900\nivan;звонки;2026-02;40\npetya;выручка;2026-02;5\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(create_app(published(tmp_path_factory.mktemp("plan"), STORY))) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        missing("chromium is not installed")
    with chromium() as found:
        yield found


def test_from_no_goals_to_a_plan_with_its_probability(browser: Any, address: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(locale="ru-RU", viewport={"width": 1440, "height": 900})
    page.goto(address + "/plan")
    expect(page.get_by_text("Целей пока нет")).to_be_visible()
    page.get_by_label("Период").last.select_option("2026-03")
    page.locator(".plan-form").get_by_label("План").fill("1,5 тыс.")
    page.get_by_role("button", name="Поставить").click()
    page.locator(".goal", has_text="Выручка").wait_for()
    assert "Вероятность выполнить план" in page.locator(".lead").inner_text()
    assert page.locator(".goal-chance").inner_text().strip().endswith("%")

    assert page.locator("#period-value").inner_text() == "идущие и будущие"
    expect(page.get_by_text("Выбрать файл")).to_be_visible()
    page.goto(address + "/plan/proposal?period=2026-03")
    assert page.locator(".lead").inner_text().startswith("Выручка, март 2026: с вероятностью")
    page.goto(address + "/plan")

    table = tmp_path / "план.csv"
    table.write_text(PLAN, "utf-8")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Проверить таблицу").click()
    page.wait_for_url("**/plan/file/*")
    assert "Строка 4:" in page.get_by_text("в CRM нет «petya»").inner_text()
    page.get_by_role("button", name="без строк с ошибками").click()
    page.wait_for_url("**/plan")
    page.get_by_text("Изменить").first.click()
    form = page.locator(".goal-form", has_text="Сохранить").first
    form.get_by_label("План").fill("2000")
    form.get_by_label("Почему").fill("новый клиент")
    form.get_by_role("button").click()
    page.get_by_text("История изменений").click()
    expect(page.get_by_text("новый клиент")).to_be_visible()

    for width, theme in ((1440, "dark"), (390, "light")):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + "/plan?period=2026-Q1")
        found = Axe().run(
            page,
            options={
                "runOnly": {
                    "type": "tag",
                    "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
                }
            },
        )
        assert not found.response["violations"], found.generate_report()
        page.set_viewport_size({"width": 360 if width == 390 else 1024, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.locator(".goal")).to_have_count(3)
    page.close()
