"""The page «Отчёты»: a report as the mail would show it, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from voronka.clock import local_day
from voronka.errors import AbsentError
from voronka.language import say
from voronka.model.period import Period
from voronka.model.rights import Rights
from voronka.render import dates
from voronka.reports import Report, make
from voronka.reports.files import FORMS, MIME, write
from voronka.reports.kinds import KINDS, last_whole
from voronka.reports.views import METRIC_OF
from voronka.web.access.showing import show
from voronka.web.filters import Choice
from voronka.web.reading import may, require, views_of, workspace_of, write_down
from voronka.web.whole import whole
from voronka.workspace import Workspace

router = APIRouter(prefix="/reports")
#: Periods that can be chosen, the running one apart.
PERIODS = {"week": 12, "month": 12, "quarter": 8}
#: A mail's styles stand in it; nothing else may, and only our own page may show it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; `person` is `account/number`, `view` the number of a saved view."""

    kind: str
    period: Period | None
    person: str
    view: str

    @classmethod
    def of(cls, request: Request) -> Wanted:
        """As an address has it; what is not named is the week, of whoever reads."""
        query = request.query_params
        first = "personal" if _is_alone(workspace_of(request).rights) else "weekly"
        kind = query.get("kind") or first
        if kind not in KINDS:
            raise AbsentError(say("there is no report “{name}”", name=kind), do=say("open the reports again"))
        period = Period.parse(query["period"]) if query.get("period") else None
        return cls(kind, period, query.get("person", ""), query.get("view", ""))

    def query(self) -> str:
        """The same as an address has it."""
        pairs = {
            "kind": self.kind,
            "period": str(self.period or ""),
            "person": self.person,
            "view": self.view,
        }
        return urlencode({name: value for name, value in pairs.items() if value}, quote_via=quote, safe="/")


@router.get("")
def reports(request: Request) -> Response:
    """The choice of a report, its preview, and its files."""
    require(request, "see")
    company, wanted = workspace_of(request), Wanted.of(request)
    people, views = _people(company, wanted), _views(request, wanted)
    is_ready = (wanted.kind != "personal" or _is_alone(_seen(company, wanted).rights)) and (
        wanted.kind != "view" or bool(wanted.view)
    )
    values = {
        "kinds": [(one.name, one.title, one.help) for one in KINDS.values() if one.name != "view" or views],
        "wanted": wanted,
        "periods": _periods(request, company, wanted),
        "people": people,
        "saved": views,
        "is_ready": is_ready,
        "query": wanted.query(),
        "forms": FORMS,
        "may_export": may(request, "export"),
    }
    return show(request, "reports.html", values)


@router.get("/preview")
def preview(request: Request) -> Response:
    """The report as the mail would show it, for a frame of the page."""
    require(request, "see")
    body = write(_made(request), "html").body
    headers = {"content-security-policy": POLICY, "cache-control": "private, no-store"}
    return HTMLResponse(body, headers=headers)


@router.get("/file/{form}")
def file(request: Request, form: str) -> Response:
    """The report as a file."""
    wanted = next((one for one in FORMS if one == form), None)
    if wanted is None:
        raise HTTPException(404)
    require(request, "export")
    made = write(_made(request), wanted)
    write_down(request, "exported", f"{request.url.path}?{request.url.query}")
    disposition = f"attachment; filename*=UTF-8''{quote(made.name)}"
    headers = {"content-disposition": disposition, "cache-control": "private, no-store"}
    return Response(made.body, media_type=MIME[wanted], headers=headers)


def _made(request: Request) -> Report:
    """The report that the address asks for, of what its reader may see."""
    company, wanted = workspace_of(request), Wanted.of(request)
    page = next((one.page for one in views_of(request) if str(one.number) == wanted.view), None)
    if wanted.kind == "view" and page is None:
        raise AbsentError(say("there is no such saved view"), do=say("choose another one"))
    return make(
        _seen(company, wanted),
        wanted.kind,
        period=wanted.period,
        language=request.state.look.language,
        view=page,
    )


def _seen(company: Workspace, wanted: Wanted) -> Workspace:
    """The company, or one person's part of it. AbsentError for a person whose deals the reader may not see."""
    if wanted.kind != "personal" or not wanted.person:
        return company
    account, _, number = wanted.person.partition("/")
    one = (whole(account), whole(number))
    known = {(each.account_id, each.person_id) for each in company.members()}
    allowed = known if company.rights.people is None else known & company.rights.people
    person = next((each for each in allowed if each == one), None)
    if person is None:
        raise AbsentError(say("no such person’s deals are to be seen here"), do=say("choose another one"))
    return company.seen_by(Rights(frozenset({person})))


def _is_alone(rights: Rights) -> bool:
    return rights.people is not None and len(rights.people) == 1


def _people(company: Workspace, wanted: Wanted) -> list[Choice]:
    """Those of whom a personal report can be made; nobody to choose from where it is about the reader."""
    if _is_alone(company.rights):
        return []
    own = company.rights.people
    return [
        Choice(place, one.name, place == wanted.person)
        for one in company.members()
        if one.is_active and (own is None or (one.account_id, one.person_id) in own)
        for place in [f"{one.account_id}/{one.person_id}"]
    ]


def _views(request: Request, wanted: Wanted) -> list[Choice]:
    """Saved views of pages of which a report can be made."""
    return [
        Choice(str(one.number), one.name, str(one.number) == wanted.view)
        for one in views_of(request)
        if one.page.split("?")[0].strip("/") in METRIC_OF
    ]


def _periods(request: Request, company: Workspace, wanted: Wanted) -> list[Choice]:
    """The latest periods of the kind's shape; of a saved view months."""
    span, language = KINDS[wanted.kind].span or "month", request.state.look.language
    until = company.dictionary().known_until
    found = [last_whole(span, local_day(until, company.timezone))]
    while len(found) < PERIODS[span]:
        found.append(found[-1].previous())
    shown = str(wanted.period or found[0])
    return [Choice(str(one), _name(one, language), str(one) == shown) for one in found]


def _name(period: Period, language: str) -> str:
    return dates.span(period, language) if "-W" in period.text else dates.period(period, language)
