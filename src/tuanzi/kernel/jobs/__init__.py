"""Work for later: rows beside the outbox, enqueued in the business transaction. A timer is a job with a later ``due_at``.

A ``job`` runs in one transaction that also deletes its row: its effect happens exactly once. An ``outside_job`` talks to
the outside world, so it opens its own transactions and must be repeatable. Both retry with backoff and, when attempts are
used up, stay visible as dead until a person retries them. A key keeps a job unique while it waits.
"""

from tuanzi.kernel.jobs.catalogue import Call, all_jobs, cron, crons, job, outside_job
from tuanzi.kernel.jobs.queue import cancel, enqueue

__all__ = ["Call", "all_jobs", "cancel", "cron", "crons", "enqueue", "job", "outside_job"]
