"""The central curriculum as files: read, checked, loaded into Wagtail, written back.

`parse` and `write` know files and nothing of the database; `gather` and `load` know the database and nothing of files. Between them
stands `model`: what a course says, in one canonical form. Two ways of saying the same (wrapped lines, quoted or not) are equal there,
so a load knows what has truly changed, and an export of what was loaded changes nothing. The format: docs/curriculum-format.md.
"""
