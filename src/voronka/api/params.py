"""Parameters that several addresses share."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query

from voronka.api.forms import Form
from voronka.language import say

METRIC = Annotated[str, Path(description=say("name of the metric"), examples=["funnel"])]
FORM = Annotated[
    Form | None,
    Query(alias="format", description=say("form of the answer; else by Accept, else JSON"), examples=["csv"]),
]
LANGUAGE = Annotated[
    Literal["ru", "en"] | None,
    Query(
        alias="lang",
        description=say("language of words and errors; else that of Accept-Language, else Russian"),
    ),
]
