"""A parameter that an address does not know is refused: mistyped and passed over it would give an answer to another question."""

from __future__ import annotations

from fastapi.routing import APIRoute
from starlette.requests import Request

from voronka.api.errors import StatusError
from voronka.errors import InputError
from voronka.language import say


def only_known(request: Request) -> None:
    """A dependency: 422 for a parameter of the query that the route does not declare. Questions read theirs themselves."""
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    known = [field.alias for field in route.dependant.query_params]
    for name in request.query_params:
        if name not in known:
            raise StatusError(
                422,
                InputError(
                    say("there is no parameter “{name}” here", name=name),
                    say("it has: {names}", names=", ".join(known)) if known else say("it has none"),
                    say("/api/docs tells all parameters"),
                ),
            )
