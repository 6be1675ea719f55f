"""What one can hold, and the append-only ledger of evidence that somebody holds it.

Knows none of its sources: a course, a gathering or a paper are to it only a kind, a name and a key."""
