"""The two tokens of a session.

The access token is a JWT (HS256) that lives for minutes and is believed without a look into the database. The refresh token names
its session and a generation and carries an HMAC over both and over the session's own salt: nothing that opens a session is
stored, a stolen database makes none without the installation's secret, and an old token is proven old, so that it may end its
session while a made-up one may not.

Both keys are derived from the secret key for their purpose; after a rotation the former secrets still verify and sign nothing.
Times follow the business clock, so a shifted sandbox expires tokens too.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, get_args
from uuid import UUID

import jwt

from tuanzi.kernel import clock, crypto, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.errors import Unauthenticated
from tuanzi.kernel.http.access import Principal
from tuanzi.people.accounts.contracts import PrincipalKind, SessionId, Stage, Tokens
from tuanzi.people.accounts.gone import is_gone

ACCESS, REFRESH = "accounts.access_token", "accounts.refresh_token"
ALGORITHM = "HS256"
TOKEN_LENGTH_MAX = 1000
SALT_BYTES = 16
REMEMBERED = 4096


@cache
def _names(purpose: str, ring: crypto.KeyRing) -> dict[str, bytes]:
    return {sha256(key).hexdigest()[:8]: key for key in ring.keys_for(purpose)}


def issue(kind: PrincipalKind, principal_id: UUID, session_id: SessionId, stage: Stage, generation: int, salt: bytes) -> Tokens:
    """Both tokens for one generation of a session."""
    ttl_s: int = ports.get(Config).access_token_s
    now = int(clock.now().timestamp())
    name, key = next(iter(_names(ACCESS, crypto.ring()).items()))
    claims = {
        "sub": str(UUID(int=principal_id.int)),
        "kind": kind,
        "sid": str(UUID(int=session_id.int)),
        "stage": stage,
        "iat": now,
        "exp": now + ttl_s,
    }
    access = jwt.encode(claims, key, ALGORITHM, headers={"kid": name})
    return Tokens(session_id, access, ttl_s, refresh_token(session_id, generation, salt))


def principal(token: str) -> Principal:
    """Who an access token speaks for. Raises ``Unauthenticated`` for every defect alike."""
    if len(token) > TOKEN_LENGTH_MAX:
        raise Unauthenticated
    try:
        holder, ends_at = _read(token, crypto.ring())
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unauthenticated from error
    if ends_at <= clock.now().timestamp() or is_gone(holder.id):
        raise Unauthenticated
    return holder


# Whether a signature is right never changes while the keys are the same; a shopper shows one token dozens of times.
@lru_cache(maxsize=REMEMBERED)
def _read(token: str, ring: crypto.KeyRing) -> tuple[Principal, float]:
    """The holder and the end (Unix seconds) of a genuine token. Raises what ``principal`` catches."""
    key = _names(ACCESS, ring)[jwt.get_unverified_header(token)["kid"]]
    # Expiry is judged by the caller on the business clock, which PyJWT does not know.
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": ["exp", "sub"]}
    claims: dict[str, Any] = jwt.decode(token, key, [ALGORITHM], options=options)
    if claims["kind"] not in get_args(PrincipalKind):
        raise ValueError(claims["kind"])
    return Principal(claims["kind"], UUID(claims["sub"]), UUID(claims["sid"]), claims["stage"]), float(claims["exp"])


def refresh_token(session_id: SessionId, generation: int, salt: bytes) -> str:
    """The refresh token of one generation: the same every time it is asked for."""
    return f"{session_id}.{generation}.{_mac(crypto.ring().keys_for(REFRESH)[0], session_id, generation, salt)}"


def read_refresh(token: str) -> tuple[SessionId, int, str] | None:
    """Session, generation and mac as the token claims them; None if it cannot be one of ours."""
    parts = token.split(".")
    if len(token) > TOKEN_LENGTH_MAX or len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 9:  # noqa: PLR2004 - three parts, a generation fits an integer
        return None
    try:
        return SessionId.parse(parts[0]), int(parts[1]), parts[2]
    except ValueError:
        return None


def is_genuine(session_id: SessionId, generation: int, salt: bytes, mac: str) -> bool:
    """Whether we made this refresh token, under any secret of the ring."""
    made = [_mac(key, session_id, generation, salt) for key in crypto.ring().keys_for(REFRESH)]
    return any(hmac.compare_digest(each.encode(), mac.encode()) for each in made)


def _mac(key: bytes, session_id: SessionId, generation: int, salt: bytes) -> str:
    digest = hmac.digest(key, session_id.bytes + generation.to_bytes(4, "big") + salt, "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def lifetime_end(kind: PrincipalKind, now: datetime) -> datetime:
    """When a session that is used now runs out: members' slide by days, staff's stand."""
    config: Config = ports.get(Config)
    seconds = config.session_days * 86_400 if kind == "member" else config.staff_session_s
    return datetime.fromtimestamp(now.timestamp() + seconds, now.tzinfo)
