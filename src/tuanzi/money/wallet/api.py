"""Wallets, from outside."""

from tuanzi.money.wallet.credit import credit
from tuanzi.money.wallet.entries import entries
from tuanzi.money.wallet.pay_from_balance import pay_from_balance
from tuanzi.money.wallet.wallet import wallet

__all__ = ["credit", "entries", "pay_from_balance", "wallet"]
