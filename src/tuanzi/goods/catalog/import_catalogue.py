"""Take in a catalogue file: judge all of it first, then write all of it, or the products that are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tuanzi.goods.catalog import repository, repository_taxonomy
from tuanzi.goods.catalog.contracts import (
    IMPORT_COST_RATE_BPS,
    Axis,
    CategoryId,
    ImportReport,
    Product,
    ProductDraft,
    ProductId,
    SkuDraft,
    SkuId,
)
from tuanzi.goods.catalog.errors import BadProduct, ImportRefused, OptionsNotMatrix
from tuanzi.goods.catalog.import_rows import ImportRow, Reading, Records, read
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
READ_AT_ONCE = 500


@dataclass(slots=True)
class _Plan:
    """One product of the file: what it will say, and the product that is there already."""

    rows: list[ImportRow]
    draft: ProductDraft
    present: Product | None

    @property
    def is_change(self) -> bool:
        """Whether there is anything to write."""
        return self.present is None or self.present.draft != self.draft


async def import_catalogue(
    tx: Tx,
    records: Records,
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
    puts new products on sale. A new SKU costs ``cost_rate_bps`` of its price unless the file says it. Raises ``ImportUnreadable``.
    """
    reading = read(records, language)
    known = await repository_taxonomy.categories_by_name(tx)
    plans = await _plans(tx, reading, known, cost_rate_bps)
    is_written = not dry_run and (take_valid or not reading.errors)
    stock: list[tuple[SkuId, int, bool]] = []
    if is_written:
        for plan in plans:
            stock += await _write(tx, plan, known, publish=publish)
    return _report(reading, plans, stock, is_written=is_written)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file would do. ``products`` are the rows of those that may be taken, product by product."""

    report: ImportReport
    products: list[tuple[ImportRow, ...]]
    header: list[str]
    faulty: list[tuple[int, list[str]]]
    """The rows that cannot be taken, as they stand in the file, with their lines."""


async def judge_import(tx: Tx, records: Records, language: str) -> Judged:
    """Judge a whole file and write nothing. Raises ``ImportUnreadable``."""
    reading = read(records, language)
    known = await repository_taxonomy.categories_by_name(tx)
    plans = await _plans(tx, reading, known, IMPORT_COST_RATE_BPS)
    takeable = {row.line for plan in plans for row in plan.rows}
    faulty = [(line, record) for line, record in reading.records.items() if line not in takeable]
    return Judged(_report(reading, plans, [], is_written=False), [tuple(plan.rows) for plan in plans], reading.header, faulty)


@dataclass(frozen=True, slots=True)
class TakenProduct:
    """A product that an import took. ``word`` is created, changed or unchanged; ``stock`` as in ``ImportReport``."""

    word: str
    stock: list[tuple[SkuId, int, bool]]


async def take_product(tx: Tx, rows: Sequence[ImportRow], *, publish: bool, language: str) -> TakenProduct:
    """Take in the rows of one product that were judged before, over what is there now.

    Raises ``ImportRefused`` if it cannot be any more, and what creating and changing a product raise.
    """
    reading = Reading(language, rows=list(rows))
    known = await repository_taxonomy.categories_by_name(tx)
    plans = await _plans(tx, reading, known, IMPORT_COST_RATE_BPS)
    if not plans:
        raise ImportRefused(reason=reading.errors[0].message)
    plan = plans[0]
    word = "created" if plan.present is None else "changed" if plan.is_change else "unchanged"
    return TakenProduct(word, await _write(tx, plan, known, publish=publish))


def _report(reading: Reading, plans: list[_Plan], stock: list[tuple[SkuId, int, bool]], *, is_written: bool) -> ImportReport:
    changes = [plan for plan in plans if plan.is_change]
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


def _products(reading: Reading) -> list[list[ImportRow]]:
    """Rows by product, without the products of which any row was refused; their good rows are reported as held back."""
    groups: dict[str, list[ImportRow]] = {}
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


async def _plans(tx: Tx, reading: Reading, known: dict[tuple[str, ...], CategoryId], cost_rate_bps: int) -> list[_Plan]:
    """What the file says of each product, laid over what is there, which is read for many products at once."""
    plans: list[_Plan] = []
    products = _products(reading)
    for start in range(0, len(products), READ_AT_ONCE):
        some = products[start : start + READ_AT_ONCE]
        present = await repository.get_products_by_code(tx, [rows[0].product_code for rows in some])
        owners = await repository.skus_by_code(tx, [row.sku_code for rows in some for row in rows])
        for rows in some:
            plan = _plan(reading, rows, present.get(rows[0].product_code), owners, known, cost_rate_bps)
            if plan:
                plans.append(plan)
    return plans


def _plan(
    reading: Reading,
    rows: list[ImportRow],
    present: Product | None,
    owners: dict[str, tuple[SkuId, ProductId]],
    known: dict[tuple[str, ...], CategoryId],
    cost_rate_bps: int,
) -> _Plan | None:
    """What the file says of a product, laid over what is there. None after noting why it cannot be."""
    first = rows[0]
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


def _sku(row: ImportRow, old: SkuDraft | None, cost_rate_bps: int) -> SkuDraft:
    """The SKU of a row over the one that is there; cells that are empty or missing change nothing."""
    price = Money(row.price_minor)
    market = Money(row.market_minor) if row.market_minor is not None else None
    sku = old or SkuDraft(row.sku_code, row.options, price, price.rate(cost_rate_bps))
    return replace(
        sku,
        options=row.options,
        price=price,
        market_price=market,
        cost=sku.cost if row.cost_minor is None else Money(row.cost_minor),
        member_price=sku.member_price if row.member_minor is None else Money(row.member_minor),
        barcode=row.barcode or sku.barcode,
        weight_g=sku.weight_g if row.weight_g is None else row.weight_g,
    )


def _axis(name: str, values: tuple[str, ...], present: Axis | None) -> Axis:
    """An axis; the order of its values stays as it is while they are the same ones."""
    same = present is not None and set(present.values) == set(values)
    return present if same and present else Axis(name, values)


def _draft(rows: list[ImportRow], category_id: CategoryId, present: Product | None, cost_rate_bps: int) -> ProductDraft:
    first = rows[0]
    before = {sku.code: sku for sku in present.draft.skus} if present else {}
    skus = [_sku(row, before.get(row.sku_code), cost_rate_bps) for row in rows]
    names: tuple[str, ...] = AXIS_NAMES
    old_axes: tuple[Axis | None, ...] = (None,) * len(first.options)
    if present and len(present.draft.axes) == len(first.options):
        old_axes = present.draft.axes
        names = tuple(axis.name for axis in present.draft.axes)
    axes = tuple(
        _axis(name, tuple(dict.fromkeys(row.options[index] for row in rows if index < len(row.options))), old_axes[index])
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
        "role": first.role or (present.draft.role if present else None),
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
