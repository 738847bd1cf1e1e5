"""A sync in a process of its own, to be killed: `python -m tests.store.crashing FOLDER DEALS [BYTES]`; BYTES limits the size of any file."""

from __future__ import annotations

import resource
import signal
import sys
from datetime import datetime

from tests.store.source import Pages
from voronka.errors import VoronkaError
from voronka.store.sync import sync


def main() -> None:
    folder, deals, *limit = sys.argv[1:]
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), int(limit[0])))
    try:
        result = sync(folder, Pages(int(deals), 20), now=datetime.fromisoformat("2026-02-01"))
    except VoronkaError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    print(result.version)


if __name__ == "__main__":
    main()
