"""Reports as files: of the deals that the caller sees, under the right to take files."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.asking import found
from voronka.api.callers import Caller, allowed, write_down
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.language import say
from voronka.model.period import Period
from voronka.reports import make
from voronka.reports.files import FORMS, MIME, write
from voronka.reports.kinds import KINDS, kind_of
from voronka.reports.report import Form

router = APIRouter(tags=["reports"])
Reads = Annotated[Caller, Depends(allowed("read"))]
Exports = Annotated[Caller, Depends(allowed("export"))]


@router.get(
    "/reports",
    summary=say("List the reports"),
    description=say("The kinds of reports that can be made, and the forms of their files."),
    response_model=shapes.Reports,
    responses=replies(401, 403, 422, 429, 503),
)
def kinds(request: Request, caller: Reads, lang: LANGUAGE = None) -> Response:  # noqa: ARG001
    language = request.state.look.language
    told = [
        {"kind": one.name, "title": one.title.in_(language), "help": one.help.in_(language)}
        for one in KINDS.values()
    ]
    return json_of({"reports": told, "forms": list(FORMS)})


@router.get(
    "/reports/{kind}/{form}",
    summary=say("Make a report"),
    description=say(
        "A report of the latest period that is over, or of the one named, as of one moment, as HTML, plain text, PDF, XLSX or PNG. It holds the deals that the caller may see, and carries the stamp by which voronka report verify computes it again."
    ),
    response_class=Response,
    responses=replies(400, 401, 403, 404, 422, 429, 503)
    | {
        200: {
            "content": {
                media.split(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for media in MIME.values()
            }
        }
    },
)
def report(
    request: Request,
    kind: Annotated[
        str,
        Path(
            description=say("kind of report: weekly, monthly, quarterly, personal, view"), examples=["weekly"]
        ),
    ],
    form: Annotated[Form, Path(description=say("form of the file"))],
    caller: Exports,
    period: Annotated[
        str | None,
        Query(
            description=say(
                "2026-W47, 2026-11, 2026-Q4 or 2026-11-01..2026-11-15; else the latest that is over"
            ),
            examples=["2026-W47"],
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        Query(description=say("the moment up to which history is known; else the end of the period")),
    ] = None,
    view: Annotated[
        str | None,
        Query(description=say("saved view by its name, or the address of a page such as /losses?by=source")),
    ] = None,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    company = caller.company
    known = found(lambda: kind_of(kind))
    made = make(
        company,
        known.name,
        period=Period.parse(period) if period else None,
        as_of=Period.moment(as_of, company.timezone) if as_of else None,
        language=request.state.look.language,
        view=company.view_page(view) if view else None,
    )
    file = write(made, form)
    write_down(request, caller, f"{known.name}.{form}")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "cache-control": "private, no-store",
    }
    return Response(file.body, media_type=file.mime, headers=headers)
