"""Share links (分享链接) and who brought whom.

A link is a short code that carries the sharer, the scene (what is shown), the target, the channel and the campaign. The
same sharer, target, channel and campaign always give the same link. A touch says that a visitor came through a link; the
last touch within the configured days earns the credit for an order, and the answer says why.

Invariants: a code cannot be guessed; nobody earns by their own link; a touch never loses its time; a visitor's touches
follow the member at sign-in, once, and never move from one member to another.

This domain never computes rewards and never reads a product: the pages that show the shared thing are composed at the door.
"""
