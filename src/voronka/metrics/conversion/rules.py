"""By which rules the CRM's report and our figures count different deals, in the order in which one is led to the other."""

from __future__ import annotations

from collections.abc import Mapping

from voronka.language import Phrase, say

RULES: Mapping[str, Phrase] = {
    "in_crm": say("the CRM's report: closed in the period"),
    "created_before": say("came in before the period"),
    "record_differs": say("the record differs from the history"),
    "owner_changed": say("has another owner since"),
    "amount_changed": say("the amount was changed after the win"),
    "closed_later": say("closed after the period"),
    "handed_over": say("moved to another pipeline"),
    "reopened": say("closed and opened again"),
    "still_open": say("never closed"),
    "ours": say("we count: came in in the period"),
}
