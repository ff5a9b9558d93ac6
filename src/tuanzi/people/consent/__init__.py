"""What members agreed to (同意), and what they asked of their data.

A *document* is one version of what a member is asked: terms, privacy, recommendations, marketing, third parties. An *entry* is one
decision: given or withdrawn, at which version, when, from where. A *recipient* is somebody outside who gets data for a purpose.

Invariants: entries are only ever added; each document is asked for on its own and none is ticked beforehand; withdrawing is one call
like giving; the terms and the privacy policy end only with the account. A new version of them is asked for again; the older consent
holds until then. Data goes to a third party only with two consents in force: the general one, and the one for that recipient and
purpose. Entries stay for ever, after an erasure without where they came from.

Archives of a member's data are made in the background, kept for a few days, and fetched with a signed link.

It never decides what follows from a consent: notices, tracking and whoever else acts on it ask ``allowing`` or hear the facts.
"""
