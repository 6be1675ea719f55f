"""From interest to ruling: openings, applications, interviews in rounds, references, rulings. Knows no course and no requirement.

What an admission leads to (person, assignment, courses, welcome) is `onboarding`'s. Nothing of a guest or a participant, and nothing about health,
faith or own experience, has a field here.
"""
