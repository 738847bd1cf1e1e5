"""A file of one's own: sent, looked at, its columns and stages named, tried, imported."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from voronka import clock
from voronka.errors import InputError, VoronkaError
from voronka.intake.account import leave_demo
from voronka.intake.draft import (
    KINDS,
    OF_DEALS,
    OF_LOG,
    Draft,
    Kind,
    StageRow,
    draft_of,
    keep_draft,
    keep_mapping,
)
from voronka.intake.trial import attempt, preview
from voronka.intake.uploads import MOST_BYTES, Upload, Uploads, too_large
from voronka.language import say
from voronka.web.connect.reasons import in_words
from voronka.web.forms import Form, field, fields, go, schedule_of, show, workspace_of
from voronka.web.reading import require
from voronka.web.whole import whole

router = APIRouter()
CURRENCIES = ("RUB", "KZT", "BYN", "USD", "EUR")
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Minsk", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Almaty", "Asia/Omsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka", "UTC",
)  # fmt: skip
#: The rest of a form around its file.
_FORM_BYTES = 100_000


@router.get("/file")
def file(request: Request) -> Response:
    """The form that takes a file."""
    require(request, "connect")
    return _ask(request)


@router.post("/file")
async def send(request: Request) -> Response:
    """Take a file: it is written to the disk as it comes, and refused as soon as it is too large."""
    require(request, "connect")
    try:
        form = await received(request)
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise InputError(say("no file was chosen"), do=say("choose a file and press the button again"))
        key = await run_in_threadpool(_keep, request, sent)
    except VoronkaError as error:
        return _ask(request, error)
    return go(f"/connect/file/{key}")


@router.get("/file/{key}")
def columns(request: Request, key: str) -> Response:
    """Which column is what, filled in by a guess or by what was said before."""
    require(request, "connect")
    upload = _uploads(request).find(key)
    return _form(request, upload, draft_of(upload))


@router.post("/file/{key}")
def keep(request: Request, key: str, form: Form) -> Response:
    """Take what was said; on to the trial, or the form once more when the stages are to be read from another column."""
    require(request, "connect")
    upload = _uploads(request).find(key)
    before = draft_of(upload)
    draft = read_draft(form, before)
    is_read_anew = field(form, "then") == "stages" or draft.columns.get("stage") != before.columns.get(
        "stage"
    )
    if field(form, "table") == ("deals" if before.is_log else "log"):
        draft, is_read_anew = draft.turned(upload.path), True
    elif is_read_anew:
        draft = replace(draft, stages=draft.found_stages(upload.path), stage_names={}, entered={})
    keep_draft(upload, draft)
    if is_read_anew:
        return go(f"/connect/file/{key}")
    try:
        keep_mapping(upload, draft)
        attempt(upload)
    except VoronkaError as error:
        return _form(request, upload, draft, error)
    return go(f"/connect/file/{key}/check")


@router.get("/file/{key}/check")
def check(request: Request, key: str) -> Response:
    """What an import would find, before anything is stored."""
    require(request, "connect")
    upload = _uploads(request).find(key)
    try:
        trial = attempt(upload)
    except VoronkaError as error:
        return _form(request, upload, draft_of(upload), error)
    language = request.state.look.language
    rejects = [(one.line, in_words(one.reason, language)) for one in trial.rejects]
    return show(request, "connect/check.html", {"upload": upload, "counts": trial.counts, "rejects": rejects})


@router.post("/file/{key}/import")
def import_(request: Request, key: str) -> Response:
    """Import it, in a process of its own."""
    require(request, "connect")
    upload = _uploads(request).find(key)
    workspace = workspace_of(request)
    workspace.database()
    leave_demo(workspace)
    if not workspace.settings["source.kind"]:
        workspace.change_settings({"source.kind": "files"})
    words = ["import", str(upload.path.resolve()), "--mapping", str(upload.mapping_path.resolve())]
    schedule_of(request).wake("import", words)
    return go("/connect/progress")


def read_draft(form: FormData, before: Draft) -> Draft:
    """What the form says; what it does not show stays as it was."""
    columns = {key: field(form, f"column.{key}") for key in (OF_LOG if before.is_log else OF_DEALS)}
    rows = [
        (
            _place(field(form, f"place.{number}")),
            number,
            replace(stage, kind=_kind(field(form, f"kind.{number}"), stage)),
        )
        for number, stage in enumerate(before.stages)
    ]
    return replace(
        before,
        columns={key: name for key, name in columns.items() if name},
        stages=tuple(stage for *_, stage in sorted(rows, key=lambda row: row[:2])),
        pipeline=field(form, "pipeline") or before.pipeline,
        currency=field(form, "currency") or before.currency,
        timezone=field(form, "timezone") or before.timezone,
        fields=tuple(name for name in fields(form, "field") if name and name not in columns.values()),
    )


def _kind(text: str, stage: StageRow) -> Kind:
    return next((kind for kind in KINDS if kind == text), stage.kind)


def _place(text: str) -> int:
    place = whole(text)
    return 10_000 if place is None else place


def _form(request: Request, upload: Upload, draft: Draft, error: VoronkaError | None = None) -> Response:
    keys = OF_LOG if draft.is_log else OF_DEALS
    values = {
        "upload": upload,
        "draft": draft,
        "preview": preview(upload.path),
        "keys": keys,
        "currencies": CURRENCIES,
        "zones": ZONES,
    }
    return show(request, "connect/columns.html", values, error)


def _ask(request: Request, error: VoronkaError | None = None) -> Response:
    return show(request, "connect/file.html", {"most": MOST_BYTES // 2**20}, error)


def _uploads(request: Request) -> Uploads:
    return Uploads(workspace_of(request).folder)


def _keep(request: Request, sent: UploadFile) -> str:
    upload = _uploads(request).take(sent.filename or "", sent.file, clock.now())
    try:
        draft_of(upload)
    except VoronkaError:
        _uploads(request).drop(upload)
        raise
    return upload.key


async def received(request: Request) -> FormData:
    """The form with its file on the disk. InputError as soon as more comes than is taken."""
    announced = whole(request.headers.get("content-length", ""))
    if announced is not None and announced > MOST_BYTES + _FORM_BYTES:
        raise too_large()

    async def bounded() -> AsyncIterator[bytes]:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES + _FORM_BYTES:
                raise too_large()
            yield chunk

    try:
        return await MultiPartParser(request.headers, bounded(), max_files=1, max_fields=5).parse()  # type: ignore[arg-type]
    except (MultiPartException, KeyError) as error:
        raise InputError(
            say("the file did not come through"), str(error), say("send it once more")
        ) from error
