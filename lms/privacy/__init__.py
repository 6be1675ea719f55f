"""Erasing somebody for good, over all rooms. Owns no tables: what each room holds, and how it goes, is that room's to know."""
