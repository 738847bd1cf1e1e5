"""Tokens for programs."""

from __future__ import annotations

from collections.abc import Mapping

from voronka.language import Phrase, say

#: What a token can be made for.
SCOPES: Mapping[str, Phrase] = {
    "read": say("figures: answers, the catalogue, names"),
    "deals": say("lists of deals behind the figures"),
    "export": say("whole tables as files"),
    "webhook": say("notices of changes from amoCRM"),
}
