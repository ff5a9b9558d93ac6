"""What others may ask of sharing."""

from tuanzi.growth.sharing.keep_poster import keep_poster
from tuanzi.growth.sharing.links import figures, link, resolve, visit
from tuanzi.growth.sharing.poster import poster, poster_key
from tuanzi.growth.sharing.touches import adopt, credit, forget_touches, last_touch, touch

__all__ = [
    "adopt",
    "credit",
    "figures",
    "forget_touches",
    "keep_poster",
    "last_touch",
    "link",
    "poster",
    "poster_key",
    "resolve",
    "touch",
    "visit",
]
