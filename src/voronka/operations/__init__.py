"""Keeping a server running: its copy and its restoration, how the machine does, and what a watch over it asks."""
