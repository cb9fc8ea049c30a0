"""The model written again from docs/model alone, and what it is compared in with the engine."""
