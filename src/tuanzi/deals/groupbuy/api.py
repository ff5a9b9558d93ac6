"""Group-buy, from outside."""

from tuanzi.deals.groupbuy.activities import activity_page, change, create, end, get_activity, publish
from tuanzi.deals.groupbuy.follow_refund import follow_refund, review_reward
from tuanzi.deals.groupbuy.lead_late import lead_late, rejoin
from tuanzi.deals.groupbuy.offers_json import face, offers_json, team_cards
from tuanzi.deals.groupbuy.succeed import succeed
from tuanzi.deals.groupbuy.teams import bought, get_teams, open_teams, own_teams, team_view, teams_of
from tuanzi.deals.groupbuy.verify import verify
from tuanzi.trust.audit.api import record as log

__all__ = [
    "activity_page",
    "bought",
    "change",
    "create",
    "end",
    "face",
    "follow_refund",
    "get_activity",
    "get_teams",
    "lead_late",
    "log",
    "offers_json",
    "open_teams",
    "own_teams",
    "publish",
    "rejoin",
    "review_reward",
    "succeed",
    "team_cards",
    "team_view",
    "teams_of",
    "verify",
]
