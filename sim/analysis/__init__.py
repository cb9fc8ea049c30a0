"""What it means: estimates with their intervals, read from tables alone."""
