"""The log of the server: a line for each thing, as text or JSON, without what might be somebody's."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

Style = Literal["off", "text", "json"]
STYLES: tuple[Style, ...] = ("off", "text", "json")


def set_up(style: Style) -> None:
    """Write to standard error from now on: faults alone (`off`), or each request too, as text or JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if style == "json" else AsText())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("voronka").setLevel(logging.WARNING if style == "off" else logging.INFO)


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says. A fault is told by its kind and by the places it came through, not in its own words: names may stand in these."""
    parts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
        **getattr(record, "told", {}),
    }
    if record.exc_info and record.exc_info[0] is not None:
        parts["fault"] = record.exc_info[0].__name__
        parts["at"] = places(record.exc_info[2])
    return parts


def places(trace: TracebackType | None) -> list[str]:
    """Where a fault came through, the place where it happened last: file, line and function, and no value."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-12:]


class AsJson(logging.Formatter):
    """A line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(told(record), ensure_ascii=False)


class AsText(logging.Formatter):
    """A line to be read: time, level, message, then what else there is, name by name."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        parts = told(record)
        head = " ".join(str(parts.pop(name)) for name in ("time", "level", "logger", "message"))
        rest = " ".join(
            f"{name}={' > '.join(value) if isinstance(value, list) else value}"
            for name, value in parts.items()
        )
        return f"{head} {rest}".rstrip()
