"""Whole tables of the store as Parquet, for those who see all deals."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from voronka.api import shapes
from voronka.api.asking import found
from voronka.api.callers import Caller, allowed, write_down
from voronka.api.forms import TYPES, json_of
from voronka.api.marks import headers, mark, unchanged
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.language import say

router = APIRouter(tags=["tables"])
Exports = Annotated[Caller, Depends(allowed("export"))]


@router.get(
    "/tables",
    summary=say("List the tables"),
    description=say("The tables that can be downloaded; docs/tables.md tells their columns."),
    response_model=shapes.Tables,
    responses=replies(401, 403, 422, 429, 503),
)
def tables(caller: Exports, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    return json_of({"tables": caller.company.tables()})


@router.get(
    "/tables/{table}.parquet",
    summary=say("Download a table"),
    description=say("A published table as Parquet, sent as it is written. Only for those who see all deals."),
    response_class=StreamingResponse,
    responses=replies(401, 403, 404, 422, 429, 503)
    | {200: {"content": {TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}}}}},
)
def table(
    request: Request,
    table: Annotated[str, Path(description=say("name of the table"), examples=["deals"])],
    caller: Exports,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    tag = mark(request, caller)
    chunks = found(lambda: caller.company.parquet(table))
    if (same := unchanged(request, tag)) is not None:
        return same
    write_down(request, caller, table)
    own = {"content-disposition": f'attachment; filename="{table}.parquet"'}
    return StreamingResponse(chunks, media_type=TYPES["parquet"], headers=headers(tag) | own)
