"""How results are shown: the command line, text reports and figures. It computes nothing."""

REPLICATIONS = 100_000
"""The default number: the interval of a probability is then at most 0.3 points to either side."""

SEED = 1
"""The default seed."""
