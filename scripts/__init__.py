"""What stands around the product: setting up, checking, measuring. The product imports nothing from here."""
