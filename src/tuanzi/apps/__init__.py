"""The doors: web, worker, command line, and the wiring that chooses what is plugged in. Nothing imports this package."""
