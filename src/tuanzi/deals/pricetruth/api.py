"""Price truth, from outside."""

from tuanzi.deals.pricetruth.check_promises import check_promises, untruths
from tuanzi.deals.pricetruth.note_deals import forget_deals, note_deals
from tuanzi.deals.pricetruth.refresh_references import refresh_references
from tuanzi.deals.pricetruth.truth_of import truth_of

__all__ = ["check_promises", "forget_deals", "note_deals", "refresh_references", "truth_of", "untruths"]
