"""Letters: templates by name, an outbox with unique keys, sending. Knows nobody: it is given an address and words."""
