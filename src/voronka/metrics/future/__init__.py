"""What is to come: the forecast and its track record, plans, and the score of deals."""
