"""Connecting by the pages, without a browser: what is tried, kept, refused, imported; and what the settings take."""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sources_files.test_import_deals import DEALS
from sources_files.test_sheets import book
from tests.web.forms import filled_in, guard_of, sent, uploaded
from tests.web.sites import published
from voronka.cli.demo import is_made, make
from voronka.clock import now
from voronka.errors import InputError
from voronka.intake.freshness import look
from voronka.intake.running import Running
from voronka.settings import Settings
from voronka.simulator.amocrm.serve import Server, serve
from voronka.simulator.company import make_company
from voronka.web.app import create_app
from voronka.web.connect import consent
from voronka.workspace import Workspace

UNTIL = datetime(2026, 11, 1)
STAGES = ("Новая заявка", "КП отправлено", "Успешно реализовано")
LOG = "Сделка;Этап;Когда;Менеджер\n" + "".join(
    f"{deal};{stage};{day:02}.02.2026 10:00;{'Анна' if deal % 2 else 'Борис'}\n"
    for deal in range(1, 31)
    for day, stage in enumerate(STAGES[: 1 + deal % 3], 1)
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(make_company(deals=40, seed=3, until=UNTIL), rate=0) as serving:
        yield serving


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """The pages of an empty folder; nothing is read by itself."""
    return TestClient(create_app(tmp_path))


def heads(text: str) -> list[str]:
    return re.findall(r"<h[12][^>]*>([^<]+)", text)


def wait_for(client: TestClient, head: str, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while head not in (found := heads(client.get("/connect/progress").text)):
        assert time.monotonic() < until, found
        time.sleep(0.3)


def test_a_token_is_tried_and_kept_and_the_stages_are_guessed(
    client: TestClient, server: Server, tmp_path: Path
) -> None:
    page = sent(
        client, "/connect/amocrm", {"base_url": server.base_url, "token": f" {server.long_lived_token}\n"}
    )
    assert page.url.path == "/connect/stages"
    assert "Подключён «ПромТехСнаб»" in page.text
    kept = tmp_path / "amocrm-token.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "eyJ" not in page.text + (tmp_path / "voronka.toml").read_text()
    assert "Отправлено КП — по названию" in page.text


def test_another_account_comes_beside_the_first_only_when_that_is_said(
    server: Server, tmp_path: Path
) -> None:
    published(tmp_path, "anna lead 01-02 won 01-05")
    client = TestClient(create_app(tmp_path))
    workspace: Workspace = client.app.state.company  # type: ignore[attr-defined]
    workspace.change_settings({"source.kind": "amocrm", "source.base_url": "https://first.amocrm.ru"})
    assert "Уже подключён first.amocrm.ru" in client.get("/connect/amocrm").text
    form = {"base_url": server.base_url, "token": server.long_lived_token}
    refused = sent(client, "/connect/amocrm", form)
    assert (refused.status_code, "это другой аккаунт" in refused.text) == (400, True)
    assert workspace.settings["source.base_url"] == "https://first.amocrm.ru"
    assert sent(client, "/connect/amocrm", form | {"second": "1"}).url.path == "/connect/stages"
    assert workspace.settings["source.base_url"] == server.base_url


def test_what_the_stages_page_is_told_is_in_the_settings(
    client: TestClient, server: Server, tmp_path: Path
) -> None:
    page = sent(client, "/connect/amocrm", {"base_url": server.base_url, "token": server.long_lived_token})
    role = re.search(r'name="(signature\.\d+)"', page.text)
    assert role
    told = {
        role[1]: "Реквизиты получены",
        "pipeline": "Продажи",
        "opens": "10",
        "closes": "19",
        "margin": "35 %",
    }
    assert sent(client, "/connect/stages", {"country": "KZ", **told}).url.path == "/connect/progress"
    written = (tmp_path / "voronka.toml").read_text()
    for line in (
        'signature = "Реквизиты получены"', 'pipelines = "Продажи"', 'working_hours = "10-19"', 'country = "KZ"', "margin = 0.35",
    ):  # fmt: skip
        assert line in written
    assert "proposal" not in written
    wrong = sent(client, "/connect/stages", {**told, "margin": "много"})
    assert wrong.status_code == 400
    assert "Маржа не может быть «много»" in heads(wrong.text)
    assert 'value="много"' in wrong.text


@pytest.mark.parametrize(
    ("base_url", "token", "said", "do"),
    [
        ("http://127.0.0.1:1", "x", "Не удалось связаться", "Проверьте адрес"),
        ("company", "x", "«company» — неполный адрес", "https://company.amocrm.ru"),
        ("https://[", "x", "Непонятный адрес «https://[»", "https://company.amocrm.ru"),
        ("SERVER", "mistyped", "amoCRM не приняла токен", "Создайте в amoCRM новый ключ"),
        ("SERVER", "", "Токен не задан", "Ключи и доступы"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: TestClient, server: Server, tmp_path: Path, base_url: str, token: str, said: str, do: str
) -> None:
    page = sent(
        client, "/connect/amocrm", {"base_url": base_url.replace("SERVER", server.base_url), "token": token}
    )
    assert page.status_code == 400
    assert said in heads(page.text)[0]
    assert do in page.text
    assert "mistyped" not in page.text
    assert not (tmp_path / "amocrm-token.json").exists()
    assert not (tmp_path / "voronka.toml").exists()


def test_a_salesperson_s_token_is_taken_with_a_warning(client: TestClient, server: Server) -> None:
    page = sent(client, "/connect/amocrm", {"base_url": server.base_url, "token": server.salesperson_token})
    assert page.url.path == "/connect/stages"
    assert "видит не все сделки" in page.text


def test_access_by_oauth_comes_back_with_a_code(tmp_path: Path) -> None:
    Settings({"web.address": "https://sales.example.com"}).save(tmp_path)
    redirect = "https://sales.example.com/connect/amocrm/callback"
    with serve(make_company(deals=10, seed=3, until=UNTIL), rate=0, redirect_uri=redirect) as server:
        client = TestClient(create_app(tmp_path))
        fields = {
            "base_url": server.base_url,
            "client_id": server.client_id,
            "client_secret": server.client_secret,
        }
        page = sent(client, "/connect/amocrm", fields, "/connect/amocrm/oauth")
        assert page.url.path == "/connect/amocrm/allow"
        assert server.client_secret not in page.text
        state = page.url.params["state"]
        foreign = client.get(f"/connect/amocrm/callback?state=foreign&code={server.code()}")
        assert (foreign.status_code, (tmp_path / "amocrm-token.json").exists()) == (400, False)
        back = client.get(f"/connect/amocrm/callback?state={state}&code={server.code()}")
        assert back.url.path == "/connect/stages"
        assert "refresh_token" in (tmp_path / "amocrm-token.json").read_text()
        again = client.get(f"/connect/amocrm/callback?state={state}&code={server.code()}")
        assert again.status_code == 400


def test_a_question_to_amocrm_waits_twenty_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(consent.time, "monotonic", lambda: now)
    waiting = consent.Waiting()
    asked = consent.Consent("https://x.amocrm.ru", "id", "secret", "https://y/callback", "state")
    waiting.put(asked)
    assert waiting.find("state") is asked
    assert "secret" not in repr(asked)
    now += 20 * 60 + 1
    with pytest.raises(consent.InputError):
        waiting.find("state")


def test_a_csv_log_becomes_a_funnel(client: TestClient) -> None:
    form = uploaded(client, "/connect/file", "../журнал.csv", LOG.encode("cp1251"))
    assert heads(form.text)[0] == "журнал.csv"
    said = filled_in(form.text)
    assert [said[f"column.{key}"] for key in ("deal", "stage", "at", "owner")] == [
        "Сделка",
        "Этап",
        "Когда",
        "Менеджер",
    ]
    assert [said[f"kind.{number}"] for number in range(3)] == ["open", "open", "won"]
    checked = sent(client, form.url.path, said)
    assert checked.url.path.endswith("/check")
    assert re.findall(r"<dd>(\d+)</dd>", checked.text) == ["60", "30", "60", "0"]
    schedule = client.app.state.schedule  # type: ignore[attr-defined]
    schedule.start()
    try:
        sent(client, checked.url.path, {}, checked.url.path.replace("/check", "/import"))
        wait_for(client, "Готово")
    finally:
        schedule.stop()
    assert 'href="/deals?cell=reached:1"' in client.get("/funnel").text
    assert 'data-total="10"' in client.get("/deals?cell=won").text


def test_a_spreadsheet_is_looked_at_and_its_stages_are_put_in_order(client: TestClient) -> None:
    rows = [line.split(";") for line in DEALS.splitlines()]
    form = uploaded(client, "/connect/file", "deals.xlsx", book(*rows))
    said = filled_in(form.text) | {"column.stage": "stage", "column.amount": "sum"}
    assert (said["column.deal"], said["column.created"], said["table"]) == ("id", "created", "deals")
    form = sent(client, form.url.path, said)
    said |= filled_in(form.text)
    names = re.findall(r'<th scope="row">([^<]+)</th>', form.text)
    kinds = {"won": "won", "spam": "lost", "Новый": "skip"}
    for number, name in enumerate(names):
        said |= {f"kind.{number}": kinds.get(name, "open"), f"place.{number}": "1" if name == "new" else "2"}
    checked = sent(client, form.url.path, said)
    assert re.findall(r"<dd>(\d+)</dd>", checked.text)[:2] == ["5", "4"]
    assert "1 строка — на этапах, которые не показываем: Новый" in checked.text
    again = re.findall(r'<th scope="row">([^<]+)</th>', client.get(form.url.path).text)
    assert again[0] == "new"


def test_rows_that_cannot_be_read_are_told_with_their_lines(client: TestClient) -> None:
    form = uploaded(client, "/connect/file", "log.csv", (LOG + "31;Новая заявка;вчера;Анна\n").encode())
    checked = sent(client, form.url.path, filled_in(form.text))
    assert "не понимаю дату «вчера»" in checked.text
    assert '<td class="line-no">62</td>' in checked.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.jpg", b"\xff\xd8", "Непонятно, что такое photo.jpg"),
        ("empty.csv", b"", "empty.csv пуст"),
        ("broken.xlsx", b"PK nonsense", "Не удаётся прочитать broken.xlsx"),
        ("one.csv", b"a\n1\n", "Ни один столбец one.csv не подходит"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    client: TestClient, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    page = uploaded(client, "/connect/file", name, content)
    assert page.status_code == 400
    assert said in heads(page.text)[0]
    assert not list((tmp_path / "uploads").glob("*/*"))


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voronka.web.connect.upload.MOST_BYTES", 1000)
    monkeypatch.setattr("voronka.web.connect.upload._FORM_BYTES", 500)
    page = uploaded(client, "/connect/file", "log.csv", LOG.encode())
    assert page.status_code == 400
    assert "Файл слишком большой" in heads(page.text)
    assert not list((tmp_path / "uploads").glob("*/*"))


def test_a_key_of_no_file_leads_nowhere(client: TestClient) -> None:
    for key in ("0123456789abcdef", "...", "%2e%2e%2fwork"):
        assert client.get(f"/connect/file/{key}").status_code in (400, 404)


def test_settings_are_checked_field_by_field(client: TestClient, tmp_path: Path) -> None:
    page = sent(
        client, "/settings", {"sync.schedule": "каждый час", "sync.repair": "20 3 * * *"}, "/settings/sync"
    )
    assert page.status_code == 200
    assert "sync.schedule не может быть «каждый час»" in page.text
    assert 'value="каждый час"' in page.text
    assert not (tmp_path / "voronka.toml").exists()
    page = sent(client, "/settings", {"sync.schedule": "0 * * * *", "sync.repair": ""}, "/settings/sync")
    assert "Сохранено" in page.text
    written = (tmp_path / "voronka.toml").read_text()
    assert 'schedule = "0 * * * *"' in written
    assert 'repair = ""' in written
    assert sent(client, "/settings", {}, "/settings/team").status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("source.rate", "nan"),
        ("source.rate", "-1"),
        ("source.base_url", "https://["),
        ("company.country", "US"),
        ("display.language", "de"),
        ("web.address", "sales"),
        ("oidc.issuer", "https://["),
    ],
)
def test_a_setting_with_which_nothing_could_go_on_is_not_kept(
    client: TestClient, tmp_path: Path, name: str, text: str
) -> None:
    page = sent(client, "/settings", {name: text}, f"/settings/{name.partition('.')[0]}")
    assert f'id="{name}.wrong"' in page.text
    assert not (tmp_path / "voronka.toml").exists()


def test_what_went_wrong_is_said_where_it_can_be_mended(client: TestClient) -> None:
    workspace = client.app.state.company  # type: ignore[attr-defined]
    workspace.database()
    from voronka.errors import AccessError
    from voronka.language import say

    with pytest.raises(AccessError), Running(workspace, "sync"):
        raise AccessError(say("amoCRM refused the token (401)"))
    page = client.get("/connect/progress").text
    assert "Загрузка остановилась" in heads(page)
    assert "amoCRM не приняла токен (401)" in heads(page)
    assert 'href="/connect/amocrm"' in page
    assert "Продолжить" in page
    assert "не удалось" in client.get("/settings").text


def test_the_demo_is_known_as_one_at_once_and_leaves_before_a_company_s_own(
    client: TestClient, server: Server, tmp_path: Path
) -> None:
    app = client.app.state  # type: ignore[attr-defined]
    sent(client, "/connect", {}, "/connect/demo")
    assert app.company.settings["source.kind"] == "demo"
    assert app.schedule.is_busy()
    published(tmp_path, "anna lead 01-02 won 01-05")
    assert look(app.company, now()).is_demo
    sent(client, "/connect/amocrm", {"base_url": server.base_url, "token": server.long_lived_token})
    assert (app.company.settings["source.kind"], app.company.has_store) == ("amocrm", False)


def test_where_a_company_s_own_is_to_come_no_demo_is_made(
    client: TestClient, server: Server, tmp_path: Path
) -> None:
    app = client.app.state  # type: ignore[attr-defined]
    guard = guard_of(client, "/connect")
    sent(client, "/connect/amocrm", {"base_url": server.base_url, "token": server.long_lived_token})
    client.post("/connect/demo", data={"guard": guard})
    assert app.company.settings["source.kind"] == "amocrm"
    with pytest.raises(InputError, match="workspace of a company"):
        make(tmp_path, deals=10, seed=1)


def test_half_a_demo_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Settings({"source.kind": "demo"}).save(published(tmp_path, "anna lead 01-02 won 01-05"))
    assert is_made(tmp_path)
    monkeypatch.setattr(Workspace, "coming", datetime(2025, 6, 1))
    assert not is_made(tmp_path)
    Settings({"source.kind": "amocrm"}).save(tmp_path)
    assert is_made(tmp_path)
