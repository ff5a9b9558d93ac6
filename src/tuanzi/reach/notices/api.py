"""What others may ask of notices."""

from tuanzi.reach.notices.inbox import ReadMessage, forget, inbox, mark_read, unread
from tuanzi.reach.notices.tell import tell

__all__ = ["ReadMessage", "forget", "inbox", "mark_read", "tell", "unread"]
