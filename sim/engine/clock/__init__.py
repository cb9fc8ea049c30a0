"""What comes next: SimPy's clock in plain Python, a sorted list of keys compiled."""
