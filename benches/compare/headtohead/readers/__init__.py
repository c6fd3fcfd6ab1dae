"""Readers of formats that several tools write."""
