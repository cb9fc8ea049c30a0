"""The questions: run, analyse and store, in one call each."""

REPLICATIONS = 100_000
"""The default number: the interval of a probability is then at most 0.3 points to either side."""

SEED = 1
"""The default seed."""

AUDITED = 20
"""The default number of an audit, which the interpreted engine plays with all its checks."""

QUESTIONED = 20_000
"""The default number of each variant that a question plays."""
