"""Alerts for programs: what is not as usual in the deals that the asker may see."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from voronka.api import shapes
from voronka.api.callers import Caller, allowed
from voronka.api.forms import json_of
from voronka.api.params import LANGUAGE
from voronka.api.replies import replies
from voronka.language import say
from voronka.render.alerts import address_of, told
from voronka.render.words import Words
from voronka.workspace.alerting import Alerting, Standing

router = APIRouter(tags=["alerts"])
Reads = Annotated[Caller, Depends(allowed("read"))]


@router.get(
    "/alerts",
    summary=say("List the alerts"),
    description=say(
        "What is not as usual in the deals that the asker may see, trouble first and the dearest first of it; what was put off comes last."
    ),
    response_model=shapes.AlertList,
    responses=replies(400, 401, 403, 422, 429, 503),
)
def alerts(
    request: Request,
    caller: Reads,
    limit: Annotated[int, Query(ge=1, le=1000, description=say("so many at most"))] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description=say("so many are left out first"))] = 0,
    lang: LANGUAGE = None,  # noqa: ARG001
) -> Response:
    desk = Alerting(caller.company, caller.name).desk()
    words, found = Words(request.state.look.language), (*desk.standing, *desk.aside)
    rows = [_told(one, words) for one in found[offset : offset + limit]]
    return json_of({"looked_at": desk.at.isoformat() + "Z", "total": len(found), "alerts": rows})


def _told(one: Standing, words: Words) -> dict[str, Any]:
    alert, said = one.alert, told(one.alert, words)
    return {
        "key": alert.key,
        "rule": alert.rule,
        "is_good": alert.is_good,
        "title": said.title,
        "sentence": said.sentence,
        "advice": said.advice,
        "since": alert.since.isoformat() + "Z",
        "until": alert.until.isoformat() + "Z",
        "about": [{"kind": part.kind, "id": part.id, "name": part.name} for part in alert.about],
        **{
            name: getattr(alert, name)
            for name in ("observed", "usual", "low", "high", "unit", "n", "surprise")
        },
        "money_a_week": alert.money.to_dict() if alert.money else None,
        "deals": address_of(alert) or None,
        "told_at": one.ring.rung_at.isoformat() + "Z" if one.ring and one.ring.rung_at else None,
        "put_off_until": one.put_off.until.isoformat() + "Z" if one.put_off else None,
    }
