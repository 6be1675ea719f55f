"""A unit takes a course of its own out of use, and up again: `plan` says whom it touches, `actions` does it."""
