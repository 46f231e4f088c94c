"""Submits, follows and fetches: pure flows, and the drivers that do what they ask for."""
