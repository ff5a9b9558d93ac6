"""What the same work costs when PostgreSQL does nothing but the SQL: pgbench with prepared statements on plain tables."""
