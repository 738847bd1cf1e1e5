"""The page on which an administrator lets an integration into the account."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from voronka.simulator.amocrm.auth import Auth

_PAGE = """<!doctype html>
<html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Доступ к аккаунту</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:28em;margin:12vh auto;padding:0 1em}}button{{font:inherit;padding:.5em 1.2em;margin-right:.5em}}</style>
<h1>Доступ к аккаунту</h1>
<p>Интеграция просит доступ ко всем данным аккаунта «{account}». Разрешает администратор: {person}.<br>Аккаунт вымышленный: это симулятор.</p>
<form action="{address}" method="post">
<button name="answer" value="allow">Разрешить</button><button name="answer" value="deny">Отказать</button></form>
</html>"""


def consent(auth: Auth, request: Request, answer: str) -> Response:
    """GET shows the page; its buttons post `answer` and lead back to the integration with `code`, `state` and `referer`."""
    asked = request.query_params
    if asked.get("client_id") != auth.client_id:
        return HTMLResponse("<h1>Интеграция не найдена</h1>", 404)
    if request.method == "GET":
        address = "/oauth?" + urlencode(asked.multi_items())
        names = {"account": auth.company.account_name, "person": auth.admin.name, "address": address}
        return HTMLResponse(_PAGE.format(**{name: escape(value) for name, value in names.items()}))
    said = {"error": "access_denied"}
    if answer != "deny":
        said = {"code": auth.code_for(auth.admin), "client_id": auth.client_id}
    back = {**said, "state": asked.get("state", ""), "referer": request.url.netloc}
    joint = "&" if "?" in auth.redirect_uri else "?"
    return RedirectResponse(f"{auth.redirect_uri}{joint}{urlencode(back)}", 302)
