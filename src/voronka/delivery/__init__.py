"""Letters that go out by themselves: when, to whom, by which channel, and each exactly once."""
