"""Journeys over several groups in one transaction. Flows own no tables and take no decision of their own."""
