"""Who may do what in the console: staff accounts, roles, permissions, the second factor.

Words: a *permission* is ``<domain>.<verb>``; a *role* is a set of them, built in (``rules.BUILT_IN``) or custom; the *stage* of
a session says what sign-in still owes: ``totp``, ``change_password``, ``enrol_totp``, or nothing (``ready``).

What always holds:
- What no role grants, nobody may do. Owners hold every permission there is; nobody can grant what they do not hold.
- A session that is not ready opens nothing but the next step of its own sign-in.
- Owner and finance have no ready session without a second factor; a code of one 30-second step is taken once.
- A one-time password opens exactly one thing: choosing a real one.
- The permissions of a request are read from the database at that request: a taken role or an ended session works at once.
- There is always an active owner.
"""
