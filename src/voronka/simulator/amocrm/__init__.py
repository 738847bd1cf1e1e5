"""amoCRM's API v4 on localhost over a simulated company. README.md says what is faithful and what is left out."""

from __future__ import annotations

from voronka.simulator.amocrm.serve import Server, make, run, serve
from voronka.simulator.amocrm.switches import Faults, parse

__all__ = ["Faults", "Server", "make", "parse", "run", "serve"]
