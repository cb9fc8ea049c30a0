"""The questions: run, analyse and store, in one call each."""
