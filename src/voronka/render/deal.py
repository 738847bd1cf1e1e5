"""A deal in words, and its path as chapters: what was done and what changed on each stage."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voronka.clock import local_day, local_text
from voronka.model.deal import Activity, Change, Deal, Standing, Stay
from voronka.model.money import Money
from voronka.render import dates, numbers
from voronka.render.words import Words

#: The bar of the longest stay leaves room for a norm just beyond it.
ROOM = 1.25
#: How a stay began, where that is worth a word: by the way the one before it ended, or by where the deal came from.
_BEGAN = {"moved_back": "back", "handed_over": "arrived", "reopened": "reopened"}


@dataclass(frozen=True)
class Chapter:
    """A stay with what happened meanwhile; `began` is back, arrived, reopened, restored or "". `skipped` are stages passed by just before.

    `width` and `norm_at` are percents of a scale that is somewhat longer than the longest stay; `norm_at` None: no norm, or one far beyond.
    """

    stay: Stay
    began: str
    skipped: tuple[str, ...]
    events: tuple[Change | Activity, ...]
    width: float
    norm_at: float | None

    @property
    def done(self) -> list[tuple[str, int]]:
        """How often each kind of thing was done, the most frequent first."""
        return Counter(one.kind for one in self.events if isinstance(one, Activity)).most_common()

    @property
    def changes(self) -> list[Change]:
        """What changed."""
        return [one for one in self.events if isinstance(one, Change)]


def chapters(deal: Deal) -> list[Chapter]:
    """The path, in time; what happened before the first stay or at the moment of a move belongs to the later stay."""
    stays = [one for one in deal.stays if not one.is_skipped]
    longest = ROOM * max((one.days for one in stays if _is_going(one)), default=0) or 1
    told: list[list[Change | Activity]] = [[] for _ in stays]
    starts = [one.entered_at for one in stays]
    events: list[Change | Activity] = [*deal.changes, *deal.activities]
    for event in sorted(events, key=lambda one: one.at):
        if stays:
            told[max(bisect_right(starts, event.at) - 1, 0)].append(event)
    return [
        Chapter(
            stay,
            _began(stays[place - 1] if place else None, stay),
            _passed(deal.stays, stay),
            tuple(told[place]),
            round(100 * stay.days / longest, 2) if _is_going(stay) else 0,
            round(100 * norm / longest, 2)
            if (norm := stay.norm_days) is not None and norm <= longest
            else None,
        )
        for place, stay in enumerate(stays)
    ]


def _is_going(stay: Stay) -> bool:
    return stay.kind in {"incoming", "open"}


def _began(before: Stay | None, stay: Stay) -> str:
    if before is not None and before.pipeline != stay.pipeline:
        return "arrived"
    if before is not None and before.exit in _BEGAN:
        return _BEGAN[before.exit]
    return "restored" if stay.entered_from == "deleted" else ""


def _passed(stays: Sequence[Stay], stay: Stay) -> tuple[str, ...]:
    """Stages that were skipped on the way to this one."""
    return tuple(
        one.stage
        for one in stays
        if one.is_skipped and one.entered_at == stay.entered_at and one.pipeline == stay.pipeline
    )


def said(deal: Deal, language: str) -> list[str]:
    """What a head of sales would be told of the deal: how it stands or how it ended, what chance is left, what to do."""
    words = Words(language)
    found = _open(deal, deal.standing, words) if deal.standing else [_ended(deal, words)]
    if deal.history != "complete":
        found.append(words(f"deal.said.{deal.history}"))
    return found


def _open(deal: Deal, standing: Standing, words: Words) -> list[str]:
    language = words.language
    values: dict[str, Any] = {"stage": deal.stage, "days": numbers.duration(standing.days, language)}
    if standing.norm_days is None:
        found = [words("deal.said.stands", **values)]
    else:
        is_over = standing.days > standing.norm_days
        values["norm"] = numbers.duration(standing.norm_days, language)
        found = [words("deal.said.over" if is_over else "deal.said.within", **values)]
    if standing.chance is not None and standing.fresh_chance is not None:
        found.append(_chance(standing, words))
    if standing.why == "dead":
        found.append(words("deal.said.dead"))
    if standing.snoozed_until is not None:
        until = dates.day(standing.snoozed_until, language)
        found.append(words("deal.said.snoozed", day=until, reason=standing.snooze_reason))
    return found


def _chance(standing: Standing, words: Words) -> str:
    language = words.language
    chance, fresh = (numbers.percent(one, language) for one in (standing.chance, standing.fresh_chance))
    horizon = numbers.duration(standing.horizon_days, language)
    if standing.at_risk is None or not standing.at_risk.minor:
        return words("deal.said.chance", chance=chance, fresh=fresh, horizon=horizon)
    risk = numbers.money(standing.at_risk, language)
    return words("deal.said.risk", chance=chance, fresh=fresh, horizon=horizon, risk=risk)


def _ended(deal: Deal, words: Words) -> str:
    """How it ended; a loss with its reason, or that there is none."""
    last = next((one.stage for one in reversed(deal.stays) if _is_going(one)), deal.stage)
    day = dates.day(local_day(deal.outcome_at, deal.timezone), words.language) if deal.outcome_at else "—"
    key = f"deal.said.{deal.outcome}"
    if deal.outcome == "lost" and not deal.reason:
        key += ".unsaid"
    return words(
        key,
        day=day,
        days=numbers.duration(deal.days, words.language),
        stage=last,
        reason=deal.reason or "",
        pipeline=deal.pipeline,
        amount=numbers.money(deal.amount, words.language) if deal.amount else "—",
    )


def change_text(change: Change, language: str) -> str:
    """A change in words: from what to what."""
    words = Words(language)
    before, after = (_side(one, words) for one in (change.before, change.after))
    return words(f"deal.change.{change.kind}", before=before, after=after)


def _side(value: Money | str | None, words: Words) -> str:
    if isinstance(value, Money):
        return numbers.money_exact(value, words.language) if value.minor else words("deal.no_amount")
    return value or words("unknown")


def activity_text(activity: Activity, language: str) -> str:
    """What was done, in words: kind, direction, how long a call was, or how it failed."""
    words = Words(language)
    text = words(
        f"deal.done.{activity.kind}.{activity.direction}"
        if activity.direction
        else f"deal.done.{activity.kind}"
    )
    if activity.outcome and activity.outcome != "answered" and f"deal.call.{activity.outcome}" in words:
        return f"{text}, {words(f'deal.call.{activity.outcome}')}"
    if activity.seconds:
        return f"{text}, {numbers.seconds(activity.seconds, language)}"
    return text


def path_row(chapter: Chapter, timezone: str, language: str) -> dict[str, str]:
    """A chapter as a row of texts."""
    words, stay = Words(language), chapter.stay
    marks = [words(f"deal.began.{chapter.began}")] if chapter.began else []
    if chapter.skipped:
        marks.append(words("deal.skipped", stages=words("deal.skipped.between").join(chapter.skipped)))
    done = [words(f"deal.count.{kind}", n=count) for kind, count in chapter.done]
    changed = [change_text(one, language) for one in chapter.changes]
    is_going = _is_going(stay)
    return {
        "entered": local_text(stay.entered_at, timezone),
        "pipeline": stay.pipeline,
        "stage": stay.stage,
        "stood": numbers.duration(stay.days, language) if is_going else "",
        "norm": numbers.duration(stay.norm_days, language) if stay.norm_days is not None else "",
        "happened": "; ".join([*marks, *changed, *done]),
    }
