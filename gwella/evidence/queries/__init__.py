"""Questions asked of the columnar store: the engine's expressions, run."""
