"""The settings of a workspace: `voronka.toml`, each with its help. Secrets are never here (see `sources/amocrm/auth.py`)."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voronka.errors import InputError, StoreError
from voronka.language import say
from voronka.model.context import ROLES, Context
from voronka.model.score import Scoring

FILE_NAME = "voronka.toml"


@dataclass(frozen=True)
class Setting:
    """One setting: dotted name, default (its type is the setting's type) and what it is for, in both languages."""

    name: str
    default: Any
    help_ru: str
    help_en: str
    choices: tuple[str, ...] = ()
    is_on_page: bool = True

    def read(self, text: str) -> Any:
        """The value that a person means by a text; InputError when it cannot be one.

        >>> Setting("source.rate", 6.5, "", "").read("5,5"), Setting("x.y", False, "", "").read("on")
        (5.5, True)
        """
        text = text.strip()
        if isinstance(self.default, bool):
            return text.lower() in {"on", "true", "1", "yes", "да"}
        if isinstance(self.default, float):
            try:
                number = float(text.replace(",", ".") or self.default)
            except ValueError:
                number = math.nan
            if not math.isfinite(number):
                raise InputError(
                    say("{name} cannot be “{text}”", name=self.name, text=text),
                    do=say("write a number, as in {example}", example=self.default),
                )
            return number
        if self.choices and text not in self.choices:
            raise InputError(
                say("{name} cannot be “{text}”", name=self.name, text=text),
                say("it is one of: {names}", names=", ".join(self.choices)),
            )
        return text


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "source.kind",
        "",
        "откуда история: amocrm, files или demo",
        "where history comes from: amocrm, files or demo",
        ("", "amocrm", "files", "demo"),
        is_on_page=False,
    ),
    Setting(
        "source.base_url",
        "",
        "адрес аккаунта целиком: https://company.amocrm.ru",
        "the whole address of the account: https://company.amocrm.ru",
    ),
    Setting(
        "source.rate",
        6.5,
        "запросов в секунду; предел amoCRM — 7",
        "requests a second; amoCRM's limit is 7",
    ),
    Setting(
        "source.contact_details",
        False,
        "загружать телефоны и почту контактов (по умолчанию — только имена)",
        "load phones and e-mails of contacts (by default names only)",
    ),
    Setting(
        "source.source_field",
        "",
        "поле сделки с источником, если в amoCRM источник не заполнен",
        "the deal field that holds the source where amoCRM's own is empty",
    ),
    Setting(
        "source.history_fields",
        "",
        "поля сделки через запятую, историю изменений которых загружать",
        "deal fields, separated by commas, whose history of changes is loaded",
    ),
    Setting(
        "source.insecure_http",
        False,
        "разрешить http без шифрования не на этой машине",
        "allow unencrypted http to another machine",
    ),
    Setting(
        "sync.schedule",
        "*/15 * * * *",
        "когда сервер читает новое, в записи cron по времени аккаунта; пусто — никогда",
        "when the server reads what is new, as cron has it, in the account's time; empty: never",
    ),
    Setting(
        "sync.repair",
        "20 3 * * *",
        "когда сервер перечитывает открытые сделки и последние 30 дней, в записи cron; пусто — никогда",
        "when the server reads open deals and the last 30 days again, as cron has it; empty: never",
    ),
    Setting("display.language", "ru", "язык: ru или en", "language: ru or en", ("ru", "en")),
    Setting(
        "display.pipelines",
        "",
        "воронки через запятую, которые предлагать на страницах; пусто — все",
        "pipelines that pages offer, separated by commas; empty: all",
    ),
    Setting(
        "score.leave_out",
        "",
        "признаки через запятую, которые оценке не использовать, например manager или название поля",
        "traits, separated by commas, that the score must not use, such as manager or the name of a field",
    ),
    Setting(
        "score.retrain_days",
        30.0,
        "через сколько дней сервер обучает сохранённую оценку заново; 0 — никогда",
        "after how many days the server learns a stored score anew; 0: never",
    ),
    Setting(
        "actions.allowed",
        "",
        "что Воронке можно записывать в amoCRM, через запятую: task, note, tag, score; пусто — ничего",
        "what Voronka may write into amoCRM, separated by commas: task, note, tag, score; empty: nothing",
        is_on_page=False,
    ),
    Setting(
        "actions.managers",
        False,
        "разрешить это и менеджерам, каждому в своих сделках",
        "allow it to managers too, each on own deals",
        is_on_page=False,
    ),
    Setting(
        "web.address",
        "",
        "адрес страниц для команды целиком: https://sales.company.ru; нужен для ссылок",
        "the whole address of the pages for the team: https://sales.company.com; links are made of it",
    ),
    Setting(
        "web.watch_from",
        "",
        "адреса и сети через запятую, которым без токена отвечает /health/metrics; сама машина сервера может всегда",
        "addresses and networks, separated by commas, that /health/metrics answers without a token; the server's own machine always may",
        is_on_page=False,
    ),
    Setting(
        "oidc.issuer",
        "",
        "адрес службы входа (OpenID Connect); пусто — вход только по паролю",
        "address of the sign-in service (OpenID Connect); empty: sign-in by password only",
    ),
    Setting("oidc.client_id", "", "как служба входа знает Воронку", "how the sign-in service knows Voronka"),
    Setting(
        "oidc.title",
        "",
        "как назвать службу входа на кнопке; пусто — по адресу",
        "what the button calls the sign-in service; empty: its host",
    ),
    Setting(
        "oidc.trust_email",
        False,
        "верить почте, о проверке которой служба входа молчит: только для службы, где адреса раздаёт сама компания",
        "trust an e-mail of which the service does not say that it was verified: only where the company itself gives out the addresses",
    ),
    Setting(
        "smtp.host",
        "",
        "сервер почты, через который уходят отчёты: smtp.yandex.ru",
        "the mail server by which reports go out: smtp.example.com",
    ),
    Setting("smtp.port", 0.0, "порт сервера почты; 0 — обычный", "port of the mail server; 0: the usual one"),
    Setting(
        "smtp.security",
        "starttls",
        "шифрование: starttls (обычно порт 587), tls (обычно 465) или none",
        "encryption: starttls (usually port 587), tls (usually 465) or none",
        ("starttls", "tls", "none"),
    ),
    Setting(
        "smtp.user",
        "",
        "имя на сервере почты; пусто — без входа",
        "name at the mail server; empty: no sign-in",
    ),
    Setting(
        "smtp.from",
        "",
        "от кого письма: Воронка <reports@company.ru>",
        "whom letters are from: Voronka <reports@company.com>",
    ),
    Setting("smtp.most_mb", 20.0, "самое большое письмо, МБ", "the largest letter, MB"),
    Setting(
        "smtp.ca_file",
        "",
        "файл сертификатов, которым верить: для своего сервера почты",
        "file of certificates to trust: for a mail server of one's own",
        is_on_page=False,
    ),
    Setting(
        "telegram.base_url",
        "https://api.telegram.org",
        "адрес Telegram Bot API; другой — для своего сервера Bot API",
        "address of the Telegram Bot API; another one for a Bot API server of one's own",
    ),
    Setting(
        "max.base_url",
        "https://platform-api2.max.ru",
        "адрес API ботов MAX",
        "address of the API of MAX bots",
    ),
    Setting(
        "max.ca_file",
        "",
        "файл с корневым сертификатом Минцифры, если система ему не верит",
        "file with the root certificate of MAX where the system does not trust it",
        is_on_page=False,
    ),
    Setting(
        "folder.path",
        "",
        "папка сервера, куда складывать отчёты; пусто — reports в рабочей папке",
        "folder of the server where reports are put; empty: reports in the workspace",
        is_on_page=False,
    ),
    Setting(
        "team.url",
        "",
        "база заметок и отложенных сделок: адрес SQLAlchemy; пусто — файл team.sqlite в рабочей папке",
        "database of notes and snoozed deals: a SQLAlchemy URL; empty: the file team.sqlite in the workspace",
        is_on_page=False,
    ),
    Setting(
        "company.country",
        "RU",
        "страна, чьи праздники не рабочие дни: RU, KZ, BY",
        "country whose holidays are no working days: RU, KZ, BY",
        ("RU", "KZ", "BY"),
    ),
    Setting("company.working_hours", "9-18", "рабочие часы", "working hours"),
    Setting(
        "company.margin",
        0.0,
        "доля валовой прибыли в выручке, от 0 до 1; 0 — неизвестна",
        "gross profit as a share of revenue, 0 to 1; 0: unknown",
    ),
    Setting(
        "company.units_field",
        "",
        "поле сделки с числом проданных единиц",
        "the deal field that holds the number of units sold",
    ),
    *(
        Setting(
            f"stages.{role}",
            "",
            f"этапы через запятую: {words_ru}; пусто — по названию",
            f"stages, separated by commas: {words_en}; empty: by their names",
        )
        for role, words_ru, words_en in (
            ("qualified", "лид квалифицирован", "the lead is qualified"),
            ("proposal", "предложение отправлено", "the proposal is sent"),
            ("invoice", "счёт отправлен", "the invoice is sent"),
            ("contract", "договор отправлен", "the contract is sent"),
            ("signature", "договор подписан", "the contract is signed"),
            ("payment", "оплата получена", "the payment has come"),
            ("confirmation", "оплата подтверждена", "the payment is confirmed"),
        )
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """Values by dotted name; what is not set has its default.

    >>> Settings({"source.rate": 5.0})["source.rate"], Settings({})["source.rate"]
    (5.0, 6.5)
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name, _BY_NAME[name].default)

    def with_(self, changes: Mapping[str, Any]) -> Settings:
        """The same with other values; None takes a setting back to its default."""
        values = {**self.values, **changes}
        return Settings({name: value for name, value in values.items() if value is not None})

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """Read `voronka.toml` of a workspace; no file means all defaults. InputError on unknown names and wrong types."""
        path = folder / FILE_NAME
        if not path.exists():
            return cls({})
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(
                say("cannot read {file}", file=str(path)),
                str(error),
                say("mend the line, or delete the file and run voronka init"),
            ) from error
        return cls({name: _checked(path, name, value) for name, value in _flat(table)})

    def save(self, folder: Path) -> None:
        """Write the values that differ from the defaults, with their help as comments; the whole file or nothing."""
        lines = ["# Настройки Voronka. Секретов здесь нет: токены лежат отдельно, в файле с правами 0600."]
        section = ""
        for setting in SETTINGS:
            value = self[setting.name]
            if value == setting.default:
                continue
            head, key = setting.name.split(".")
            if head != section:
                section = head
                lines += ["", f"[{head}]"]
            lines.append(f"{key} = {_toml(value)}  # {setting.help_ru}")
        beside = folder / f".{FILE_NAME}.{os.getpid()}"
        try:
            with beside.open("w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
                file.flush()
                os.fsync(file.fileno())
            beside.replace(folder / FILE_NAME)
        except OSError as error:
            raise StoreError(
                say("cannot write {file}", file=str(folder / FILE_NAME)), error.strerror or str(error)
            ) from error


def told_by(settings: Settings) -> Context:
    """What the settings tell of the company.

    >>> told_by(Settings({"company.margin": 0.4, "stages.proposal": "КП, Презентация"})).stages
    {'proposal': ('КП', 'Презентация')}
    """
    return Context(
        stages={role: names for role in ROLES if (names := _names(settings[f"stages.{role}"]))},
        country=settings["company.country"].upper(),
        working_hours=_hours(settings["company.working_hours"]),
        margin=_margin(settings["company.margin"]),
        units_field=settings["company.units_field"],
        pipelines=_names(settings["display.pipelines"]),
        score=Scoring(leave_out=_names(settings["score.leave_out"])),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _hours(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*", text)
    if found is None or not 0 <= int(found[1]) < int(found[2]) <= 24:
        raise InputError(
            say("company.working_hours cannot be “{text}”", text=text), do=say("write two hours, as in 9-18")
        )
    return int(found[1]), int(found[2])


def _margin(share: float) -> float | None:
    if not 0 <= share <= 1:
        raise InputError(
            say("company.margin cannot be {share}", share=share), do=say("write a share, as in 0.4 for 40%")
        )
    return share or None


def _flat(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (f"{head}.{key}", value)
        for head, rest in table.items()
        for key, value in (rest.items() if isinstance(rest, dict) else [("", rest)])
    ]


def _checked(path: Path, name: str, value: Any) -> Any:
    if name not in _BY_NAME:
        known = ", ".join(_BY_NAME)
        raise InputError(
            say("{file} has an unknown setting “{name}”", file=str(path), name=name.rstrip(".")),
            say("settings are: {names}", names=known),
            say("remove it or mend its name"),
        )
    wanted = type(_BY_NAME[name].default)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted):
        raise InputError(
            say("{file}: {name} has a value of the wrong kind", file=str(path), name=name),
            say(
                "it is {value}, and should be like {example}",
                value=repr(value),
                example=repr(_BY_NAME[name].default),
            ),
        )
    return value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
