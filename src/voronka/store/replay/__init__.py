"""Histories replayed: from each deal's changes to its moves, visits, stays and journeys, as passes over ordered columns.

Rows lie deal by deal and in the order in which things happened, so what a deal stood on, was worth and belonged to at any row is the last
value before it: a running maximum of indices. Every step is a handful of such passes in numpy, at a fifth of the cost of window functions
in SQL over the same rows (docs/decisions/007-histories-replayed-in-numpy.md). SQL brings the facts in and takes the tables out.
"""

from voronka.store.replay.run import replay

__all__ = ["replay"]
