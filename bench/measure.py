"""Measuring: seconds of a call, peak memory of a process, and the machine it ran on."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Line:
    """One row of the results: what was done, at which size, and the figure as text; `ratio` against a peer where there is one."""

    what: str
    size: str
    figure: str
    goal: str = ""
    ratio: str = ""


def seconds(call: Callable[[], Any], times: int = 1) -> float:
    """Median wall seconds of `call` over so many runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_gib() -> float:
    """Peak resident memory of this process so far, GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def in_process(step: str, **options: Any) -> dict[str, Any]:
    """Run `bench.<module>.<name>(**options)`, named `module.name`, in a process of its own, so that its peak memory is its own; returns what it returns."""
    code = (
        "import json, sys, importlib; step, options = json.loads(sys.argv[1]);"
        "module, name = step.split('.');"
        "print('\\n' + json.dumps(getattr(importlib.import_module('bench.' + module), name)(**options)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps([step, options])],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def machine() -> str:
    """The machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def text(value: float) -> str:
    """Seconds as people read them.

    >>> text(0.0123), text(1.5), text(62.0)
    ('12 ms', '1.50 s', '62.0 s')
    """
    if value < 1:
        return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
