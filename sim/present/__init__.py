"""How results are shown: the command line, text reports and figures. It computes nothing."""

REPLICATIONS = 1_000
"""The default number: the interval of a probability is then at most 3.1 points to either side."""
