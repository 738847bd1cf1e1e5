"""Passwords and tokens of channels: from the environment, or from a file that its owner alone can read; never told again."""

from __future__ import annotations

import json
import os
from pathlib import Path

from voronka.delivery.failures import DeliveryError
from voronka.errors import InputError, StoreError
from voronka.language import say

FILE_NAME = "delivery-secrets.json"
#: Channel → the variable of the environment that holds its secret.
VARIABLES = {
    "smtp": "VORONKA_SMTP_PASSWORD",
    "telegram": "VORONKA_TELEGRAM_TOKEN",
    "max": "VORONKA_MAX_TOKEN",
    "webhook": "VORONKA_WEBHOOK_SECRET",
}


def secret_of(folder: Path, channel: str) -> str:
    """The secret of a channel; "" where there is none."""
    return os.environ.get(VARIABLES[channel], "") or _load(folder).get(channel, "")


def keep_secret(folder: Path, channel: str, secret: str) -> None:
    """Keep a secret in the workspace, in a 0600 file; an empty one takes it away."""
    if channel not in VARIABLES:
        names = ", ".join(VARIABLES)
        raise InputError(
            say("“{name}” has no secret", name=channel), say("secrets have: {names}", names=names)
        )
    kept = _load(folder) | {channel: secret.strip()}
    beside = folder / f".{FILE_NAME}.{os.getpid()}"
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({name: one for name, one in kept.items() if one}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / FILE_NAME)
    except OSError as error:
        place = str(folder / FILE_NAME)
        raise StoreError(say("cannot write {file}", file=place), error.strerror or str(error)) from error


def _load(folder: Path) -> dict[str, str]:
    path = folder / FILE_NAME
    try:
        found = json.loads(path.read_text("utf-8"))
        return {str(name): str(one) for name, one in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise DeliveryError(
            say("cannot read {file}", file=str(path)),
            type(error).__name__,
            say("delete it and enter the passwords of the channels again"),
            kind="settings",
        ) from error
