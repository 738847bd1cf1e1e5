"""What should be heard of at once: rules, and how they would have done."""
