"""The roof: wires the rooms together. Imported by nobody."""
