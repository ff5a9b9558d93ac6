"""The settings page: what the shop says of itself, to change; how this installation is configured, to read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from tuanzi.kernel import settings_report
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.settings_report import Source
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.shops import api as shops
from tuanzi.people.shops.contracts import (
    ADDRESS_LENGTH_MAX,
    HOURS_LENGTH_MAX,
    NAME_LENGTH_MAX,
    PHONE,
    SLOGAN_LENGTH_MAX,
    KeptProfile,
    ShopProfile,
)
from tuanzi.people.shops.errors import ProfileVersion
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/settings", tags=["settings"])
Phone = Annotated[str, Field(pattern=f"^$|{PHONE}")]


class ShopSettings(Wire):
    """What the shop says of itself; empty is not said."""

    name: Annotated[str, Field(max_length=NAME_LENGTH_MAX)]
    slogan: Annotated[str, Field(max_length=SLOGAN_LENGTH_MAX)]
    hotline: Phone
    hotline_hours: Annotated[str, Field(max_length=HOURS_LENGTH_MAX)]
    return_name: Annotated[str, Field(max_length=NAME_LENGTH_MAX)]
    return_phone: Phone
    return_address: Annotated[str, Field(max_length=ADDRESS_LENGTH_MAX)]


class ShopSettingsIn(ShopSettings):
    """All of it anew; ``version`` is the one that was read."""

    version: int = Field(ge=0, le=1_000_000_000)


class ShopSettingsOut(ShopSettings):
    """As it stands; version 0 was never written."""

    version: int
    updated_at: datetime | None

    @classmethod
    def of(cls, kept: KeptProfile) -> ShopSettingsOut:
        """On the wire."""
        return cls(**asdict(kept.profile), version=kept.version, updated_at=kept.updated_at)


class SettingLine(Wire):
    """One setting of the installation: its value as text (secrets hidden) and where it comes from."""

    key: str
    value: str
    source: Source


class InstallationSettings(Wire):
    """How this installation is configured; it is changed by its file or its environment, not here."""

    items: list[SettingLine]


@console.get("/shop", access=staff("settings.read"))
async def show_shop(call: Call) -> ShopSettingsOut:
    """What the shop says of itself."""
    return ShopSettingsOut.of(await shops.profile(call.tx))


@console.put("/shop", access=staff("settings.write"), errors=[ProfileVersion])
async def change_shop(call: Call, body: ShopSettingsIn) -> ShopSettingsOut:
    """Say it anew; shoppers read it at their next look."""
    before = asdict((await shops.profile(call.tx)).profile)
    said = {name: value.strip() for name, value in body.model_dump(exclude={"version"}).items()}
    kept = await shops.change_profile(call.tx, ShopProfile(**said), body.version)
    changed = {name for name, value in said.items() if before[name] != value}
    who = str(StaffId.of(call.staff_id))
    was, now = ({name: said_[name] for name in sorted(changed)} for said_ in (before, said))
    if changed:
        audit.record(call.tx, Entry("staff", who, "settings.change_shop", "settings", "shop", was, now, call.ip, call.request_id))
    return ShopSettingsOut.of(kept)


@console.get("/installation", access=staff("settings.read"))
async def show_installation(call: Call) -> InstallationSettings:
    """Every setting with its value and its source; no secret among them."""
    return InstallationSettings(
        items=[SettingLine(key=line.key, value=_text(line.value), source=line.source) for line in settings_report.lines(call.config)]
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)
