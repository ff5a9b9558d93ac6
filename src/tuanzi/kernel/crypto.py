"""Sealing personal data, and finding it again without opening it.

A sealed value is ``version(1) | key id(4) | nonce(12) | ciphertext and tag``: AES-256-GCM under a key derived by HKDF from the
installation's secret. The context (``"accounts.phone"``) is authenticated too, so a value cannot be moved to another column.
Rotation: a new ``secret_key`` seals, the keys in ``secret_keys_old`` still open; rows are sealed anew as they are written.

A blind index is an HMAC of the value, for ``WHERE phone_index = $1`` and for unique constraints. Its key never changes, so that
rotation neither loses a member nor lets one sign up twice: it is derived from the oldest secret of the first ring and then kept in the
database, sealed like everything else (``kernel.keys``). So an old secret can be dropped once ``tuanzi rotate-keys`` has run.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tuanzi.kernel.config import Config

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
_HEADER_BYTES = len(VERSION) + KEY_ID_BYTES


class SealBroken(Exception):
    """The value was changed, belongs to another context, or was sealed under a key that the ring no longer has."""


class KeyRing:
    """All keys of an installation, derived from its secrets; the newest secret first."""

    def __init__(self, secret: str, old: Sequence[str] = (), *, index_key: bytes | None = None) -> None:
        self._secrets = [part.encode() for part in (secret, *old)]
        keys = [_derive(part, "seal") for part in self._secrets]
        self._sealers = {sha256(key).digest()[:KEY_ID_BYTES]: AESGCM(key) for key in reversed(keys)}
        self._newest = sha256(keys[0]).digest()[:KEY_ID_BYTES]
        self.index_key = index_key or _derive(self._secrets[-1], "blind index")
        self._purposes: dict[str, list[bytes]] = {}

    @classmethod
    def of(cls, config: Config) -> KeyRing:
        """The ring of this installation."""
        return cls(config.secret_key.get_secret_value(), [old.get_secret_value() for old in config.secret_keys_old])

    def with_index_key(self, index_key: bytes) -> KeyRing:
        """The same secrets with the index key that the installation keeps."""
        first, *old = (part.decode() for part in self._secrets)
        return KeyRing(first, old, index_key=index_key)

    @property
    def current_header(self) -> bytes:
        """How everything begins that the newest key sealed."""
        return VERSION + self._newest

    def seal(self, plaintext: str, context: str) -> bytes:
        """Encrypt; the same text sealed twice looks different."""
        header = self.current_header
        nonce = secrets.token_bytes(NONCE_BYTES)
        return header + nonce + self._sealers[self._newest].encrypt(nonce, plaintext.encode(), header + context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what ``seal`` made under the same context. Raises ``SealBroken``."""
        header, nonce, body = (
            sealed[:_HEADER_BYTES],
            sealed[_HEADER_BYTES : _HEADER_BYTES + NONCE_BYTES],
            sealed[_HEADER_BYTES + NONCE_BYTES :],
        )
        sealer = self._sealers.get(header[len(VERSION) :])
        if header[: len(VERSION)] != VERSION or sealer is None:
            raise SealBroken(f"no key for this value of {context}")
        try:
            return sealer.decrypt(nonce, body, header + context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"this value of {context} was changed, or sealed for something else") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it; if not, seal it anew when the row is written."""
        return sealed[:_HEADER_BYTES] == self.current_header

    def blind_index(self, value: str, context: str) -> bytes:
        """32 bytes that are equal for equal values of one context. Bring the value into one form first (E.164, lower case)."""
        return hmac.digest(self.index_key, context.encode() + b"\0" + value.encode(), "sha256")

    def keys_for(self, purpose: str) -> list[bytes]:
        """Keys of 32 bytes for signing: make signatures with the first, accept those of any. One purpose never fits another."""
        # Purposes are constants of the code, so few; deriving is a fifth of the cost of reading a token.
        if purpose not in self._purposes:
            self._purposes[purpose] = [_derive(part, f"purpose {purpose}") for part in self._secrets]
        return self._purposes[purpose]


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tuanzi v1 {purpose}".encode()).derive(secret)


_ring: KeyRing | None = None


def use(ring: KeyRing) -> None:
    """Set the ring of this process. Called once by the wiring, before anything is sealed."""
    global _ring  # noqa: PLW0603 - one installation per process, like the clock
    _ring = ring


def ring() -> KeyRing:
    """The ring in use. Raises ``RuntimeError`` when the wiring has not set one."""
    if _ring is None:
        raise RuntimeError("no keys: call crypto.use(KeyRing.of(config)) at the start")
    return _ring


def seal(plaintext: str, context: str) -> bytes:
    """``KeyRing.seal`` under this process's keys."""
    return ring().seal(plaintext, context)


def open_(sealed: bytes, context: str) -> str:
    """``KeyRing.open`` under this process's keys."""
    return ring().open(sealed, context)


def blind_index(value: str, context: str) -> bytes:
    """``KeyRing.blind_index`` under this process's keys."""
    return ring().blind_index(value, context)
