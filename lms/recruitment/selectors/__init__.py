"""Reads of recruitment, a file for each screen or part. Lists of cases begin in `policies`; what is here takes them from there."""
