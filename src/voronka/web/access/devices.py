"""What a browser calls itself, in words that its owner knows it by."""

from __future__ import annotations

from voronka.render.words import Words

#: Marks in the name that a browser gives itself → what people call it; the first that is there counts.
BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device(agent: str, words: Words) -> str:
    """A browser and where it runs.

    >>> device("Mozilla/5.0 (Windows NT 10.0) Chrome/126 YaBrowser/24.7 Safari/537", Words("ru"))
    'Яндекс Браузер, Windows'
    """
    found = [next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or words("profile.unknown_device")
