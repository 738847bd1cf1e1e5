"""The truly worst leak is named."""

from __future__ import annotations

from acceptance.bottlenecks import named_worst


def test_the_truly_worst_leak_is_named() -> None:
    counts = named_worst(range(3, 7), deals=5000)
    assert counts["first"] >= 0.8 * counts["seeds"]
    assert counts["called_a_leak"] >= 0.5 * counts["seeds"]
