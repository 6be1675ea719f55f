"""The installation's keys, from its settings."""

from django.conf import settings

from . import bundles


def signing_key() -> str:
    """The private key that papers are signed with; empty where the installation has none. Never shown, never logged."""
    key: str = settings.EVIDENCE_KEY
    return key


def known_keys() -> list[str]:
    """The public keys by which a paper counts as ours: that of today's private key, then the retired ones."""
    own = [bundles.public_part(signing_key())] if signing_key() else []
    return [*own, *settings.EVIDENCE_OLD_KEYS]
