"""How one reader sees the pages: language and theme, from the address, a cookie or the browser's wish."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

LANGUAGES = ("ru", "en")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Look:
    """`theme` auto follows the system."""

    language: str = "ru"
    theme: str = "auto"

    @classmethod
    def of(cls, request: Request) -> Look:
        """The address wins over the cookie, the cookie over the browser, Russian over nothing."""
        asked = request.query_params.get("lang"), request.cookies.get("lang")
        language = next((name for name in asked if name in LANGUAGES), None)
        theme = request.cookies.get("theme", "auto")
        return cls(
            language or preferred(request.headers.get("accept-language", "")),
            theme if theme in THEMES else "auto",
        )


def preferred(accepted: str) -> str:
    """The first of our languages in an Accept-Language header.

    >>> preferred("de-DE,de;q=0.9,en;q=0.7,ru;q=0.3"), preferred("ru,en;q=0.8"), preferred("")
    ('en', 'ru', 'ru')
    """
    ranked = []
    for order, part in enumerate(accepted.split(",")):
        name, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=") or "1"
        try:
            ranked.append((-float(quality), order, name[:2].lower()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), "ru")
