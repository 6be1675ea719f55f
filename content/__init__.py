"""What visitors read: the front page, articles, unit pages; and the custom image and document models.

Page models only: anything that decides or counts belongs in a room under `lms`.
"""
