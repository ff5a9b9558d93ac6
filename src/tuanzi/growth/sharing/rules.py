"""Pure decisions of sharing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from tuanzi.growth.sharing.contracts import LAST_TOUCH, TARGET_PREFIX, Attribution, Scene, Touch
from tuanzi.kernel.ids import ALPHABET, BODY_LENGTH
from tuanzi.people.accounts.contracts import MemberId

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
"""Without 0 O 1 I l o: codes are read aloud and typed. 10 of 56 characters are 58 bits: nobody guesses one."""
CODE = re.compile(f"^[{CODE_ALPHABET}]{{8,10}}$")


def is_target(scene: Scene, target_id: str) -> bool:
    """Whether a wire id has the form of what ``scene`` shows."""
    return re.fullmatch(f"{TARGET_PREFIX[scene]}_[0-7][{ALPHABET}]{{{BODY_LENGTH - 1}}}", target_id) is not None


def is_own(sharer_id: MemberId | None, member_id: MemberId | None) -> bool:
    """Whether somebody came through their own link."""
    return sharer_id is not None and sharer_id == member_id


def attribute(touches: Sequence[Touch], member_id: MemberId | None, within: timedelta) -> Attribution | None:
    """The last touch wins. Touches are of one shopper, inside the window, newest first; own links never count."""
    considered = tuple(touch for touch in touches if not is_own(touch.link.sharer_id, member_id))
    if not considered:
        return None
    winner = considered[0]
    return Attribution(
        code=winner.link.code,
        sharer_id=winner.link.sharer_id,
        channel=winner.link.channel.value,
        campaign=winner.link.campaign,
        at=winner.touched_at,
        model=LAST_TOUCH,
        matched_by="member" if member_id is not None and winner.member_id == member_id else "visitor",
        window_s=int(within.total_seconds()),
        touch=winner,
        considered=considered,
    )
