"""What can go wrong with errands."""

from tuanzi.kernel.errors import BadInput, Conflict, Gone, NotFound


class NoErrand(NotFound):
    """There is no such errand, or it is somebody else's."""

    code = "errands.not_found"


class NothingToDo(BadInput):
    """There is not one item to work on."""

    code = "errands.nothing_to_do"


class TooManyItems(BadInput):
    """More items than one errand takes; ``most`` says how many."""

    code = "errands.too_many_items"


class TooManyRunning(Conflict):
    """This person already has as many errands under way as are allowed, ``most``."""

    code = "errands.too_many_running"


class FileGone(Gone):
    """The errand has no file, or it was kept long enough."""

    code = "errands.file_gone"
