"""The handbook («tidgivermappe»): guidelines in editions, and who has read and understood them. Knows no course, and not what is asked of whom."""
