"""How notices can fail."""

from tuanzi.kernel.errors import NotFound


class MessageNotFound(NotFound):
    """There is no such message among the member's own."""

    code = "notices.message_not_found"
