"""What jobs exist. A job is a function object; its wire name is ``<domain>.<function>``, never a string at the call."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Concatenate, Generic, ParamSpec, get_type_hints

from cronsim import CronSim

from tuanzi.kernel import clock, codec
from tuanzi.kernel.db import Database, Tx

P = ParamSpec("P")
ATTEMPTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Call:
    """One intended run: which job, with what."""

    name: str
    queue: str
    attempts_max: int
    arguments: list[Any]


class Job(Generic[P]):
    """A registered function. Calling it builds a ``Call`` for ``jobs.enqueue``; ``run`` runs it here and now."""

    def __init__(self, function: Callable[..., Awaitable[None]], queue: str, attempts_max: int, *, outside: bool) -> None:
        self.function = function
        self.name = f"{function.__module__.split('.')[-2]}.{function.__name__}"
        self.queue = queue
        self.attempts_max = attempts_max
        self.outside = outside
        self.__doc__ = function.__doc__

    @cached_property
    def parameters(self) -> list[tuple[str, Any]]:
        """Names and types after the first (transaction or database)."""
        hints = get_type_hints(self.function)
        return [(name, hints[name]) for name in list(self.signature.parameters)[1:]]

    @cached_property
    def signature(self) -> inspect.Signature:
        """How the function is called."""
        return inspect.signature(self.function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Call:
        bound = self.signature.bind(None, *args, **kwargs)
        bound.apply_defaults()
        values = list(bound.arguments.values())[1:]
        wire = [codec.dump(kind, value) for (_, kind), value in zip(self.parameters, values, strict=True)]
        return Call(self.name, self.queue, self.attempts_max, wire)

    async def run(self, context: Tx | Database, arguments: list[Any]) -> None:
        """Run with wire arguments; the worker's door."""
        values = [codec.load(kind, value) for (_, kind), value in zip(self.parameters, arguments, strict=True)]
        await self.function(context, *values)


_jobs: dict[str, Job[Any]] = {}
_crons: dict[str, str] = {}


def _register(job: Job[P]) -> Job[P]:
    if job.name in _jobs:
        raise ValueError(f"{job.name} is registered twice")
    _jobs[job.name] = job
    return job


class _Registrar:
    """Turns a function into a job; a class, so that each use keeps its own parameters for the type checker."""

    def __init__(self, queue: str, attempts_max: int) -> None:
        self.queue, self.attempts_max = queue, attempts_max


class _Inside(_Registrar):
    def __call__(self, function: Callable[Concatenate[Tx, P], Awaitable[None]]) -> Job[P]:
        return _register(Job[P](function, self.queue, self.attempts_max, outside=False))


class _Outside(_Registrar):
    def __call__(self, function: Callable[Concatenate[Database, P], Awaitable[None]]) -> Job[P]:
        return _register(Job[P](function, self.queue, self.attempts_max, outside=True))


def job(*, queue: str = "default", attempts_max: int = ATTEMPTS_MAX) -> _Inside:
    """A job in one transaction, committed together with its own disappearance."""
    return _Inside(queue, attempts_max)


def outside_job(*, queue: str = "outside", attempts_max: int = ATTEMPTS_MAX) -> _Outside:
    """A job that talks to the outside; may run twice after a crash, so what it calls must be idempotent."""
    return _Outside(queue, attempts_max)


def cron(expression: str) -> Callable[[Job[[]]], Job[[]]]:
    """Enqueue this job without arguments at these shop-local times (five-field cron)."""
    CronSim(expression, clock.now())

    def register(target: Job[[]]) -> Job[[]]:
        _crons[target.name] = expression
        return target

    return register


def all_jobs() -> dict[str, Job[Any]]:
    """Every job that wiring imported, by name."""
    return dict(_jobs)


def crons() -> dict[str, str]:
    """The timetable: job name -> cron expression."""
    return dict(_crons)
