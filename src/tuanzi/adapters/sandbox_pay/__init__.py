"""The sandbox gateway (演示支付): a small payment provider that behaves like a real one, for demos and tests.

Two sides live here and speak only over HTTP. The *provider* (``gateway``) has its own tables and keys, a payment page for the
shopper and an API for the merchant; it tells the merchant about payments by signed notifications, with retries. The *client*
implements the ``Gateway`` port of payments.

Signatures follow the manner of WeChat Pay v3: RSA-SHA256 over method, path, timestamp, nonce and body, each followed by a
line feed, with the serial of the key in a header; both sides sign and both check, within five minutes of the real clock.

Faults can be switched on (``Mode``): late, doubled, lost or reordered notifications, a wrong amount, refunds that fail for a
while or for good. The provider knows nothing of the shop, and no real money is anywhere near it.
"""
