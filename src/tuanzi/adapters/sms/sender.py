"""Which sender an installation uses."""

from __future__ import annotations

from tuanzi.adapters.sms.aliyun import AliyunSms
from tuanzi.adapters.sms.outbox import OutboxSms
from tuanzi.kernel.config import Config
from tuanzi.people.accounts.ports import SmsSender


def sender(config: Config) -> SmsSender:
    """By ``sms.provider``."""
    return AliyunSms(config.sms) if config.sms.provider == "aliyun" else OutboxSms()
