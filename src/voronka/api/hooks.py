"""Notices of amoCRM: what they name is kept as a hint to read it again; what they say of it is not believed.

They come from outside, unsigned, to an address that is their only secret. Whatever is wrong with one, the answer is the same 404. They are answered before
anything is written, since amoCRM waits two seconds and gives an address up that is often slow.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from voronka.clock import now
from voronka.errors import StoreError
from voronka.team.api_tokens import ApiToken, ApiTokens
from voronka.team.hints import Hint, Hints
from voronka.workspace import Workspace

router = APIRouter()
log = logging.getLogger("voronka.hooks")
#: A longer body, or one of more fields, is none of amoCRM's.
MOST_BYTES, MOST_FIELDS = 1_000_000, 20_000
FORM = "application/x-www-form-urlencoded"
_ENTITIES = {"leads": "lead", "contacts": "contact", "companies": "company", "task": "task"}
#: `leads[status][0][id]`: a thing by its id; `leads[note][0][note][element_id]`: the thing that a note hangs on.
_ID = re.compile(r"(leads|contacts|companies|task)\[\w{1,20}\]\[\d{1,5}\](?:\[id\]|\[note\]\[element_id\])")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


@router.post("/hooks/{secret}", include_in_schema=False)
async def hook(request: Request, secret: str) -> Response:
    """Take a notice."""
    company: Workspace = request.app.state.company
    body = await _body(request)
    token = await run_in_threadpool(_token, company, secret)
    fields = _fields(request, body)
    if token is None or fields is None or not await run_in_threadpool(_is_ours, company, fields):
        raise HTTPException(404)
    return Response(status_code=204, background=BackgroundTask(_hear, company, token, fields))


async def _body(request: Request) -> bytes:
    """The body; b"" where it is too long."""
    found = bytearray()
    try:
        async for part in request.stream():
            found += part
            if len(found) > MOST_BYTES:
                return b""
    except ClientDisconnect:
        return b""
    return bytes(found)


def _token(company: Workspace, secret: str) -> ApiToken | None:
    """The token that an address holds."""
    if not company.has_team():
        return None
    found = ApiTokens(company.database()).find(secret, now())
    return found if found is not None and "webhook" in found.scopes else None


def _fields(request: Request, body: bytes) -> dict[str, str] | None:
    """The fields of a form; None where it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return None
    try:
        # A key may be a text and the parent of others at once, so keys are taken as they are.
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return None
    return dict(pairs)


def _is_ours(company: Workspace, fields: dict[str, str]) -> bool:
    """Whether a notice is of the account that is read here; before the first sync that is not known."""
    try:
        known = {str(one.account_id) for one in company.dictionary().accounts if one.source_kind == "amocrm"}
    except StoreError:
        return True
    return not known or fields.get("account[id]", "") in known


def hints_of(fields: dict[str, str]) -> Iterator[Hint]:
    """What a notice names.

    >>> [*hints_of({"leads[status][0][id]": "501", "leads[status][0][status_id]": "142", "account[id]": "9"})]
    [Hint(entity='lead', number=501)]
    """
    for name, text in fields.items():
        found = _ID.fullmatch(name)
        if found and _NUMBER.fullmatch(text):
            yield Hint(_ENTITIES[found[1]], int(text))


def _hear(company: Workspace, token: ApiToken, fields: dict[str, str]) -> None:
    """Keep the hints; a notice that is lost is no loss, as every sync reads all that is new anyway."""
    try:
        Hints(company.database()).hear(hints_of(fields), now())
        ApiTokens(company.database()).used(token, now())
    except StoreError as error:
        log.warning("a notice of amoCRM was not kept: %s", error)
