"""Enrolment, progress and completion: from the first module to evidence and certificate.

Knows no requirement: that a course was asked for, and by when, is the business of `requirements`."""
