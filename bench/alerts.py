"""Alerts on simulated companies in which three things go wrong: found of planted, days until found, false ones a week. `python -m bench.alerts [SEEDS]`."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Print the table for what is really broken, and for half as bad."""
    # It stands beside the tests, which hold two of the companies.
    made = import_module("acceptance.alarms")
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name, strengths in (("broken", made.BROKEN), ("weaker", made.WEAKER)):
        begun = time.process_time()
        every = []
        for seed in range(1, seeds + 1):
            every.append(made.watched(seed, strengths))
            print(f"{name}: company {seed} of {seeds}", file=sys.stderr, flush=True)
        _table(f"{name}, {seeds} companies of {made.DEALS:,} deals", every, strengths)
        print(f"\n{time.process_time() - begun:.0f} s of CPU\n")


def _table(title: str, every: list[Any], strengths: dict[Any, float]) -> None:
    print(
        f"{title}\n\n| what | strength | planted | found in a week | in two | days, median |\n|---|---|---|---|---|---|"
    )
    planted = [one for company in every for one in company.planted]
    for kind, strength in strengths.items():
        _row(kind, f"{strength:g}", [one.days for one in planted if one.fault.kind == kind])
    _row("all", "", [one.days for one in planted])
    false = Counter(alert.rule for company in every for _, alert in company.false)
    weeks = sum(company.weeks for company in every)
    by_rule = ", ".join(f"{rule} {count / weeks:.3f}" for rule, count in false.most_common())
    worst = max(len(company.false) / company.weeks for company in every)
    print(
        f"\nfalse a week: {sum(false.values()) / weeks:.2f} ({by_rule}); in the company with most {worst:.2f}; {weeks:.0f} weeks"
    )


def _row(name: str, strength: str, days: list[int | None]) -> None:
    found = sorted(one for one in days if one is not None)
    week = sum(one <= 7 for one in found)
    middle = found[len(found) // 2] if found else "—"
    share = f"{week / len(days):.0%}" if days else "—"
    print(f"| {name} | {strength} | {len(days)} | {week} ({share}) | {len(found)} | {middle} |")


if __name__ == "__main__":
    main()
