"""Seeing what the product does: one log, one set of figures, one answer to "are you well?".

Every log line carries the id of its request; figures are named ``tuanzi_<what>_<unit>`` and keep their labels few: a route is
its pattern, never an address with ids in it. No personal data and no query string goes into either.
"""

from tuanzi.kernel.observe.health import readiness
from tuanzi.kernel.observe.logs import bind_request, current_request, setup_logging
from tuanzi.kernel.observe.metrics import fact_delivered, job_done, measure, render_metrics, request_done

__all__ = [
    "bind_request",
    "current_request",
    "fact_delivered",
    "job_done",
    "measure",
    "readiness",
    "render_metrics",
    "request_done",
    "setup_logging",
]
