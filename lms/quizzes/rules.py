"""Marking. Pure: a question is a plain description, an answer is what a form gives; nothing here knows a database."""
