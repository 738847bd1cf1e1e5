"""Every word of the pages is there in both languages, and none is left over."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import voronka
from voronka.metrics.catalog import METRICS
from voronka.render.words import twins
from voronka.web.deals import COUNTED
from voronka.web.quick import quick_periods

SOURCE = Path(voronka.__file__).parent
TABLE = twins()
#: Keys put together at run time: their beginnings.
MADE = (
    "plan.verdict.",
    "alert.", "alarm.", "alerts.rule.", "alerts.level.", "alerts.was.",
    "report.open.", "reports.form.", "reports.choose", "report.plan.", "report.page", "report.funnel.", "report.span.", "report.earlier.",
    "actions.do.", "actions.was.", "actions.will.",
    "channels.how.", "channels.secret", "delivery.cause.", "delivery.state.", "schedule.format.", "schedules.outside", "when.",
    "plan.lead.",
    "plan.letter.",
    "nav.", "group.", "theme.", "quick.", "trust.", "population.", "versus.", "control.", "part.", "outcome.", "state.", "kind.", "column.",
    "board.step.", "bridge.", "title.", "note.", "error.", "chart.note.", "chart.save.", "chart.plan.", "ask.", "team.link.", "time.within_",
    "deal.began.", "deal.call.", "deal.change.", "deal.count.", "deal.done.", "deal.of.", "deal.said.",
    "step.", "role.", "means.", "country.", "progress.", "fresh.", "setting.", "settings.group.", "choice.", "run.",
    "fix.", "share.", "measure.", "helped.",
    "option.", "choice.",
    "model.sign.", "chart.fan.", "chart.quarter.", "grain.", "forecast.money.", "forecast.method.", "forecast.methods.", "forecast.bias.",
    "attained.", "claim.", "lever.", "losses.lead.most", "overview.week.", "overview.then", "tile.", "verdict.", "what_if.field.", "what_if.now", "what_if.then",
)  # fmt: skip
#: Metrics that have a page.
PAGES = ("funnel", "transitions", "board", "bridge")


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def used() -> set[str]:
    """Keys written out in templates and code."""
    texts = [path.read_text("utf-8") for path in (SOURCE / "web/templates").rglob("*.html")]
    texts += [
        path.read_text("utf-8")
        for folder in ("web", "render", "reports")
        for path in (SOURCE / folder).rglob("*.py")
    ]
    found = {
        key for text in texts for key in re.findall(r"""\b(?:t|words)\(\s*["']([^"'{]+)["'](?!\s*~)""", text)
    }
    conditional = {
        key for text in texts for key in re.findall(r"""\bt\("([^"]+)" if .*? else "([^"]+)"\)""", text)
    }
    found |= {key for pair in conditional for key in pair} | set(COUNTED.values())
    return {key for key in found if not key.endswith(".")}


def test_both_languages_say_everything_with_the_same_values() -> None:
    for key, twin in TABLE.items():
        assert set(twin) == {"ru", "en"}, key
        ru, en = (
            twin[language] if isinstance(twin[language], list) else [twin[language]]
            for language in ("ru", "en")
        )
        assert len(ru) in (1, 3), f"{key}: Russian has three forms: one, few, many"
        assert len(en) == (2 if len(ru) == 3 else 1), f"{key}: English has two forms where Russian has three"
        assert len({frozenset(names(text)) for text in (*ru, *en)}) == 1, (
            f"{key}: not the same values everywhere"
        )


def test_every_used_key_is_in_the_table() -> None:
    assert not used() - set(TABLE)


def test_no_key_is_left_over() -> None:
    assert not {key for key in set(TABLE) - used() if not key.startswith(MADE)}


def test_made_keys_are_there_for_all_that_can_come() -> None:
    wanted = {f"quick.{quick.key}" for quick in quick_periods(date(2026, 11, 22))}
    wanted |= {f"nav.{name}" for name in PAGES}
    wanted |= {f"bridge.{figure.name}" for figure in METRICS["bridge"].figures}
    wanted |= {f"trust.{level}{more}" for level in ("good", "fair", "poor") for more in ("", ".why")}
    for metric in (METRICS[name] for name in PAGES):
        if metric.name in ("funnel", "board"):
            wanted |= {
                f"title.{metric.name}.{figure.name}{'.at' if figure.keys else ''}"
                for figure in metric.figures
            }
    assert not wanted - set(TABLE)
