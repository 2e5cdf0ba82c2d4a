"""The pages of the people who are coached: confirm, unsubscribe, their own page. The token in the link is the key."""
