"""Random companies in which people also do something."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from companies import START, UNTIL, companies
from naive import Activity, Company


@st.composite
def busy_companies(draw: st.DrawFn, most: int = 6) -> Company:
    """A company with calls, mails, messages, meetings and tasks at any time, by people, clients and robots."""
    told: Company = draw(companies(most))
    moments = st.integers(-48, (UNTIL - START) // timedelta(hours=1) - 1).map(
        lambda hour: START + timedelta(hours=hour)
    )
    done = [
        _activity(draw, moments, deal.deal_id, deal.account_id)
        for deal in told.deals
        for _ in range(draw(st.integers(0, 4)))
    ]
    # What happens at the moment of creation counts, what happens before does not.
    done += [
        replace(one, at=deal.created_at)
        for one, deal in zip(done, told.deals, strict=False)
        if deal.deal_id == one.deal_id and draw(st.booleans())
    ]
    return replace(told, activities=tuple(done))


def _activity(draw: st.DrawFn, moments: st.SearchStrategy[datetime], deal: int, account: int) -> Activity:
    return Activity(
        draw(moments),
        draw(st.sampled_from(["call", "call", "mail", "message", "meeting", "task"])),
        draw(st.sampled_from(["in", "out", "out", None])),
        deal,
        draw(st.sampled_from([None, 1, 2])),
        draw(st.sampled_from([None, 0, 40])),
        draw(st.sampled_from([None, "answered", "no_answer"])),
        account,
    )
