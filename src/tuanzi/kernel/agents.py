"""What kind of program asks, by its User-Agent: a person's browser or app, a crawler, a tool.

Crawlers announce themselves; this list is of those that fetch links in our market, and of generic words all others use. A
robot that lies is not found here.
"""

from __future__ import annotations

import re

_CRAWLER = re.compile(
    r"(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|whatsapp|embedly|skypeuripreview|"
    r"bytespider|yisouspider|sogou web|360spider|headlesschrome|phantomjs|lighthouse|pingdom|uptime|monitor",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"^(curl|wget|python|httpx|aiohttp|go-http-client|java/|libwww|node-fetch|axios|undici|postman|insomnia|ruby|php)", re.IGNORECASE
)


def is_crawler(user_agent: str) -> bool:
    """A search engine, a link preview, a monitor: nobody looks at what it fetches."""
    return _CRAWLER.search(user_agent) is not None


def is_robot(user_agent: str) -> bool:
    """A crawler, a programming tool, or something that does not even say what it is."""
    return not user_agent or is_crawler(user_agent) or _TOOL.search(user_agent) is not None
