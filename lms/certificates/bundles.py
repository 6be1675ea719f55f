"""Signed papers in JSON: one canonical spelling, an Ed25519 signature over it, and whether a paper is as it was when it was signed. Pure.

What is signed is plain JSON without numbers that are not whole, so that its canonical spelling is that of RFC 8785 (JCS): keys in order, no spaces,
UTF-8. The signature stands in the paper itself, under `proof`, and is over everything else.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"
LONGEST = 2_000_000  # bytes of a paper that somebody hands in


class Finding(StrEnum):
    """What checking a paper found."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown_key"  # signed, but by none of the keys that are known here
    NOT_A_BUNDLE = "not_a_bundle"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found, by which key it is signed, and what the paper says (empty unless unchanged)."""

    finding: Finding
    key: str = ""
    says: Mapping[str, Any] | None = None


def canonical(value: Any) -> bytes:
    """The one spelling of a piece of JSON. Raises TypeError for numbers that are not whole, and for keys that are not plain text."""
    _refuse(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse(value: Any) -> None:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise TypeError(f"A key is no plain text: {key!r}")
            _refuse(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse(each)
    elif not (value is None or isinstance(value, str | bool | int)):
        raise TypeError(f"This has no canonical spelling: {value!r}")


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def new_key() -> str:
    """A new private key by chance, as the setting `EVIDENCE_KEY` takes it."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def private_key(text: str) -> Ed25519PrivateKey:
    """The key that a setting holds: 32 bytes in base64. Raises ValueError for anything else."""
    return Ed25519PrivateKey.from_private_bytes(_bytes(text))


def public_part(private: str) -> str:
    """The public key of a private one, in base64."""
    return base64.b64encode(private_key(private).public_key().public_bytes_raw()).decode()


def key_id(public: str) -> str:
    """What a key is called in a paper: the first 16 hexadecimal digits of the SHA-256 of its public part. Raises ValueError for no key."""
    return hashlib.sha256(_bytes(public)).hexdigest()[:16]


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("A key is 32 bytes in base64.") from error
    if len(raw) != 32:
        raise ValueError("A key is 32 bytes in base64.")
    return raw


def signed(statement: Mapping[str, Any], private: str) -> bytes:
    """A paper with its signature, in its canonical spelling. The same statement and key give the same bytes."""
    assert "proof" not in statement
    signature = private_key(private).sign(canonical(statement))
    proof = {"type": ALGORITHM, "key": key_id(public_part(private)), "signature": base64.b64encode(signature).decode()}
    return canonical({**statement, "proof": proof})


def check(paper: bytes, known: Iterable[str]) -> Checked:
    """Whether a paper is as it was when one of the known public keys signed it. How it is spaced and ordered does not matter, all else does."""
    statement = _read(paper)
    proof = statement.pop("proof", None) if statement else None
    if not statement or not isinstance(proof, dict) or proof.get("type") != ALGORITHM:
        return Checked(Finding.NOT_A_BUNDLE)
    name = str(proof.get("key", ""))
    public = next((each for each in known if key_id(each) == name), None)
    if public is None:
        return Checked(Finding.UNKNOWN_KEY, name)
    try:
        signature = base64.b64decode(str(proof.get("signature", "")), validate=True)
        Ed25519PublicKey.from_public_bytes(_bytes(public)).verify(signature, canonical(statement))
    except (InvalidSignature, ValueError, TypeError):
        return Checked(Finding.CHANGED, name)
    return Checked(Finding.UNCHANGED, name, statement)


def _read(paper: bytes) -> dict[str, Any] | None:
    if len(paper) > LONGEST:
        return None
    try:
        found = json.loads(paper.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice would let two readers see two different papers."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("A name stands twice.")
    return made
