"""Keys in the life of an installation: the index key that never changes, and sealing everything anew under the newest secret.

The order of a rotation: put a new ``secret_key``, keep the former one in ``secret_keys_old``, restart; run ``tuanzi rotate-keys``; drop
the former one, restart. Tokens signed with it are refused from then on, so wait a session's lifetime if nobody shall sign in again.
"""
