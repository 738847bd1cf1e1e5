"""The first sync's rate against what the limit of the API allows, over real HTTP."""

from __future__ import annotations

import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from voronka.clock import now
from voronka.settings import Settings
from voronka.simulator.amocrm.serve import serve
from voronka.simulator.company import make_company
from voronka.sources import amocrm
from voronka.store.sync import sync

LIMIT = 7
DEALS = 1500


def first_sync() -> dict[str, Any]:
    """Requests a second of a whole first sync against a server that allows seven, and how often it had to say no."""
    company = make_company(deals=DEALS, seed=1, until=datetime(2026, 11, 1))
    with serve(company, rate=LIMIT) as server, tempfile.TemporaryDirectory() as folder:
        settings = Settings({"source.kind": "amocrm", "source.base_url": server.base_url})
        amocrm.keep_token(Path(folder), server.long_lived_token)
        asked = _Counter(server)
        started = time.perf_counter()
        sync(Path(folder), amocrm.open_source(Path(folder), settings), now=now())
        taken = time.perf_counter() - started
        return {
            "seconds": taken,
            "requests": asked.total,
            "refused": asked.refused,
            "rate": asked.total / taken,
        }


class _Counter:
    """Counts requests at the server's door."""

    def __init__(self, server: Any) -> None:
        self.total = self.refused = 0
        check = server.limiter.check

        def counted(integration: str, moment: float) -> Any:
            verdict = check(integration, moment)
            self.total += 1
            self.refused += verdict != "pass"
            return verdict

        server.limiter.check = counted
