"""Pure decisions about products: what may be said, and what may follow what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod

from tuanzi.goods.catalog.console_contracts import Margin
from tuanzi.goods.catalog.contracts import (
    ATTRIBUTE_COUNT_MAX,
    BLOCK_COUNT_MAX,
    OPTION_AXIS_MAX,
    OPTION_VALUE_MAX,
    PICTURE_COUNT_MAX,
    PRICE_MINOR_MAX,
    SKU_COUNT_MAX,
    TAG_COUNT_MAX,
    TITLE_LENGTH_MAX,
    Axis,
    ProductDraft,
    ProductRole,
    ProductStatus,
    SkuDraft,
)
from tuanzi.goods.catalog.errors import BadProduct, BadTargets, OptionsNotMatrix, StatusConflict
from tuanzi.kernel.money import BPS, Money

TRANSITIONS: dict[ProductStatus, frozenset[ProductStatus]] = {
    ProductStatus.DRAFT: frozenset({ProductStatus.IN_REVIEW}),
    ProductStatus.IN_REVIEW: frozenset({ProductStatus.DRAFT, ProductStatus.ON_SALE}),
    ProductStatus.ON_SALE: frozenset({ProductStatus.OFF_SALE}),
    ProductStatus.OFF_SALE: frozenset({ProductStatus.IN_REVIEW, ProductStatus.ON_SALE}),
}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
OPTION_LENGTH_MAX = 60
SELLING_POINT_LENGTH_MAX = 200
UNIT_LENGTH_MAX = 20
TEXT_LENGTH_MAX = 20_000
WEIGHT_G_MAX = 10_000_000
ATTRIBUTE_NAME_LENGTH_MAX = 60
ATTRIBUTE_VALUE_LENGTH_MAX = 2_000
SHORT_CODE_LENGTH_MAX = 64


def check_step(present: ProductStatus, following: ProductStatus) -> None:
    """Raises ``StatusConflict`` if the table does not know this step."""
    if following not in TRANSITIONS[present]:
        raise StatusConflict(status=present.value, wanted=following.value)


def check_draft(draft: ProductDraft) -> None:
    """Raises ``BadProduct`` and ``OptionsNotMatrix`` for the first thing that is wrong."""
    _code("code", draft.code)
    _length("title", draft.title, 1, TITLE_LENGTH_MAX)
    _length("selling_point", draft.selling_point, 0, SELLING_POINT_LENGTH_MAX)
    _length("unit", draft.unit, 1, UNIT_LENGTH_MAX)
    _length("tax_code", draft.tax_code or "", 0, SHORT_CODE_LENGTH_MAX)
    _length("freight_code", draft.freight_code or "", 0, SHORT_CODE_LENGTH_MAX)
    _text("story", draft.story)
    _count("pictures", draft.picture_keys, PICTURE_COUNT_MAX)
    _count("detail", draft.detail, BLOCK_COUNT_MAX)
    _count("tag_ids", draft.tag_ids, TAG_COUNT_MAX)
    _count("attributes", draft.attributes, ATTRIBUTE_COUNT_MAX)
    if not draft.channels:
        raise BadProduct(path="channels", limit=1)
    for index, (name, value) in enumerate(draft.attributes):
        _length(f"attributes.{index}.name", name, 1, ATTRIBUTE_NAME_LENGTH_MAX)
        _length(f"attributes.{index}.value", value, 1, ATTRIBUTE_VALUE_LENGTH_MAX)
    for index, block in enumerate(draft.detail):
        if block.kind not in {"text", "picture"} or (block.text if block.kind == "text" else block.picture_key) is None:
            raise BadProduct(path=f"detail.{index}.kind", limit="text, picture")
        _text(f"detail.{index}.text", block.text)
    check_matrix(draft.axes, draft.skus)
    for index, sku in enumerate(draft.skus):
        _check_sku(f"skus.{index}", sku)


def check_matrix(axes: Sequence[Axis], skus: Sequence[SkuDraft]) -> None:
    """Each SKU has one value per axis, no combination occurs twice and none is missing. Raises ``OptionsNotMatrix``."""
    if not skus or len(skus) > SKU_COUNT_MAX:
        raise BadProduct(path="skus", limit=SKU_COUNT_MAX)
    _check_axes(axes)
    seen: set[tuple[str, ...]] = set()
    for sku in skus:
        if len(sku.options) != len(axes):
            raise OptionsNotMatrix(reason="one_value_per_axis", options=list(sku.options))
        if any(value not in axis.values for axis, value in zip(axes, sku.options, strict=True)):
            raise OptionsNotMatrix(reason="unknown_value", options=list(sku.options))
        if sku.options in seen:
            raise OptionsNotMatrix(reason="combination_twice", options=list(sku.options))
        seen.add(sku.options)
    if len(seen) != prod(len(axis.values) for axis in axes):
        raise OptionsNotMatrix(reason="combination_missing", options=_first_missing(axes, seen))
    codes = [sku.code for sku in skus]
    if len(set(codes)) != len(codes):
        raise BadProduct(path="skus.code", limit="unique")


def _check_axes(axes: Sequence[Axis]) -> None:
    if len(axes) > OPTION_AXIS_MAX:
        raise BadProduct(path="options", limit=OPTION_AXIS_MAX)
    if len({axis.name for axis in axes}) != len(axes):
        raise OptionsNotMatrix(reason="axis_twice", options=[axis.name for axis in axes])
    for axis in axes:
        _length("options.name", axis.name, 1, OPTION_LENGTH_MAX)
        if not 0 < len(axis.values) <= OPTION_VALUE_MAX:
            raise BadProduct(path=f"options.{axis.name}", limit=OPTION_VALUE_MAX)
        if len(set(axis.values)) != len(axis.values):
            raise OptionsNotMatrix(reason="value_twice", options=list(axis.values))
        for value in axis.values:
            _length(f"options.{axis.name}", value, 1, OPTION_LENGTH_MAX)


def _first_missing(axes: Sequence[Axis], seen: set[tuple[str, ...]]) -> list[str]:
    """One combination that no SKU has, found without building all of them."""
    prefix: tuple[str, ...] = ()
    for depth, axis in enumerate(axes):
        below = prod(len(later.values) for later in axes[depth + 1 :])
        for value in axis.values:
            longer = (*prefix, value)
            if sum(options[: depth + 1] == longer for options in seen) < below:
                prefix = longer
                break
    return list(prefix)


def _check_sku(path: str, sku: SkuDraft) -> None:
    _code(f"{path}.code", sku.code)
    _length(f"{path}.barcode", sku.barcode or "", 0, SHORT_CODE_LENGTH_MAX)
    _amount(f"{path}.price", sku.price, 1)
    _amount(f"{path}.cost", sku.cost, 0)
    _amount(f"{path}.market_price", sku.market_price, 1)
    _amount(f"{path}.member_price", sku.member_price, 1)
    if sku.member_price is not None and sku.member_price > sku.price:
        raise BadProduct(path=f"{path}.member_price", limit=sku.price.minor)
    if not 0 <= sku.weight_g <= WEIGHT_G_MAX:
        raise BadProduct(path=f"{path}.weight_g", limit=WEIGHT_G_MAX)


def _amount(path: str, amount: Money | None, least: int) -> None:
    if amount is not None and (not least <= amount.minor <= PRICE_MINOR_MAX or amount.currency != "CNY"):
        raise BadProduct(path=path, limit=PRICE_MINOR_MAX)


def _code(path: str, value: str) -> None:
    if not CODE.fullmatch(value):
        raise BadProduct(path=path, limit="A-Z a-z 0-9 . _ / -")


def _length(path: str, value: str, least: int, most: int) -> None:
    if not least <= len(value) <= most or value != value.strip() or "\x00" in value:
        raise BadProduct(path=path, limit=most)


def _text(path: str, value: str | None) -> None:
    if value is not None and (len(value) > TEXT_LENGTH_MAX or "\x00" in value):
        raise BadProduct(path=path, limit=TEXT_LENGTH_MAX)


def _count(path: str, values: Sequence[object], most: int) -> None:
    if len(values) > most or len(set(values)) != len(values):
        raise BadProduct(path=path, limit=most)


def margin(price: Money, cost: Money) -> Margin:
    """What a price earns over a cost; the share is rounded down, so a loss never looks smaller than it is.

    A price of zero earns no share: 0 bps.
    """
    amount = price - cost
    return Margin(amount, amount.minor * BPS // price.minor if price.minor else 0)


def shares(amounts: Sequence[int]) -> list[int]:
    """Each amount's share of the whole in bps; together exactly 10000, or all zero where there is nothing to share.

    Amounts below zero (a role that loses money) count as nothing.
    """
    positive = [max(0, amount) for amount in amounts]
    if not any(positive):
        return [0] * len(positive)
    return [part.minor for part in Money(BPS).split(positive)]


def check_targets(targets: Mapping[ProductRole, int]) -> None:
    """Shares from 0 to 10000 that make a whole, or none at all. Raises ``BadTargets``."""
    if targets and (sum(targets.values()) != BPS or any(share < 0 for share in targets.values())):
        raise BadTargets(total_bps=sum(targets.values()))
