"""Control charts: the statistics of change over time."""
