"""How the catalogue refuses."""

from tuanzi.kernel.errors import BadInput, Conflict, NotFound, TooLarge


class ProductNotFound(NotFound):
    """There is no such product, or shoppers may not see it."""

    code = "catalog.product_not_found"


class SkuNotFound(NotFound):
    """There is no such SKU. ``sku_id``."""

    code = "catalog.sku_not_found"


class CategoryNotFound(NotFound):
    """There is no such category."""

    code = "catalog.category_not_found"


class BrandNotFound(NotFound):
    """There is no such brand."""

    code = "catalog.brand_not_found"


class TagNotFound(NotFound):
    """There is no such tag."""

    code = "catalog.tag_not_found"


class CollectionNotFound(NotFound):
    """There is no such collection."""

    code = "catalog.collection_not_found"


class OptionsNotMatrix(BadInput):
    """The SKUs do not form a full matrix over the axes. ``reason`` says how, ``options`` names the combination."""

    code = "catalog.options_not_matrix"


class SkuWithoutCost(BadInput):
    """Every SKU needs a cost, so that its margin is known."""

    code = "catalog.sku_without_cost"


class BadProduct(BadInput):
    """A value of a product is out of bounds. ``path`` names it, ``limit`` the bound."""

    code = "catalog.bad_product"


class CodeTaken(Conflict):
    """Another product or SKU has this code. ``taken``."""

    code = "catalog.code_taken"


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile; load it again. ``version`` is the present one."""

    code = "catalog.version_conflict"


class StatusConflict(Conflict):
    """The product's status does not allow this. ``status``."""

    code = "catalog.status_conflict"


class CategoryCycle(Conflict):
    """A category cannot stand under itself or its own descendants."""

    code = "catalog.category_cycle"


class CategoryTooDeep(Conflict):
    """The tree has a greatest depth. ``depth_max``."""

    code = "catalog.category_too_deep"


class CategoryInUse(Conflict):
    """A category with children or products cannot be removed."""

    code = "catalog.category_in_use"


class NameTaken(Conflict):
    """Something of the same kind has this name already. ``name``."""

    code = "catalog.name_taken"


class PictureNotFound(BadInput):
    """A picture key that we did not give out. ``key``."""

    code = "catalog.picture_not_found"


class ImportUnreadable(BadInput):
    """The file as a whole cannot be read: not UTF-8, no header, too many rows. ``reason``."""

    code = "catalog.import_unreadable"


class ImportTooLarge(TooLarge):
    """More bytes than an import reads at once. ``limit_mb``."""

    code = "catalog.import_too_large"


class BadTargets(BadInput):
    """Target shares that do not make 100 %. ``total_bps``."""

    code = "catalog.bad_targets"


class BadSchedule(BadInput):
    """A timer in the past, or going off sale before going on. ``reason``."""

    code = "catalog.bad_schedule"


class BrandInUse(Conflict):
    """A brand with products cannot be removed."""

    code = "catalog.brand_in_use"


class BadOrder(BadInput):
    """An order that does not name every child of a category exactly once."""

    code = "catalog.bad_order"


class ImportNotFound(NotFound):
    """There is no such import of one's own, or its file is gone."""

    code = "catalog.import_not_found"


class ImportTaken(Conflict):
    """This file has been taken in already; send it again to see what is left."""

    code = "catalog.import_taken"


class ImportFaulty(Conflict):
    """The file has faults; take its valid rows, or mend it. ``faults``."""

    code = "catalog.import_faulty"


class ImportRefused(Conflict):
    """A product that was right when its file was judged cannot be taken any more. ``reason``, in words."""

    code = "catalog.import_refused"
