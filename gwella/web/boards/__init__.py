"""Boards of the region and of councils: measures over time, gaps, spread and movement, without a ranking."""
