"""What hangs behind each door: routers, pages, topics. The order of routers is the order of matching: hot ones first."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.routing import BaseRoute

from tuanzi.apps.wiring import load
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.http.access import Authenticator, Guard, Principal

SHOP = (
    "tuanzi.apps.shop.product",
    "tuanzi.apps.shop.checkout",
    "tuanzi.apps.shop.team",
    "tuanzi.apps.shop.home",
    "tuanzi.apps.shop.pay",
    "tuanzi.apps.shop.sign_in",
    "tuanzi.apps.shop.privacy",
    "tuanzi.apps.shop.share",
    "tuanzi.trade.cart.http",
    "tuanzi.trade.orders.http",
    "tuanzi.trade.fulfilment.http",
    "tuanzi.money.payments.http",
    "tuanzi.money.wallet.http",
    "tuanzi.people.accounts.http",
    "tuanzi.people.consent.http",
    "tuanzi.people.shops.http",
    "tuanzi.goods.catalog.http",
    "tuanzi.goods.inventory.http",
    "tuanzi.deals.groupbuy.http",
    "tuanzi.deals.coupons.http",
    "tuanzi.deals.savings.http",
    "tuanzi.growth.sharing.http",
    "tuanzi.insight.tracking.http",
    "tuanzi.reach.notices.http",
)
CONSOLE = (
    "tuanzi.apps.console.today",
    "tuanzi.apps.console.search",
    "tuanzi.people.access.http",
    "tuanzi.people.access.http_views",
    "tuanzi.apps.console.audit",
    "tuanzi.apps.console.products",
    "tuanzi.apps.console.imports",
    "tuanzi.goods.catalog.http_taxonomy",
    "tuanzi.goods.catalog.http",
    "tuanzi.goods.inventory.http_stocktake",
    "tuanzi.goods.inventory.http",
    "tuanzi.trade.orders.http",
    "tuanzi.trade.fulfilment.http",
    "tuanzi.money.payments.http",
    "tuanzi.apps.console.groupbuy",
    "tuanzi.deals.groupbuy.http",
    "tuanzi.deals.coupons.http",
    "tuanzi.deals.savings.http",
    "tuanzi.deals.pricing.http",
    "tuanzi.deals.pricetruth.http",
    "tuanzi.growth.sharing.http",
    "tuanzi.insight.tracking.http",
    "tuanzi.apps.console.system",
    "tuanzi.apps.console.errands",
    "tuanzi.apps.console.orders",
    "tuanzi.apps.console.order",
    "tuanzi.apps.console.order_actions",
    "tuanzi.apps.console.price",
    "tuanzi.apps.console.stackguard",
    "tuanzi.apps.console.money",
    "tuanzi.apps.console.members",
    "tuanzi.apps.console.member",
    "tuanzi.apps.console.member_life",
    "tuanzi.apps.console.advisers",
    "tuanzi.apps.console.staff_places",
    "tuanzi.apps.console.settings",
    "tuanzi.apps.console.consents",
    "tuanzi.apps.console.regions",
)
SANDBOX = ("tuanzi.apps.console.sandbox", "tuanzi.apps.console.sandbox_gateway", "tuanzi.adapters.sms.http")


def shop_routers() -> list[APIRouter]:
    """``shop`` routers of the modules above."""
    return [module.shop for module in load(SHOP) if hasattr(module, "shop")]


def console_routers(config: Config) -> list[APIRouter]:
    """``console`` routers; the sandbox controls exist only in a sandbox."""
    return [module.console for module in load(CONSOLE + (SANDBOX if config.sandbox else ())) if hasattr(module, "console")]


def outside_routers() -> list[APIRouter]:
    """``outside`` routers: providers' signed call-backs."""
    return [module.outside for module in load(("tuanzi.money.payments.http",)) if hasattr(module, "outside")]


def pages(config: Config, db: Database) -> list[BaseRoute]:
    """Pages and files outside the APIs: media, short links, and in a sandbox the pretend providers."""
    routes: list[BaseRoute] = []
    for module in load(("tuanzi.apps.shop.media", "tuanzi.apps.shop.share_page")):
        routes += module.routes(config, db)
    if config.sandbox:
        for module in load(("tuanzi.adapters.sandbox_pay.gateway", "tuanzi.adapters.wechat.sandbox")):
            routes += module.routes(config, db)
    return routes


def authenticator(config: Config) -> Authenticator:
    """Who reads access tokens."""
    from tuanzi.people.access.api import authenticator as build

    return build(config)


def guards() -> Mapping[str, Guard]:
    """Which things of a path are within somebody's scope, by the name of the parameter."""
    from tuanzi.apps.console.guards import GUARDS

    return GUARDS


def member_topic(principal: Principal) -> str:
    """The name of a member's own live topic."""
    from tuanzi.people.accounts.contracts import MemberId

    return str(MemberId.of(principal.id))
