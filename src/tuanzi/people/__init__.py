"""WHO: the people of the platform and what they may do. Depends on trust and the kernel only."""
