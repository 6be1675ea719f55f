"""Courses, modules, slots, local contributions and editions; `outline(course, unit)`; the curriculum as files.

Knows no learner: what somebody has done of a course is the business of `learning`."""
