"""Merging a unit into another: `plan` says what will happen, `actions` does it."""
