"""Random companies for property tests: small, and rich in what goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from naive import Company, Deal, Event, Pipeline, Stage, Value
from story import PEOPLE, REPEAT, SALES, TEAMS

START, UNTIL = datetime(2026, 1, 1), datetime(2026, 3, 1)
#: A second account that uses the same ids for other things.
OTHER = Pipeline(
    2,
    10,
    "Sales",
    (Stage(2, "call"), Stage(4, "offer"), Stage(142, "won", "won"), Stage(143, "lost", "lost")),
)
PIPELINES = (SALES, REPEAT, OTHER)

_gaps = st.one_of(
    st.just(timedelta()),
    st.integers(1, 200).map(lambda h: timedelta(hours=h)),
    st.integers(1, 10**7).map(lambda s: timedelta(seconds=s / 10)),
)
_amounts = st.one_of(st.none(), st.just(0), st.integers(1, 500).map(lambda major: major * 100))
_owners = st.sampled_from([1, 2, 3, 9])


@st.composite
def _deals(draw: st.DrawFn, number: int) -> Deal:
    account = draw(st.sampled_from([1, 1, 1, 2]))
    places = [(p.pipeline_id, s.stage_id) for p in PIPELINES if p.account_id == account for s in p.stages]
    # Midnights of Moscow and of UTC, and anything else.
    created_at = START + draw(
        st.one_of(
            _gaps,
            st.integers(0, 58).map(lambda day: timedelta(days=day)),
            st.integers(0, 50).map(lambda d: timedelta(days=d, hours=21)),
        )
    )
    at, events = created_at, []
    # Of several changes of one value at one instant nobody can say which was last.
    changed: set[tuple[str, datetime]] = set()
    for kind in draw(
        st.lists(
            st.sampled_from(["stage"] * 6 + ["amount", "amount", "owner", "deleted", "restored"]), max_size=7
        )
    ):
        at += draw(_gaps)
        if at >= UNTIL:
            break
        value = draw(
            {"stage": st.sampled_from(places), "amount": _amounts, "owner": _owners}.get(kind, st.none())
        )
        if kind == "stage" or (kind, at) not in changed:
            events.append(Event(at, kind, value))
        changed |= {
            (kind, at),
            *(((other, at) for other in ("deleted", "restored")) if kind in ("deleted", "restored") else ()),
        }
    return Deal(
        account, number, f"deal {number}", created_at, draw(st.sampled_from(places)), draw(_amounts), draw(_owners), tuple(events), draw(_values)
    )  # fmt: skip


@st.composite
def _attributes(draw: st.DrawFn) -> tuple[Value, ...]:
    values = [Value("tag", tag) for tag in draw(st.sets(st.sampled_from(["vip", "new"])))]
    if source := draw(st.sampled_from(["", "site", "phone"])):
        turn = START + timedelta(days=draw(st.integers(0, 59)))
        values += [Value("source", source, until=turn), Value("source", "word of mouth", turn)]
    return tuple(values)


_values = _attributes()


@st.composite
def companies(draw: st.DrawFn, most: int = 8, fewest: int = 0) -> Company:
    """A company of `fewest` to `most` deals in three pipelines of two accounts."""
    deals = tuple(draw(_deals(number)) for number in range(1, draw(st.integers(fewest, most)) + 1))
    return Company(PIPELINES, deals, UNTIL, PEOPLE, TEAMS)


moments = st.one_of(
    st.just(UNTIL),
    st.integers(1, 59).map(lambda day: START + timedelta(days=day)),
    st.integers(1, 59 * 24).map(lambda h: START + timedelta(hours=h)),
)
