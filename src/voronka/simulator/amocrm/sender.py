"""Deliver web hooks: a form by POST, two seconds to answer, retries, duplicates, losses."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from queue import Queue
from urllib.parse import urlencode

import httpx2

from voronka.simulator.amocrm.hooks import Hook
from voronka.simulator.amocrm.news import Fields, Item, news
from voronka.simulator.amocrm.world import World

ANSWER_SECONDS = 2.0
#: Pauses before the second and later attempts.
RETRY_SECONDS = (300, 900, 900, 3600)
#: Items that travel together.
_BATCH = 3


class Sender:
    """Sends from a thread of its own. `pace` scales the pauses between attempts: 1 as the service, 0 at once."""

    def __init__(self, world: World, base_url: str, pace: float = 1.0) -> None:
        self.world = world
        self.base_url = base_url
        self.pace = pace
        self.posted = 0
        self._queue: Queue[tuple[Hook, Fields] | None] = Queue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, since: int, until: int) -> None:
        """Queue what happened from `since` up to, not including, `until`. The world must stand at `until` already."""
        if not self.world.hooks.listed():
            return
        items = list(news(self.world, since, until))
        for hook in self.world.hooks.listed():
            wanted = [item for item in items if item.setting in hook.settings and not hook.is_disabled]
            for start in range(0, len(wanted), _BATCH):
                self._post(hook, self._form(wanted[start : start + _BATCH]))

    def wait(self) -> None:
        """Until everything queued was delivered or given up."""
        self._queue.join()

    def close(self) -> None:
        """Stop sending; what waits is lost."""
        self._stop.set()
        if self._thread:
            self._queue.put(None)
            self._thread.join()

    def _form(self, items: Iterable[Item]) -> Fields:
        company = self.world.company
        form: Fields = {}
        places: Counter[tuple[str, str]] = Counter()
        for item in items:
            form |= item.form(places[item.group, item.action])
            places[item.group, item.action] += 1
        account = {
            "[subdomain]": company.subdomain,
            "[id]": str(company.account_id),
            "[_links][self]": self.base_url,
        }
        return form | {f"account{name}": value for name, value in account.items()}

    def _post(self, hook: Hook, form: Fields) -> None:
        faults, self.posted = self.world.faults, self.posted + 1
        copies = 2 if faults.draws(faults.hooks_twice, "hooks-twice", self.posted) else 1
        if faults.draws(faults.hooks_lost, "hooks-lost", self.posted):
            copies = 0
        for _ in range(copies):
            self._queue.put((hook, form))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        with httpx2.Client(timeout=ANSWER_SECONDS, follow_redirects=False) as client:
            while not self._stop.is_set():
                job = self._queue.get()
                if job is not None:
                    self._deliver(client, *job)
                self._queue.task_done()

    def _deliver(self, client: httpx2.Client, hook: Hook, form: Fields) -> None:
        for pause in (0, *RETRY_SECONDS):
            if hook.is_disabled or self._stop.wait(pause * self.pace):
                return
            is_good = _attempt(client, hook.destination, form)
            hook.answered(is_good, time.monotonic())
            if is_good:
                return


def _attempt(client: httpx2.Client, destination: str, form: Fields) -> bool:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "amoCRM-Webhooks/3.0"}
    try:
        answer = client.post(destination, content=urlencode(form), headers=headers)
    except httpx2.HTTPError:
        return False
    return answer.status_code < 300
