"""The score on simulated companies: calibration and log loss out of time, beside the stage alone and Odoo's naive Bayes. `python -m bench.score [SEEDS]`."""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
os.environ.setdefault("OMP_NUM_THREADS", "1")


def main() -> None:
    """Print a line for each company, and what they come to."""
    # It stands beside the tests, which hold two of the companies.
    scored = import_module("acceptance.scored").scored
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print("seed  verdict    AUC  at creation  calibration  log loss  same for all  stage alone  Odoo  better")
    better, errors, begun = 0, [], time.process_time()
    for seed in range(1, seeds + 1):
        one = scored(seed)
        better += one.is_better
        errors.append(one.error)
        print(
            f"{seed:4}  {one.verdict:8} {one.area:.3f}        {one.area_at_creation:.3f}       {one.error:.4f}"
            f"    {one.loss:.4f}        {one.base:.4f}       {one.stage:.4f}  {one.odoo:.4f}  {'yes' if one.is_better else 'no'}",
            flush=True,
        )
    print(
        f"better than both in {better} of {seeds}; calibration error {max(errors):.4f} at most, {sum(errors) / seeds:.4f} on average; {time.process_time() - begun:.0f} s of CPU"
    )


if __name__ == "__main__":
    main()
