"""StreamField blocks that any page can use. Owns no tables."""
