"""Forecasts of simulated companies out of time: how often ranges hold, how far they lean, simpler methods beside them, and what they cost. `python -m bench.forecast [SEEDS]`."""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Print how good they were by step ahead, and what simpler methods lose."""
    # It stands beside the tests, which hold two of the companies.
    made = import_module("acceptance.foretold")
    seeds, begun, every = int(sys.argv[1]) if len(sys.argv) > 1 else 20, time.process_time(), []
    for seed in range(1, seeds + 1):
        every.append(made.foretold(seed))
        print(f"company {seed} of {seeds}", file=sys.stderr, flush=True)
    found = made.together(every)
    print(f"{seeds} companies of {made.DEALS:,} deals, twelve months each\n")
    print("| | months ahead | P10–P90 holds | bias | WAPE | width |\n|---|---|---|---|---|---|")
    for measure in ("money", "wins"):
        for ahead in (1, 2, 3):
            one = found.verdict(measure, ahead)
            print(
                f"| {measure} | {ahead} | {one.coverage.value:.1%} | {one.bias:+.1%} | {one.wape:.1%} | {one.width:.0%} |"
            )
    print("\n| pinball loss over ours | money: mean, least, lost to | wins |\n|---|---|---|")
    for name in found.money_others:
        print(f"| {name} | {_ratios(found.money_others[name])} | {_ratios(found.wins_others[name])} |")
    print(f"\n{time.process_time() - begun:.0f} s of CPU")


def _ratios(losses: list[float]) -> str:
    return f"{sum(losses) / len(losses):.2f}, {min(losses):.2f}, {sum(one < 1 for one in losses)}"


if __name__ == "__main__":
    main()
