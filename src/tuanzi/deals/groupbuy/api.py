"""Group-buy, from outside."""

from tuanzi.deals.groupbuy.activities import change, create, end, get_activity, publish
from tuanzi.deals.groupbuy.follow_refund import follow_refund, review_reward
from tuanzi.deals.groupbuy.lead_late import lead_late, rejoin
from tuanzi.deals.groupbuy.listing import ActivityListing, Figures, Phase, TeamListing
from tuanzi.deals.groupbuy.offers_json import face, offers_json, team_cards
from tuanzi.deals.groupbuy.repository import seats as seats_of
from tuanzi.deals.groupbuy.repository_listing import (
    ACTIVITIES,
    TEAMS,
    count_activities,
    count_teams,
    figures,
    forming_now,
    list_activities,
    list_teams,
)
from tuanzi.deals.groupbuy.succeed import succeed
from tuanzi.deals.groupbuy.teams import bought, get_teams, open_teams, own_teams, team_view
from tuanzi.deals.groupbuy.verify import verify
from tuanzi.trust.audit.api import record as log

__all__ = [
    "ACTIVITIES",
    "TEAMS",
    "ActivityListing",
    "Figures",
    "Phase",
    "TeamListing",
    "bought",
    "change",
    "count_activities",
    "count_teams",
    "create",
    "end",
    "face",
    "figures",
    "follow_refund",
    "forming_now",
    "get_activity",
    "get_teams",
    "lead_late",
    "list_activities",
    "list_teams",
    "log",
    "offers_json",
    "open_teams",
    "own_teams",
    "publish",
    "rejoin",
    "review_reward",
    "seats_of",
    "succeed",
    "team_cards",
    "team_view",
    "verify",
]
