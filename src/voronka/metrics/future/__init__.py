"""What is to come: the forecast with its track record, goals, and which deals to work on."""
