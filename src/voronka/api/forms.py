"""In which form an answer goes out: JSON, CSV, XLSX or Parquet, by `format=` or by what the caller accepts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow.parquet as pq
from starlette.requests import Request
from starlette.responses import Response

from voronka.api.errors import StatusError
from voronka.errors import InputError
from voronka.language import say
from voronka.model.answer import Row, arrow_table
from voronka.render.files import File
from voronka.render.tables import csv_text

Form = Literal["json", "csv", "xlsx", "parquet"]
TYPES: Mapping[Form, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}

_PRIVATE = {"cache-control": "private, no-cache", "vary": "Authorization, Cookie, Accept-Language"}


@dataclass(frozen=True)
class Told:
    """One answer, ready to be written in any form; what is not asked for is not made."""

    name: str
    plain: Callable[[], Mapping[str, Any]]
    rows: Callable[[], tuple[Row, ...]]
    file: Callable[[], File]


def wanted(request: Request, form: Form | None) -> Form:
    """The form asked for; 406 where the caller accepts none of ours."""
    if form is not None:
        return form
    accepted = request.headers.get("accept", "") or "*/*"
    for kind in _ranked(accepted):
        for name, media in TYPES.items():
            if kind in ("*/*", media, media.split("/")[0] + "/*"):
                return name
    error = InputError(
        say("“{accept}” is none of the forms that there are", accept=accepted),
        say("they are: {names}", names=", ".join(TYPES.values())),
        say("leave Accept out for JSON, or write format=csv"),
    )
    raise StatusError(406, error)


def _ranked(accepted: str) -> list[str]:
    """Media types by the caller's wish; those that are refused left out."""
    kinds = []
    for order, part in enumerate(accepted.split(",")):
        kind, *rest = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece.removeprefix("q=") for piece in rest if piece.startswith("q=")), "1")
        try:
            weight = float(quality)
        except ValueError:
            weight = 0.0
        if weight > 0:
            kinds.append((-weight, order, kind))
    return [kind for _, _, kind in sorted(kinds)]


def written(told: Told, form: Form, headers: Mapping[str, str]) -> Response:
    """The response."""
    if form == "json":
        return json_of(told.plain(), headers)
    content = _CONTENT[form](told)
    own = {"content-disposition": f'attachment; filename="{told.name}.{form}"'}
    return Response(content, media_type=TYPES[form], headers={**headers, **own})


def json_of(told: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Plain values as JSON; letters stay letters."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, media_type=TYPES["json"], headers=dict(headers or _PRIVATE))


def _parquet(told: Told) -> bytes:
    out = io.BytesIO()
    pq.write_table(arrow_table(told.rows()), out, compression="zstd")
    return out.getvalue()


_CONTENT: Mapping[str, Callable[[Told], bytes]] = {
    "csv": lambda told: csv_text(told.rows()).encode(),
    "xlsx": lambda told: told.file().xlsx(),
    "parquet": _parquet,
}
