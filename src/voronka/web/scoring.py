"""Setting rules of the score, and learning it anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voronka.errors import InputError
from voronka.language import say
from voronka.web.reading import reader_name, require, workspace_of
from voronka.web.whole import whole

router = APIRouter()
MODEL = "/model"


@router.post(f"{MODEL}/rules/add")
def add(
    request: Request,
    trait: Annotated[str, Form()] = "",
    sign: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
    points: Annotated[str, Form()] = "",
) -> Response:
    """Set a rule."""
    require(request, "plan")
    scorer = workspace_of(request).scorer(reader_name(request))
    scorer.add_rule(f"{trait}{sign}{value}", _points(points))
    return RedirectResponse(f"{MODEL}#rules", 303)


@router.post(f"{MODEL}/rules/remove")
def remove(request: Request, number: Annotated[str, Form()] = "") -> Response:
    """Take a rule back."""
    require(request, "plan")
    known = whole(number)
    if known is None:
        raise InputError(say("there is no rule number {number}", number=number))
    workspace_of(request).scorer(reader_name(request)).remove_rule(known)
    return RedirectResponse(f"{MODEL}#rules", 303)


@router.post(f"{MODEL}/train")
def train(request: Request, pipeline: Annotated[str, Form()] = "") -> Response:
    """Learn from all deals and keep the model."""
    require(request, "settings")
    workspace_of(request).scorer(reader_name(request)).train(pipeline or None)
    return RedirectResponse(f"{MODEL}?pipeline={pipeline}" if pipeline else MODEL, 303)


def _points(text: str) -> int:
    found = whole(text.replace("−", "-").replace("+", ""))
    if found is None:
        raise InputError(say("points are a whole number"), do=say("write 10, or −10 to take some"))
    return found
