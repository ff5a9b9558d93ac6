"""What we tell: messages to members, set off by facts."""
