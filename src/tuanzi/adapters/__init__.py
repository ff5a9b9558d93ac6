"""The outside world behind our ports: one folder per provider, chosen in ``apps/wiring.py``. No business decision lives here."""
