"""WHAT IS ALLOWED: remembers lists, logs and scores; knows no product and no person beyond an id."""
