"""What a role asks for, and the one definition of being ready.

Reads the ledger and nobody's progress: how something was earned does not matter here."""
