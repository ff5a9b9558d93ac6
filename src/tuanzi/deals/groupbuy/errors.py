"""How group-buy refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, Gone, NotFound


class ActivityNotFound(NotFound):
    """There is no such activity."""

    code = "groupbuy.activity_not_found"


class TeamNotFound(NotFound):
    """There is no such team."""

    code = "groupbuy.team_not_found"


class BadActivity(BadInput):
    """An activity that cannot work. ``errors`` lists {path, code, message} per place."""

    code = "groupbuy.bad_activity"


class ActivityStatus(Conflict):
    """The activity's ``status`` does not allow this."""

    code = "groupbuy.activity_status"


class ActivityVersion(Conflict):
    """Somebody else changed the activity meanwhile. ``version`` is the present one."""

    code = "groupbuy.activity_version"


class ActivityOverlaps(Conflict):
    """Another published activity of the product runs in this window. ``activity_id``."""

    code = "groupbuy.activity_overlaps"


class ActivityOver(Gone):
    """The activity is not running, so no team can be opened."""

    code = "groupbuy.activity_ended"


class ActivitySoldOut(Conflict):
    """The activity's own stock does not hold as many pieces. ``left``."""

    code = "groupbuy.activity_sold_out"


class SkuNotInActivity(Conflict):
    """The activity does not sell this sku. ``sku_id``."""

    code = "groupbuy.sku_not_in_activity"


class DeliveryNotOffered(Conflict):
    """The activity does not offer this way of delivery. ``delivery``."""

    code = "groupbuy.delivery_not_offered"


class TeamFull(Conflict):
    """All seats are paid or being paid. ``team_id``."""

    code = "groupbuy.team_full"


class TeamEnded(Gone):
    """The team has succeeded, failed or run out of time. ``team_id``."""

    code = "groupbuy.team_ended"


class TeamNotOpen(Conflict):
    """The leader has not paid yet. ``team_id``."""

    code = "groupbuy.team_not_open"


class TeamNotForming(Conflict):
    """An operator can only let a team succeed that is forming and has paid members. ``state``."""

    code = "groupbuy.team_not_forming"


class AlreadyInTeam(Conflict):
    """The member holds a seat in this team already. ``team_id``."""

    code = "groupbuy.already_in_team"


class LimitReached(Conflict):
    """The member may not buy as many pieces in this activity. ``limit``."""

    code = "groupbuy.limit_reached"


class NewMembersOnly(Conflict):
    """Only members without a paid order may join; an old member may open a team."""

    code = "groupbuy.new_members_only"


class TeamShared(Conflict):
    """Two accounts that are to become one both sit in a team that is not over yet; one person has one seat. ``team_id``."""

    code = "groupbuy.team_shared"
