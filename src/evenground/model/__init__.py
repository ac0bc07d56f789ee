"""Frozen values that every room shares: measure, stratum, period, fault, and the figure that may be hidden."""
