"""What visitors read: the front page, articles, unit pages; and the custom image and document models.

Besides, what needs their pages and several rooms at once: opening and closing units, and the courses a unit makes for itself.
"""
