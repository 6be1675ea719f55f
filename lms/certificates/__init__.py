"""The document for one piece of evidence: issued once, printable, verifiable by anyone who holds the code.

Knows no course: it is given the words that stand on it."""
