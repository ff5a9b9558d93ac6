"""The local stand-in: messages are kept, sealed, in ``sms_outbox``, shown in the console and written to the log. Nothing leaves."""

from __future__ import annotations

import logging

from uuid_utils.compat import uuid7

from tuanzi.adapters.sms import repository
from tuanzi.kernel import clock, masking
from tuanzi.kernel.db import Database
from tuanzi.kernel.i18n import text
from tuanzi.people.accounts.ports import SmsMessage

log = logging.getLogger(__name__)


class OutboxSms:
    """Implements ``SmsSender`` for sandboxes. The log shows the code on purpose: it is how a demo is signed in to."""

    async def send(self, db: Database, message: SmsMessage) -> None:
        """See ``SmsSender``."""
        words = text(message.template, message.language, dict(message.fields))
        async with db.transaction() as tx:
            await repository.add(tx, uuid7(), message.reference, message.template, message.phone, words, clock.now())
        log.info("SMS to %s: %s", masking.mask_phone(message.phone.removeprefix("+86")), words)
