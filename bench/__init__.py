"""Benchmarks: `./run bench`; each claim about speed is a ratio measured here in one run."""
