"""The tree of units, their kinds and their contact cards.

Knows no person, no role and no content: a unit points at its page as a plain Wagtail page."""
