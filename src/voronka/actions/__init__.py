"""From a finding to tasks, notes, tags and scores in amoCRM: prepared first, written when confirmed, logged, undone."""

from __future__ import annotations

from voronka.actions.acting import Acting
from voronka.actions.findings import FINDINGS
from voronka.actions.kinds import KINDS
from voronka.actions.wish import Wish

__all__ = ["FINDINGS", "KINDS", "Acting", "Wish"]
