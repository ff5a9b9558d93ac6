"""Group-buy, from outside."""

from tuanzi.deals.groupbuy.activities import activity_page, change, create, end, get_activity, publish
from tuanzi.deals.groupbuy.lead_late import lead_late
from tuanzi.deals.groupbuy.offers_json import offers_json
from tuanzi.deals.groupbuy.succeed import succeed
from tuanzi.deals.groupbuy.teams import get_teams, open_teams, team_view, teams_of, teams_of_orders
from tuanzi.deals.groupbuy.verify import verify

__all__ = [
    "activity_page",
    "change",
    "create",
    "end",
    "get_activity",
    "get_teams",
    "lead_late",
    "offers_json",
    "open_teams",
    "publish",
    "succeed",
    "team_view",
    "teams_of",
    "teams_of_orders",
    "verify",
]
