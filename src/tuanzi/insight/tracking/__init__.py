"""What people do, event by event, from one catalogue of names, typed properties and versions.

Server events are the facts of the domains, stored by their fact id. Client events are listed here and sent in batches.
What a fact already says is never a client event, so nothing is counted twice.

Invariants: an event is stored once, however often it is sent; a client's clock never puts an event into the future or
further back than we accept; robots are flagged, not dropped; without consent no event names a member or a visitor.

Events live in monthly partitions. This domain decides nothing about the business and nobody waits for it.
"""
