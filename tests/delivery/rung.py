"""A look for alerts in a process of its own, which stops itself dead before or after what it found is written down: `FOLDER before|after`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from typing import Any

from delivery.planted import alert, plant, planted
from voronka.delivery import bell
from voronka.workspace import Workspace

#: A minute after nine of the day on which the tests begin.
NOW = datetime(2026, 11, 23, 6, 1)


def main(folder: str, point: str) -> None:
    """Look, and die."""

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Workspace.alerts = planted  # type: ignore[method-assign]
    plant([alert("inflow/Сайт", 900)])
    if point == "before":
        # within the transaction: troubles are written, the letters are not
        bell.put = die  # type: ignore[assignment]
    with Workspace(folder) as workspace:
        bell.Bell(workspace, lambda: NOW).ring()
        die()


if __name__ == "__main__":
    main(*sys.argv[1:])
