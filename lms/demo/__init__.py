"""The demo organisation: invented people with a believable past, and a page for stepping in as one of them.

Installed only by the demo, development and test settings."""
