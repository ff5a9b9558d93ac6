"""Console endpoints that look over several domains: jobs, facts, and in a sandbox the clock."""
