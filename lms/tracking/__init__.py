"""The coordinator's desk: who is trained, who lacks what, exports. Owns no tables."""
