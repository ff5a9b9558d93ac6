"""What can go wrong with staff."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, Forbidden, NotFound, Unauthenticated


class CredentialsWrong(Unauthenticated):
    """No active staff account has this e-mail with this password."""

    code = "access.credentials_wrong"


class StageWrong(Forbidden):
    """The session is at another step of its sign-in; ``stage`` says at which."""

    code = "access.stage_wrong"


class TotpWrong(Conflict):
    """Not a code of now, one that was used already, or no recovery code of this account."""

    code = "access.totp_wrong"


class TotpNotOffered(Conflict):
    """There is no secret waiting to be confirmed."""

    code = "access.totp_not_offered"


class EmailInvalid(BadInput):
    """Not an e-mail address."""

    code = "access.email_invalid"


class EmailTaken(Conflict):
    """Another staff account has this e-mail."""

    code = "access.email_taken"


class StaffNotFound(NotFound):
    """There is no such staff account."""

    code = "access.staff_not_found"


class RoleUnknown(BadInput):
    """No role has this code."""

    code = "access.role_unknown"


class RoleNotFound(NotFound):
    """There is no such custom role."""

    code = "access.role_not_found"


class RoleTaken(Conflict):
    """Another role has this code."""

    code = "access.role_taken"


class RoleInUse(Conflict):
    """Staff still hold this role."""

    code = "access.role_in_use"


class PermissionUnknown(BadInput):
    """No such permission exists; ``permission`` names it."""

    code = "access.permission_unknown"


class ScopeUnfit(BadInput):
    """A role of this scope cannot hold ``permission``: what it opens belongs to no member, or lies at no place."""

    code = "access.scope_unfit"


class GrantTooWide(Forbidden):
    """Nobody grants, or takes from others, what they do not hold themselves."""

    code = "access.grant_too_wide"


class ViewNotFound(NotFound):
    """There is no such view, or it is a colleague's."""

    code = "access.view_not_found"


class ViewNameTaken(Conflict):
    """One of one's own views of this list has this name."""

    code = "access.view_name_taken"


class ViewsFull(Conflict):
    """One keeps at most ``most`` views of a list."""

    code = "access.views_full"


class OwnerNeeded(Conflict):
    """The last active owner cannot go."""

    code = "access.owner_needed"
