"""The verbs of recruitment, a file for each of its parts."""
