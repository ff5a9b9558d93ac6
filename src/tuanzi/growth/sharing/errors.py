"""How sharing can fail."""

from tuanzi.kernel.errors import BadInput, NotFound


class LinkNotFound(NotFound):
    """No link has this code."""

    code = "sharing.link_not_found"


class TargetNotFound(NotFound):
    """What is to be shared does not exist or is not shown to shoppers."""

    code = "sharing.target_not_found"


class TargetMismatch(BadInput):
    """The target's id does not name a thing of this kind."""

    code = "sharing.target_mismatch"
