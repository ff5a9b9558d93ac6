"""The figures of the product, each measured beside its floor in one run: ``python -m bench`` (short) or ``--full``.

Machines are shared and noisy, so the honest figure is CPU: user and system seconds of web, worker and database processes
per 1,000 requests, read from /proc; ours and the floor alternate A B A B and the median is reported with its range.
"""
