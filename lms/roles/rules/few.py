"""What may be told of few people. Pure."""

STEP = 5  # numbers are told to the nearest of these, where they are not told exactly
SMALLEST = 5  # a smaller number could point at somebody; it is not told to those who may not see who it is


def told(number: int, *, is_open: bool) -> int | None:
    """A number of people as it may be told: as it is to those who may see who they are; else to the nearest `STEP`, and not at all if it is small.

    Numbers that are told about cannot be subtracted from each other to find one that is not told.
    """
    if is_open or not number:
        return number
    return None if number < SMALLEST else (number + STEP // 2) // STEP * STEP
