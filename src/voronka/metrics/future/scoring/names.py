"""Traits by the words that people use: names of stages, managers and days in place of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voronka.language import Phrase, say
from voronka.metrics.clockwork import WEEKDAYS
from voronka.metrics.scope import Asked
from voronka.metrics.times.words import span
from voronka.metrics.wording import sum_text
from voronka.model.money import Money
from voronka.model.score import trait_title

Word = Phrase | str
_HOURS = {
    "night": say("came in at night"),
    "morning": say("came in in the morning"),
    "afternoon": say("came in in the afternoon"),
    "evening": say("came in in the evening"),
}
#: Text of a number by trait; the number is put in as a length of time for those of `_SPANS`.
_COUNTED = {
    "visits": say("stages stood on: {n}"),
    "backs": say("moves back: {n}"),
    "touches": say("our calls and letters: {n}"),
    "replies": say("the client’s calls and letters: {n}"),
    "meetings": say("meetings: {n}"),
}
_SPANS = {
    "stage_days": say("on the stage for {span}"),
    "age_days": say("came {span} ago"),
    "touch_days": say("last contact {span} ago"),
}
_UNKNOWN = {
    "amount": say("no amount yet"),
    "touch_days": say("no contact yet"),
    "answer_minutes": say("not answered yet"),
    "source": say("source unknown"),
    "manager": say("no manager"),
}


@dataclass(frozen=True)
class Names:
    """What a pipeline's codes are called: stages by block, managers by id; `currency` of amounts."""

    stages: Mapping[str, str]
    people: Mapping[str, str]
    currency: str

    @classmethod
    def of(cls, asked: Asked) -> Names:
        """Those of the question's pipeline and account."""
        pipeline, account = asked.pipeline, asked.account.account_id
        blocks = {str(one): pipeline.block(one) for one in pipeline.blocks} if pipeline else {}
        people = {
            str(person): name for (owner, person), name in asked.names.people.items() if owner == account
        }
        return cls({code: one.name for code, one in blocks.items() if one}, people, asked.account.currency)

    def word(self, trait: str, code: str) -> Word:
        """What a code of a trait is called."""
        if trait == "weekday":
            return WEEKDAYS[int(code)]
        return {"stage": self.stages, "manager": self.people}.get(trait, {}).get(code, code)

    def told(self, trait: str, value: str | float | None) -> Phrase:
        """What a trait says of a deal, as a reason: “answered within 10 min”."""
        if value is None:
            return _UNKNOWN.get(trait) or say("{trait} is unknown", trait=trait_title(trait))
        if isinstance(value, str):
            return self._named(trait, value)
        if trait == "amount":
            return say("amount {sum}", sum=sum_text(Money(round(value * 100), self.currency)))
        if trait == "answer_minutes":
            return say("answered within {span}", span=span(max(value, 1) / 1440))
        if trait in _SPANS:
            return Phrase(_SPANS[trait].template, {"span": span(value)})
        if trait in _COUNTED:
            return Phrase(_COUNTED[trait].template, {"n": round(value)})
        return say("{trait}: {value}", trait=trait_title(trait), value=f"{value:g}")

    def _named(self, trait: str, code: str) -> Phrase:
        if trait == "hour":
            return _HOURS[code]
        if trait == "stage":
            return say("stands on “{stage}”", stage=self.word(trait, code))
        if trait == "weekday":
            return say("day it came: {day}", day=self.word(trait, code))
        return say("{trait}: {value}", trait=trait_title(trait), value=self.word(trait, code))


def points_text(share: float) -> Phrase:
    """A difference of chances in signed points, whole from one point on.

    >>> str(points_text(0.124)), str(points_text(-0.004))
    ('+12 pp', '−0.4 pp')
    """
    points = abs(share) * 100
    sign = "−" if share < 0 else "+"
    if points >= 0.95:
        return say("{sign}{n} pp", sign=sign, n=round(points))
    return say("{sign}0.{tenth} pp", sign=sign, tenth=round(points * 10))


def joined(parts: Sequence[Phrase]) -> Phrase:
    """Phrases in one line.

    >>> str(joined([say("no amount yet"), say("source unknown")]))
    'no amount yet · source unknown'
    """
    places = [f"part{number}" for number in range(len(parts))]
    return Phrase(" · ".join(f"{{{place}}}" for place in places), dict(zip(places, parts, strict=True)))
