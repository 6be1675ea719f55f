"""The screens of recruitment, a file for each of its parts.

A case's page and the applicant's own page are put together from the parts: each part's file has a function that gives its piece of the context.
"""
