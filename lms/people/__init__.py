"""Persons, and the logins some of them have.

Knows no unit and no role. A person need not have a login or an e-mail address."""
