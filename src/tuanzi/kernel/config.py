"""Every setting of an installation, in one frozen object.

A value comes from, in order: an argument (tests), an environment variable ``TUANZI_<NAME>`` (``TUANZI_STORAGE__KIND`` for a
nested one), the file ``tuanzi.toml`` in the working directory (or the file named by ``TUANZI_CONFIG``), the default here.
``tuanzi config`` prints the result and the source of each value (see ``kernel.settings_report``).

The secret key that seals personal data and signs tokens is made once and kept in ``<data_dir>/secret_key`` unless it is given.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

ENV_PREFIX = "TUANZI_"
EXIT_BAD_CONFIG = 2
SECRET_KEY_LENGTH_MIN = 32

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[int, Field(ge=1, le=366 * 86_400)]
Days = Annotated[int, Field(ge=0, le=366)]


class ConfigError(Exception):
    """The configuration cannot be used; ``problems`` holds one readable line per setting."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Part(BaseModel):
    """A group of settings: frozen, and an unknown name is an error rather than a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _demand(prefix: str, part: Part, names: tuple[str, ...]) -> None:
    """Raise ``ValueError`` naming every setting that the chosen provider needs and that is empty."""
    values = {name: getattr(part, name) for name in names}
    missing = [name for name, value in values.items() if not (value.get_secret_value() if isinstance(value, SecretStr) else value)]
    if missing:
        raise ValueError("the chosen provider needs " + ", ".join(f"{prefix}.{name}" for name in missing))


class S3Config(Part):
    """An S3-compatible object store. ``endpoint`` is empty for AWS itself; ``public_url`` is what browsers load pictures from."""

    endpoint: str | None = None
    """Its address; empty for AWS itself."""
    region: str = "us-east-1"
    """The region that requests are signed for."""
    bucket: str = ""
    """Where everything is kept; must exist."""
    access_key: SecretStr = SecretStr("")
    """The key's name."""
    secret_key: SecretStr = SecretStr("")
    """The key."""
    public_url: str | None = None
    """The address that browsers load pictures from; empty: the endpoint and the bucket."""
    path_style: bool = True
    """Whether the bucket stands in the path (most stores) or in the host (AWS)."""
    timeout_s: float = Field(10.0, gt=0, le=300)
    """How long an answer may take."""


class StorageConfig(Part):
    """Where pictures and files live: the local disk under ``data_dir/media``, or an S3-compatible store."""

    kind: Literal["local", "s3"] = "local"
    """The disk of this machine, or an object store that several machines share."""
    s3: S3Config = S3Config()

    @model_validator(mode="after")
    def _s3_needs_a_bucket(self) -> Self:
        if self.kind == "s3" and not self.s3.bucket:
            raise ValueError("storage.kind is s3, so storage.s3.bucket must be set")
        return self


class SmsConfig(Part):
    """Text messages. ``sandbox`` shows them in the console's outbox and the log; ``aliyun`` is the Dysmsapi of Alibaba Cloud."""

    provider: Literal["sandbox", "aliyun"] = "sandbox"
    """Who sends; `sandbox` shows messages instead."""
    endpoint: str = "https://dysmsapi.aliyuncs.com"
    """The provider's address."""
    access_key_id: str = ""
    """The key's name."""
    access_key_secret: SecretStr = SecretStr("")
    """The key."""
    sign_name: str = ""
    """The signature that the provider has approved."""
    template_sign_in: str = ""
    """The approved template of sign-in codes."""
    timeout_s: float = Field(5.0, gt=0, le=60)
    """How long an answer may take."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.provider == "aliyun":
            _demand("sms", self, ("access_key_id", "access_key_secret", "sign_name", "template_sign_in"))
        return self


class WechatConfig(Part):
    """The mini-program (code2session, subscribe messages) and the official account (JS-SDK share configuration)."""

    api_base: str = "https://api.weixin.qq.com"
    """WeChat's address."""
    mini_app_id: str = ""
    """The mini-program."""
    mini_app_secret: SecretStr = SecretStr("")
    """Its secret."""
    official_app_id: str = ""
    """The official account."""
    official_app_secret: SecretStr = SecretStr("")
    """Its secret."""
    timeout_s: float = Field(5.0, gt=0, le=60)
    """How long an answer may take."""


class PaymentConfig(Part):
    """Which payment provider takes the money besides the wallet. ``sandbox`` is our own pretend cashier, for demos and tests."""

    provider: Literal["sandbox", "none"] = "sandbox"
    """`sandbox` pretends; `none`: shoppers pay from their wallets."""
    sandbox_url: str = ""
    """Another installation that plays the sandbox provider for this one, with the same keys; empty: this one plays it itself."""


class RateLimit(Part):
    """At most ``count`` calls in ``window_s`` seconds."""

    count: int = Field(ge=1, le=1_000_000)
    window_s: int = Field(ge=1, le=86_400)


def _stored_secret(data: dict[str, Any]) -> SecretStr:
    """The installation's own secret, made at first use. Two processes starting together agree: only one link succeeds."""
    folder: Path = data["data_dir"]
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return SecretStr(path.read_text("utf-8").strip())


def _own_address(data: dict[str, Any]) -> str:
    host = data["host"]
    shown = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound
    return f"http://{shown}:{data['port']}"


class Config(BaseSettings):
    """All settings. Times end in their unit; a ``*_days`` promise counts whole days of 24 hours."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        validate_default=False,
    )

    # where it runs
    data_dir: Path = Field(Path(".tuanzi"), validate_default=True)
    """Made absolute, so that a later change of directory does not move the shop."""
    host: str = "127.0.0.1"
    """The address to listen on; `0.0.0.0` for every one of the machine."""
    port: Port = 8000
    """The port to listen on."""
    base_url: str = Field(default_factory=_own_address)
    """The address shoppers see, without a slash at the end: short links, posters and callbacks are built on it."""
    sandbox: bool = True
    """A demo installation: pretend payment, codes shown on screen, clock control. Switch off before real customers come."""
    web_processes: int = Field(1, ge=1, le=64)
    """Web processes that `tuanzi up` starts."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses or networks whose X-Forwarded-For we believe; comma-separated in the environment."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Other addresses whose pages may call the shop's API; comma-separated in the environment."""

    # database
    database_url: str | None = None
    """Any PostgreSQL from 16 on; empty means the embedded one under ``data_dir``."""
    db_pool_min: int = Field(1, ge=0, le=200)
    """Connections that each process keeps open."""
    db_pool_max: int = Field(6, ge=1, le=200)
    """Connections that each process opens at most."""
    db_statement_timeout_s: float = Field(30.0, gt=0, le=3600)
    """A statement that takes longer is ended."""

    # secrets
    secret_key: SecretStr = Field(default_factory=_stored_secret)
    """Seals personal data and signs tokens; kept in `<data_dir>/secret_key` unless it is given. All processes must share it."""
    secret_keys_old: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Former secret keys, newest first: they still open what they sealed, and seal nothing new."""

    # what it says
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """From which level on lines are written."""
    log_json: bool | None = None
    """JSON lines or a coloured console; by default JSON unless the log goes to a terminal."""

    log_requests: bool = True
    """One line per request, without query strings."""

    # the outside
    storage: StorageConfig = StorageConfig()
    sms: SmsConfig = SmsConfig()
    wechat: WechatConfig = WechatConfig()
    payment: PaymentConfig = PaymentConfig()

    # limits
    rate_limits: bool = True
    """Whether callers are held back at all."""
    rates: dict[str, RateLimit] = {}
    """Overrides of built-in limits by their name, e.g. ``[rates.sign_in_code]  count = 5  window_s = 60``."""
    upload_bytes_max: int = Field(10 * 1024 * 1024, ge=1024, le=512 * 1024 * 1024)
    """The largest file that is taken."""

    # sign-in
    access_token_s: Seconds = 600
    """How long an access token is good for."""
    session_days: Days = 30
    """How long a shopper stays signed in without coming back."""
    staff_session_s: Seconds = 12 * 3600
    """How long staff stay signed in."""
    sign_in_code_s: Seconds = 300
    """How long a code sent to a phone is good for."""

    # the clocks of trade
    order_unpaid_s: Seconds = 900
    """How long an order waits for its payment before it closes."""
    groupbuy_payment_s: Seconds = 600
    """How long a seat in a team is kept for a shopper who has not paid yet."""
    receive_auto_days: Days = 7
    """Days after which a parcel counts as received without being asked."""
    aftersale_days: Days = 7
    """Days after receipt in which goods can be returned; only then cashback is paid."""
    late_choice_s: Seconds = 1800
    """How long a shopper whose payment came after the team was full may choose: another team, or the money back."""
    attribution_days: Days = 7
    """How long a touched share link counts for an order."""

    @field_validator("trusted_proxies", "cors_origins", "secret_keys_old", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            ip_network(each, strict=False)
        return value

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        try:
            urlsplit(value or "")
        except ValueError:
            raise ValueError("is not an address that can be read") from None  # theirs may repeat the password
        return value

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("data_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < SECRET_KEY_LENGTH_MIN:
            raise ValueError(f"must have at least {SECRET_KEY_LENGTH_MIN} characters")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.db_pool_min > self.db_pool_max:
            raise ValueError("db_pool_min is larger than db_pool_max")
        pretended = [name for name in ("payment", "sms") if getattr(self, name).provider == "sandbox"]
        if pretended and not self.sandbox:
            names = " and ".join(f"{name}.provider" for name in pretended)
            raise ValueError(f"{names} must not be 'sandbox' where sandbox is off: nobody pays there, and codes are shown to the staff")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - part of the signature; we read no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_file())


def config_file() -> Path | None:
    """The settings file in use, or None. A file named by ``TUANZI_CONFIG`` must exist."""
    named = os.environ.get("TUANZI_CONFIG")
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            raise ConfigError([f"TUANZI_CONFIG: there is no file {path}"])
        return path
    path = Path("tuanzi.toml")
    return path if path.is_file() else None


def load(**arguments: Any) -> Config:
    """Read the configuration. Raises ``ConfigError`` with one line per bad setting, naming the key."""
    try:
        return Config(**arguments)
    except ValidationError as error:
        raise ConfigError(_problems(error)) from error
    except SettingsError as error:
        raise ConfigError([f"{error}: {error.__cause__}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{config_file()}: not TOML: {error}"]) from error
    except OSError as error:
        raise ConfigError([f"data_dir: {error}"]) from error


def sources() -> tuple[dict[str, Any], dict[str, Any]]:
    """What the environment and the file say, as nested dictionaries, for the report."""
    return EnvSettingsSource(Config)(), TomlConfigSettingsSource(Config, toml_file=config_file())()


def _problems(error: ValidationError) -> list[str]:
    """One line per cause, without the values: a bad secret must not end up in a log."""
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        if item["type"] == "default_factory_not_called":
            continue
        key = ".".join(str(part) for part in item["loc"]) or "configuration"
        message = "there is no such setting" if item["type"] == "extra_forbidden" else item["msg"].removeprefix("Value error, ")
        lines.append(
            f"{key}: {message}  (environment: {ENV_PREFIX}{key.replace('.', '__').upper()})" if item["loc"] else f"{key}: {message}"
        )
    return lines
