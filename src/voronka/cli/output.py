"""Where an answer goes: to the screen, or into a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from voronka.errors import InputError, StoreError
from voronka.language import say


def put(style: str, target: Path | None, show: Callable[[], None], workbook: Callable[[], bytes]) -> None:
    """Print by `show`, or write the same into the file `target`; XLSX, made by `workbook`, always needs a file."""
    if style == "xlsx" and target is None:
        raise InputError(say("an XLSX file cannot be printed"), do=say("say where to write it: -o FILE.xlsx"))
    if target is None:
        show()
        return
    try:
        if style == "xlsx":
            target.write_bytes(workbook())
            return
        with target.open("w", encoding="utf-8", newline="") as file, redirect_stdout(file):
            show()
    except OSError as error:
        raise StoreError(
            say("cannot write {file}", file=str(target)), error.strerror or str(error)
        ) from error
