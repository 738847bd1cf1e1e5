"""GET /sources: only those of the calling integration. To name the source of a deal, ask for leads with `with=source`."""

from __future__ import annotations

from starlette.responses import Response

from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal, listing, nothing
from voronka.simulator.shape import Named

#: How many of the company's sources the integration once made.
_OURS = 2


def sources(call: Call) -> Response:
    """The integration's own sources."""
    found = [_render(call, source) for source in call.world.company.sources[:_OURS]]
    return listing(call, "sources", found) if found else nothing()


def source(call: Call) -> Response:
    """One of them."""
    found = (source for source in call.world.company.sources[:_OURS] if str(source.id) == call.parts["id"])
    chosen = next(found, None)
    return hal(_render(call, chosen)) if chosen else nothing()


def _render(call: Call, source: Named) -> Json:
    main = next((pipeline.id for pipeline in call.world.company.pipelines if pipeline.is_main), None)
    return {
        "id": source.id,
        "name": source.name,
        "external_id": f"voronka-{source.id}",
        "pipeline_id": main,
        "services": [],
        "default": False,
        "origin_code": None,
        "_links": call.link(f"sources/{source.id}"),
    }
