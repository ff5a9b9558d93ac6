"""What others may ask of sharing."""

from tuanzi.growth.sharing.links import figures, link, resolve, visit
from tuanzi.growth.sharing.touches import adopt, credit, last_touch, touch

__all__ = ["adopt", "credit", "figures", "last_touch", "link", "resolve", "touch", "visit"]
