"""What is minimised: one number for a whole batch."""
