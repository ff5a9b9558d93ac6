"""Who shops here: members, how they prove who they are, their signed-in devices, their profile and addresses.

Words: a *member* is a person; an *identity* is a way to recognise one (phone, e-mail, WeChat open id); a *proof* says that an
identity was checked just now; a *session* is one signed-in device, carried on by refresh tokens; staff sessions live in
the same table, told apart by their kind.

What always holds:
- A phone, an e-mail, a WeChat open id belongs to at most one member (unique blind indexes).
- A sign-in code works once, for five minutes, for five attempts; every attempt is counted before it is looked at, in one
  statement of its own transaction, so neither parallel guesses nor a rolled-back request get a free one.
- Of every session only the newest refresh token is good. An older one that comes back ends the session (see ``sessions.py``).
- Phones, e-mails and address details are stored sealed; what is looked up is looked up by blind index.
- A member has at most one default address, and exactly one if there is any address.

It never sends anything itself: text messages leave by an outside job, WeChat is asked before any transaction begins.
"""
