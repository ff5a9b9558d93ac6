"""Come back, bring friends: what makes members return and others follow them."""
