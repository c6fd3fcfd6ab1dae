"""Accuracy against what is known to be true. Pure functions from findings and truth to measures."""
