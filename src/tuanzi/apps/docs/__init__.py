"""The pages that are written by the code itself: API, commands, settings, facts, errors, permissions, states, clients' events.

``python -m tuanzi.apps.docs`` writes them into the checkout it stands in; a test fails when one of them is out of date. A page
exists in English (``page.md``) and in Chinese (``page.zh.md``). What the code says in English only (docstrings, help) is
translated in ``zh.toml`` where a reader needs it, and otherwise stands in English on both.
"""

from tuanzi.apps.docs.written import documents, stale, write

__all__ = ["documents", "stale", "write"]
