"""Keys and signatures of both sides."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tuanzi.adapters.sandbox_pay.contracts import SKEW_S_MAX
from tuanzi.kernel import clock

KEY_BITS = 2048
EPOCH_S = re.compile(r"[0-9]{1,12}")
TIMESTAMP, NONCE, SERIAL, SIGNATURE = "sandbox-timestamp", "sandbox-nonce", "sandbox-serial", "sandbox-signature"
PARTS = (TIMESTAMP, NONCE, SERIAL, SIGNATURE)


class BadSignature(Exception):
    """Not signed by the key we know, not for this request, or not just now."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the serial that names it."""

    serial: str
    key: rsa.RSAPrivateKey

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """The four headers that prove who says this, and when."""
        timestamp, nonce = str(int(clock.real_now().timestamp())), secrets.token_hex(16)
        signature = self.key.sign(message(method, path, timestamp, nonce, body), padding.PKCS1v15(), hashes.SHA256())
        return {TIMESTAMP: timestamp, NONCE: nonce, SERIAL: self.serial, SIGNATURE: base64.b64encode(signature).decode()}


@dataclass(frozen=True, slots=True)
class Verifier:
    """The other side's public key."""

    serial: str
    key: rsa.RSAPublicKey

    def check(self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, is_timed: bool = True) -> None:
        """Raises ``BadSignature`` unless exactly this was signed by the known key, less than five minutes ago if ``is_timed``."""
        timestamp, nonce, serial, signature = (headers.get(part, "") for part in PARTS)
        if serial != self.serial or not EPOCH_S.fullmatch(timestamp):
            raise BadSignature
        if is_timed and abs(clock.real_now().timestamp() - int(timestamp)) > SKEW_S_MAX:
            raise BadSignature
        try:
            raw = base64.b64decode(signature, validate=True)
            self.key.verify(raw, message(method, path, timestamp, nonce, body), padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError) as error:
            raise BadSignature from error


def message(method: str, path: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """What is signed. A line feed cannot be smuggled in: none of the first four may contain one."""
    parts = (method, path, timestamp, nonce)
    if any("\n" in part for part in parts):
        raise BadSignature
    return "\n".join(parts).encode() + b"\n" + body + b"\n"


@dataclass(frozen=True)
class Keys:
    """Both key pairs of a sandbox: in a real life each side holds its own."""

    provider: Signer
    merchant: Signer

    @cached_property
    def provider_public(self) -> Verifier:
        """What the merchant knows of the provider."""
        return Verifier(self.provider.serial, self.provider.key.public_key())

    @cached_property
    def merchant_public(self) -> Verifier:
        """What the provider knows of the merchant."""
        return Verifier(self.merchant.serial, self.merchant.key.public_key())


def load_keys(folder: Path) -> Keys:
    """The keys kept in ``folder``, made at first use; processes that start together agree on one pair."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Keys(_signer(folder / "provider.pem"), _signer(folder / "merchant.pem"))


def _signer(path: Path) -> Signer:
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        fresh = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    loaded = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise TypeError(f"{path} is not an RSA key")
    public = loaded.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Signer(hashlib.sha256(public).hexdigest()[:40].upper(), loaded)
