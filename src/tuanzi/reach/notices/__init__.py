"""Messages in the app: what happened to my order, my team, my money.

A message is born from a fact and keeps a code and the values of its places; the sentence is written when it is read, in
the reader's language. Each leads to the page where something can be done about it.

Invariants: one fact gives a member one message of a kind, however often it is delivered; a message belongs to its member
alone; reading is remembered, never undone.

This domain never decides anything and never sends anything outside the app.
"""
