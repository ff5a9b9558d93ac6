"""Text messages (短信): Alibaba Cloud's Dysmsapi, and an outbox that shows messages instead of sending them."""
