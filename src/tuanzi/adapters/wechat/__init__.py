"""WeChat (微信): the mini-program's sign-in, and a pretend server that speaks the same protocol for sandboxes and tests."""
