"""What decides in this room: reading a register from a file, row by row, and who in it is whom. Pure: no Django, no models."""
