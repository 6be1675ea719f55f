"""«Min side»: the tidgiver's own desk. Owns no tables."""
