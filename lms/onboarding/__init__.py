"""Somebody new in a unit: person, login, assignment, enrolments and welcome letter, in one go.

Has no checklist of its own: what is left before the first shift is what `requirements` says. An admission from recruitment goes the
same way, after its ruling. Many at once come by a register that is imported: its tables hold the file and its rows on the way, and nothing of them
afterwards. Knows no desk.
"""
