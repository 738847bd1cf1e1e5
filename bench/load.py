"""The pages under load, on localhost: what one reader waits for, and what fifty at once do to the server.

`./run bench load FOLDER [--people 50 --seconds 20]` serves that workspace in a process of its own and prints a table. Bounded: it asks for at most
`people` pages at a time and ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from bench.measure import machine, text
from tests.web.browser import chromium
from voronka.web.pages import PAGES

YEAR = "period=2025-10-01..2026-10-01"
ROUNDS = 9
#: A reader looks at a page for so many seconds before the next, on average.
THINKING = 1.0


def main() -> None:
    """Serve, load, print."""
    parser = argparse.ArgumentParser(prog="./run bench load", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    paths = [f"/{name}?{YEAR}" for name in PAGES]
    with serving(asked.folder) as address:
        lines = [
            *alone(address, paths),
            *painted(address, paths),
            *asyncio.run(crowd(address, paths, asked.people, asked.seconds)),
        ]
    print(f"{machine()}; {asked.folder}\n\n| what | measured |\n|---|---|")
    print("\n".join(f"| {what} | {figure} |" for what, figure in lines))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """`voronka serve` as a process of its own; its address."""
    command = [sys.executable, "-m", "voronka", "serve", "--workspace", str(folder), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": "true"}
    ) as server:
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if found := re.search(r"http://[\w.:]+", line):
                    yield found[0]
                    return
            raise RuntimeError("the server told no address")
        finally:
            server.terminate()


def alone(address: str, paths: list[str]) -> Iterator[tuple[str, str]]:
    """One reader: each page asked for the first time, then again and again."""
    warm: list[float] = []
    with httpx2.Client(base_url=address, timeout=300, follow_redirects=True) as client:
        for path in paths:
            first, size = _timed(client, path)
            again = [_timed(client, path)[0] for _ in range(ROUNDS)]
            warm += again
            yield (
                f"{path.split('?')[0]}: first time, then",
                f"{text(first)}, {text(float(np.median(again)))}; {size / 1000:.0f} kB",
            )
    yield (
        "all pages, asked before: median, P99",
        f"{text(float(np.median(warm)))}, {text(float(np.quantile(warm, 0.99)))}",
    )


def painted(address: str, paths: list[str]) -> Iterator[tuple[str, str]]:
    """What a browser with nothing kept waits for and loads: the slowest and the heaviest page."""
    with chromium() as browser:
        seen = [(*_painted(browser, address + path), path.split("?")[0]) for path in paths]
    first, _, path = max(seen)
    yield "first contentful paint in Chromium, slowest page", f"{text(first / 1000)} ({path})"
    weight, path = max((weight, path) for _, weight, path in seen)
    yield "weight with styles, script and font, heaviest page", f"{weight / 1000:.0f} kB ({path})"


def _painted(browser: Any, url: str) -> tuple[float, float]:
    """Milliseconds to the first paint of something, and bytes over the wire."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url, wait_until="networkidle")
    first = page.evaluate(
        "() => new Promise(done => new PerformanceObserver(seen => { for (const one of seen.getEntries())"
        " if (one.name === 'first-contentful-paint') done(one.startTime) }).observe({type: 'paint', buffered: true}))"
    )
    weight = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, one) => sum + one.transferSize, 0)"
    )
    page.close()
    return float(first), float(weight)


def _timed(client: Any, path: str) -> tuple[float, int]:
    started = time.perf_counter()
    response = client.get(path)
    response.raise_for_status()
    return time.perf_counter() - started, int(response.headers.get("content-length") or len(response.content))


async def crowd(address: str, paths: list[str], people: int, seconds: float) -> list[tuple[str, str]]:
    """So many readers at once, each opening page after page with a moment's thought between."""
    ends, taken, failed = time.perf_counter() + seconds, [], []
    draw = np.random.default_rng(1)

    async def reader(client: Any) -> None:
        while time.perf_counter() < ends:
            await asyncio.sleep(float(draw.exponential(THINKING)))
            path = paths[int(draw.integers(len(paths)))]
            started = time.perf_counter()
            response = await client.get(path)
            taken.append(time.perf_counter() - started)
            if response.status_code != 200:
                failed.append(f"{path}: {response.status_code}")

    limits = httpx2.Limits(max_connections=people)
    async with httpx2.AsyncClient(
        base_url=address, timeout=300, follow_redirects=True, limits=limits
    ) as client:
        await asyncio.gather(*(reader(client) for _ in range(people)))
    figures = f"{text(float(np.median(taken)))}, {text(float(np.quantile(taken, 0.99)))}"
    return [
        (
            f"{people} readers at once, {seconds:.0f} s: pages, a second",
            f"{len(taken):,}, {len(taken) / seconds:.0f}",
        ),
        ("median, P99", figures),
        ("errors", f"{len(failed)} {'; '.join(failed[:3])}".strip()),
    ]


if __name__ == "__main__":
    main()
