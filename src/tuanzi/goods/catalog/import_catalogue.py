"""Take in a catalogue file: judge all of it first, then write all of it, or the products that are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tuanzi.goods.catalog import repository, repository_taxonomy
from tuanzi.goods.catalog.contracts import IMPORT_COST_RATE_BPS, Axis, CategoryId, ImportReport, Product, ProductDraft, SkuDraft, SkuId
from tuanzi.goods.catalog.errors import BadProduct, OptionsNotMatrix
from tuanzi.goods.catalog.import_rows import Reading, Row, read
from tuanzi.goods.catalog.products import change_product, create_product
from tuanzi.goods.catalog.publication import publish as put_on_sale
from tuanzi.goods.catalog.publication import submit
from tuanzi.goods.catalog.rules import check_draft
from tuanzi.goods.catalog.taxonomy import create_category
from tuanzi.kernel.db import Tx
from tuanzi.kernel.i18n import DEFAULT
from tuanzi.kernel.money import Money

AXIS_NAMES = ("规格", "颜色", "款式", "型号")
"""The file has no names for the option axes."""
NO_CATEGORY = CategoryId(int=0)


@dataclass(slots=True)
class _Plan:
    """One product of the file: what it will say, and the product that is there already."""

    rows: list[Row]
    draft: ProductDraft
    present: Product | None

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.present is None or self.present.draft != self.draft


async def import_catalogue(
    tx: Tx,
    lines: Iterable[str],
    *,
    dry_run: bool = False,
    take_valid: bool = False,
    publish: bool = False,
    cost_rate_bps: int = IMPORT_COST_RATE_BPS,
    language: str = DEFAULT,
) -> ImportReport:
    """Create or change products and SKUs by their codes; the same file again changes nothing.

    Nothing is written in a dry run, nor if any row is refused and ``take_valid`` is not set; with it, a product is taken if
    all of its rows are right. What an operator added meanwhile (pictures, detail, costs, member prices) stays. ``publish``
    puts new products on sale. A new SKU costs ``cost_rate_bps`` of its price. Raises ``ImportUnreadable``.
    """
    reading = read(lines, language)
    known = await repository_taxonomy.categories_by_name(tx)
    plans = [plan for plan in [await _plan(tx, reading, rows, known, cost_rate_bps) for rows in _products(reading)] if plan]
    changes = [plan for plan in plans if plan.is_change]
    is_written = not dry_run and (take_valid or not reading.errors)
    stock: list[tuple[SkuId, int, bool]] = []
    if is_written:
        for plan in plans:
            stock += await _write(tx, plan, known, publish=publish)
    return ImportReport(
        rows_read=reading.rows_read,
        products=len(changes),
        skus=sum(len(plan.rows) for plan in changes),
        unchanged=len(plans) - len(changes),
        errors=tuple(sorted(reading.errors, key=lambda error: error.line)),
        warnings=tuple(reading.warnings),
        stock=tuple(stock),
        is_written=is_written,
    )


def _products(reading: Reading) -> list[list[Row]]:
    """Rows by product, without the products of which any row was refused; their good rows are reported as held back."""
    groups: dict[str, list[Row]] = {}
    for row in reading.rows:
        groups.setdefault(row.product_code, []).append(row)
    good = []
    for code, rows in groups.items():
        first = rows[0]
        for row in rows[1:]:
            differing = next((name for name, value in row.product_part.items() if value != first.product_part[name]), None)
            if differing:
                reading.refuse(row.line, differing, "catalog.import_rows_differ", other_line=first.line)
                reading.refused_products.setdefault(code, row.line)
        bad_line = reading.refused_products.get(code)
        if bad_line is None:
            good.append(rows)
            continue
        for row in rows:
            if row.line != bad_line:
                reading.refuse(row.line, "", "catalog.import_held_back", other_line=bad_line)
    return good


async def _plan(tx: Tx, reading: Reading, rows: list[Row], known: dict[tuple[str, ...], CategoryId], cost_rate_bps: int) -> _Plan | None:
    """What the file says of a product, laid over what is there. None after noting why it cannot be."""
    first = rows[0]
    present = await repository.get_product_by_code(tx, first.product_code)
    owners = await repository.skus_by_code(tx, [row.sku_code for row in rows])
    for row in rows:
        owner = owners.get(row.sku_code)
        if owner and (present is None or owner[1] != present.id):
            reading.refuse(row.line, "sku_code", "catalog.import_sku_elsewhere")
            return None
    draft = _draft(rows, known.get(first.category, NO_CATEGORY), present, cost_rate_bps)
    try:
        check_draft(draft)
    except (BadProduct, OptionsNotMatrix) as error:
        column = "sku_options" if isinstance(error, OptionsNotMatrix) else str(error.fields["path"])
        for row in rows:
            reading.refuse(row.line, column, error.code, **error.fields)
        return None
    return _Plan(rows, draft, present)


def _draft(rows: list[Row], category_id: CategoryId, present: Product | None, cost_rate_bps: int) -> ProductDraft:
    first = rows[0]
    before = {sku.code: sku for sku in present.draft.skus} if present else {}
    skus = []
    for row in rows:
        price = Money(row.price_minor)
        market = Money(row.market_minor) if row.market_minor is not None else None
        old = before.get(row.sku_code)
        if old:
            skus.append(replace(old, options=row.options, price=price, market_price=market))
        else:
            skus.append(SkuDraft(row.sku_code, row.options, price, price.rate(cost_rate_bps), market_price=market))
    names: tuple[str, ...] = AXIS_NAMES
    if present and len(present.draft.axes) == len(first.options):
        names = tuple(axis.name for axis in present.draft.axes)
    axes = tuple(
        Axis(name, tuple(dict.fromkeys(row.options[index] for row in rows if index < len(row.options))))
        for index, name in enumerate(names[: len(first.options)])
    )
    said = {
        "title": first.title,
        "selling_point": first.selling_point,
        "category_id": category_id,
        "unit": first.unit,
        "attributes": first.attributes,
        "axes": axes,
        "skus": tuple(skus),
    }
    return replace(present.draft, **said) if present else ProductDraft(code=first.product_code, **said)  # type: ignore[arg-type]


async def _write(tx: Tx, plan: _Plan, known: dict[tuple[str, ...], CategoryId], *, publish: bool) -> list[tuple[SkuId, int, bool]]:
    draft = plan.draft
    if draft.category_id == NO_CATEGORY:
        draft = replace(draft, category_id=await _category(tx, plan.rows[0].category, known))
    if plan.present is None:
        product = await create_product(tx, draft)
        if publish:
            await submit(tx, product.id)
            await put_on_sale(tx, product.id)
    elif plan.present.draft != draft:
        product = await change_product(tx, plan.present.id, plan.present.version, draft)
    else:
        product = plan.present
    old = set(plan.present.sku_ids) if plan.present else set()
    ids = {sku.code: sku_id for sku_id, sku in zip(product.sku_ids, product.draft.skus, strict=True)}
    return [(ids[row.sku_code], row.stock, ids[row.sku_code] not in old) for row in plan.rows]


async def _category(tx: Tx, names: tuple[str, ...], known: dict[tuple[str, ...], CategoryId]) -> CategoryId:
    """The category of these names from the root, made where it is missing."""
    for depth in range(1, len(names) + 1):
        if names[:depth] not in known:
            parent = known[names[: depth - 1]] if depth > 1 else None
            known[names[:depth]] = await create_category(tx, names[depth - 1], parent, position=len(known))
    return known[names]
