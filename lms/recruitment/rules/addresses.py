"""E-mail addresses that look mistyped. Most slips are in the part after the @, and most people use one of a few providers."""

COMMON = (
    "gmail.com",
    "hotmail.com",
    "hotmail.no",
    "outlook.com",
    "outlook.no",
    "live.no",
    "live.com",
    "icloud.com",
    "me.com",
    "msn.com",
    "yahoo.no",
    "yahoo.com",
    "online.no",
    "getmail.no",
    "broadpark.no",
    "lyse.net",
    "altibox.no",
)
MOST_SLIPS = 2


def slips(typed: str, meant: str) -> int:
    """How many letters were left out, added, changed, or swapped with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        last, row, previous = row, [i], before
        for j, wanted in enumerate(meant, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def meant(email: str) -> str | None:
    """The address that was probably meant, or None if it looks right (or like nothing we know). Short names allow one slip, longer ones two.

    `a@live.no` is not taken for a mistyped `a@line.no`: a known provider is always right.
    """
    name, at, domain = email.strip().rpartition("@")
    domain = domain.lower()
    if not at or not name or domain in COMMON:
        return None
    nearest = min(COMMON, key=lambda known: slips(domain, known))
    allowed = 1 if len(nearest) < 9 else MOST_SLIPS
    return f"{name}@{nearest}" if slips(domain, nearest) <= allowed else None
