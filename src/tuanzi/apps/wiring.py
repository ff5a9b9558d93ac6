"""What this installation consists of. A new deal, reward, provider or page is its own folder plus one line here."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from tuanzi.adapters.sandbox_pay.install import install as sandbox_pay
from tuanzi.kernel import crypto, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.keys.index_key import load_index_key
from tuanzi.kernel.storage import LocalStore, Store
from tuanzi.money.payments.ports import Gateways
from tuanzi.people.accounts.ports import SmsSender, WechatLogin
from tuanzi.trade.fulfilment.api import FulfilmentJourneys
from tuanzi.trade.orders.ports import Journeys

REACTIONS = (
    "tuanzi.money.payments.reactions",
    "tuanzi.trade.orders.reactions",
    "tuanzi.trade.fulfilment.reactions",
    "tuanzi.deals.groupbuy.reactions",
    "tuanzi.deals.coupons.reactions",
    "tuanzi.growth.rewards.reactions",
    "tuanzi.deals.pricetruth.reactions",
    "tuanzi.goods.inventory.reactions",
    "tuanzi.growth.sharing.reactions",
    "tuanzi.insight.tracking.reactions",
    "tuanzi.reach.notices.reactions",
)
JOBS = (
    "tuanzi.kernel.facts.prune",
    "tuanzi.kernel.http.forget",
    "tuanzi.kernel.errands.runner",
    "tuanzi.trust.audit.jobs",
    "tuanzi.people.accounts.jobs",
    "tuanzi.people.consent.jobs",
    "tuanzi.kernel.forget_file",
    "tuanzi.money.ledger.jobs",
    "tuanzi.money.payments.jobs",
    "tuanzi.goods.catalog.jobs",
    "tuanzi.goods.inventory.jobs",
    "tuanzi.trade.cart.jobs",
    "tuanzi.trade.orders.jobs",
    "tuanzi.trade.fulfilment.jobs",
    "tuanzi.deals.groupbuy.jobs",
    "tuanzi.deals.coupons.jobs",
    "tuanzi.deals.stackguard.jobs",
    "tuanzi.growth.sharing.jobs",
    "tuanzi.insight.tracking.jobs",
    "tuanzi.reach.notices.jobs",
    "tuanzi.adapters.sandbox_pay.paying",
    "tuanzi.apps.console.order_export",
    "tuanzi.apps.console.audit_export",
    "tuanzi.apps.console.imports",
)
PERSONAL = (
    "tuanzi.reach.notices.personal",
    "tuanzi.insight.tracking.personal",
    "tuanzi.growth.sharing.personal",
    "tuanzi.deals.groupbuy.personal",
    "tuanzi.deals.coupons.personal",
    "tuanzi.deals.savings.personal",
    "tuanzi.trade.orders.personal",
    "tuanzi.trade.cart.personal",
    "tuanzi.money.payments.personal",
    "tuanzi.money.wallet.personal",
    "tuanzi.adapters.sms.personal",
    "tuanzi.kernel.errands.personal",
    "tuanzi.kernel.http.personal",
    "tuanzi.people.consent.personal",
    "tuanzi.people.accounts.personal",
)
"""What each domain keeps about a person; who stands on others lets go before them."""
DEALS = ("tuanzi.deals.pricing.offer", "tuanzi.deals.groupbuy.offer", "tuanzi.deals.coupons.offer", "tuanzi.deals.savings.offer")


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def load(names: tuple[str, ...]) -> list[ModuleType]:
    """Import the parts, which registers what they bring."""
    return [importlib.import_module(name) for name in names if _exists(name)]


def wire(config: Config) -> None:
    """Plug everything in, once per process."""
    crypto.use(crypto.KeyRing.of(config))
    ports.provide(Config, config)
    ports.provide(Gateways, Gateways())
    if config.payment.provider == "sandbox":
        sandbox_pay(config)
    ports.provide(Journeys, FulfilmentJourneys())
    _provide_adapters(config)
    load(REACTIONS + JOBS + PERSONAL + DEALS)


async def connect(config: Config, url: str) -> Database:
    """The pool of this process, as configured. The database must be migrated."""
    db = await Database.connect(
        url, size_min=config.db_pool_min, size_max=config.db_pool_max, statement_timeout_s=config.db_statement_timeout_s
    )
    async with db.transaction() as tx:
        await load_index_key(tx)
    return db


def _provide_adapters(config: Config) -> None:
    """Who stands behind the ports of the kernel and of accounts."""
    from tuanzi.adapters.sms.sender import sender
    from tuanzi.adapters.wechat.login import login

    ports.provide(Store, _store(config))
    ports.provide(SmsSender, sender(config))
    ports.provide(WechatLogin, login(config))


def _store(config: Config) -> Store:
    """The S3 client takes half a second to import, so only who uses it pays for it."""
    if config.storage.kind == "local":
        return LocalStore(config.data_dir / "media")
    from tuanzi.adapters.object_store.store import S3Store

    return S3Store(config.storage.s3)
