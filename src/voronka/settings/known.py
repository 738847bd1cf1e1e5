"""Every setting there is. Secrets are never here (see `sources/amocrm/auth.py`)."""

from __future__ import annotations

from voronka.settings.setting import Setting

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
#: The same by name.
BY_NAME = {setting.name: setting for setting in SETTINGS}
