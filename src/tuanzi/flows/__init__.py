"""Journeys over several groups in one transaction. A flow has no tables and decides nothing a domain could decide."""
