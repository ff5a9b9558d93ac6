"""Who has had the welcome, and with which order."""

from sqlalchemy import Table

from tuanzi.kernel.db import metadata, ref

welcome_gift = Table("welcome_gift", metadata, ref("member_id", primary_key=True), ref("order_id", unique=True))
