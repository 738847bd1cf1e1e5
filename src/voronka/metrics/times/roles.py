"""Which stage is for what: told by the company, else guessed from the names of its stages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voronka.metrics.names import Pipeline
from voronka.metrics.scope import Asked
from voronka.model.context import ROLES, Role

#: Role → patterns, the surest first, each with what must not stand beside it.
_PATTERNS: dict[Role, tuple[tuple[str, str], ...]] = {
    "qualified": ((r"квалиф|qualif", r"не ?квалиф|неквалиф|unqualif"),),
    "proposal": ((r"\bкп\b|коммерч|предложени|proposal|quot(e|ation)|\boffer", ""),),
    "invoice": ((r"сч[её]т|invoice", r"оплачен|paid"),),
    "contract": ((r"договор|контракт|contract", ""),),
    "signature": ((r"подписан\b|подписан[ыао]\b|signed", r"на подписани"), (r"подпис|signature|sign", "")),
    "payment": (
        (r"оплачен|оплат\w* получ|получ\w* оплат|paid", ""),
        (r"оплат|плат[её]ж|аванс|payment", r"ожид|жд[её]м|на оплат|для оплат|сч[её]т|wait|await"),
    ),
    "confirmation": ((r"подтвержд|confirm", ""),),
}
#: A step stands behind the one that it answers.
_AFTER: dict[Role, Role] = {"signature": "contract", "payment": "invoice", "confirmation": "payment"}


def stage_roles(asked: Asked) -> dict[Role, int]:
    """The position of the block for each role that the pipeline has; a role that nobody told and no name tells is left out.

    One block may have several roles: «Договор/счёт отправлен» is contract and invoice. What answers another step stands behind it.
    """
    assert asked.pipeline is not None
    return roles_of(asked.pipeline, asked.context.stages)


def roles_of(pipeline: Pipeline, told: Mapping[str, tuple[str, ...]]) -> dict[Role, int]:
    """The same for a pipeline, given the names of stages that were told by role."""
    found: dict[Role, int] = {}
    for role in ROLES:
        position = _told(pipeline, told.get(role, ()))
        if position is None:
            position = _guessed(pipeline, role, found.get(_AFTER.get(role, role)))
        if position is not None:
            found[role] = position
    return found


def _told(pipeline: Pipeline, names: tuple[str, ...]) -> int | None:
    wanted = {name.casefold() for name in names}
    return next((at for name, at in _places(pipeline) if name in wanted), None)


def _guessed(pipeline: Pipeline, role: Role, after: int | None) -> int | None:
    for pattern, other in _PATTERNS[role]:
        for name, at in _places(pipeline):
            is_named = re.search(pattern, name) and not (other and re.search(other, name))
            if is_named and (after is None or at > after):
                return at
    return None


def _places(pipeline: Pipeline) -> list[tuple[str, int]]:
    """Names in small letters and positions of the blocks and the win, in order; a stage that is gone names its block only behind those still there."""
    stages = sorted(pipeline.stages, key=lambda stage: (stage.is_deleted, stage.rank))
    return [(stage.name.casefold(), stage.position) for stage in stages if stage.position is not None]
