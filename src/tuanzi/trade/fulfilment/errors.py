"""How fulfilment refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound, TooMany


class NotDeliverable(Conflict):
    """We do not ship to this ``region``."""

    code = "fulfilment.not_deliverable"


class ParcelNotFound(NotFound):
    """There is no such parcel."""

    code = "fulfilment.parcel_not_found"


class TemplateNotFound(NotFound):
    """There is no freight template with this code."""

    code = "fulfilment.template_not_found"


class BadTemplate(BadInput):
    """A freight template that cannot work; ``why`` says what is wrong."""

    code = "fulfilment.bad_template"


class CarrierUnknown(BadInput):
    """The carrier is not in our list."""

    code = "fulfilment.carrier_unknown"


class WaybillBad(BadInput):
    """A waybill has 6 to 40 letters, digits or hyphens."""

    code = "fulfilment.waybill_bad"


class WaybillTaken(Conflict):
    """This waybill of this carrier belongs to another order."""

    code = "fulfilment.waybill_taken"


class WrongDelivery(Conflict):
    """The order is for pickup and cannot be shipped, or the other way round."""

    code = "fulfilment.wrong_delivery"


class PickupCodeWrong(Conflict):
    """No order waits under this code."""

    code = "fulfilment.pickup_code_wrong"


class PickupGuessing(TooMany):
    """Too many wrong codes in a short time; wait ``retry_after_s``."""

    code = "fulfilment.pickup_guessing"


class ParcelFull(Conflict):
    """The parcel has as many events as we keep."""

    code = "fulfilment.parcel_full"


class TableColumns(BadInput):
    """The table lacks a column that we need, or has none that we know."""

    code = "fulfilment.table_columns"


class TableTooLong(BadInput):
    """More lines than one table may have, ``most``."""

    code = "fulfilment.table_too_long"


class NumberUnknown(NotFound):
    """No order has this number."""

    code = "fulfilment.number_unknown"


class RowTwice(Conflict):
    """The table names this order or waybill already in line ``line``."""

    code = "fulfilment.row_twice"


class TooManyParcels(Conflict):
    """The order has as many parcels as one may have, ``most``."""

    code = "fulfilment.too_many_parcels"
