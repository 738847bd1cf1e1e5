"""How history comes in by the server: an account tried and connected, files looked at, runs started in time and told about."""
