"""Django writes «Nov. 28, 2026»; here the day comes first, as in the Norwegian of the same page."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
