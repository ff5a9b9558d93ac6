"""Live screens: one WebSocket per client, topics, fan-out between processes by LISTEN/NOTIFY.

Messages are sent after commit by the fact dispatcher, never inside a business transaction. A slow client is dropped: it
reconnects and reads the state anew, for every message only says that something changed.
"""

from tuanzi.kernel.realtime.hub import Hub, Message, publish

__all__ = ["Hub", "Message", "publish"]
