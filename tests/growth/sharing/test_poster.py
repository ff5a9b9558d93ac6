from __future__ import annotations

import io
import itertools
import time
from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tuanzi.growth.sharing.artwork import qr_code
from tuanzi.growth.sharing.contracts import PosterContent
from tuanzi.growth.sharing.poster import CARD, DASH_Y, HEIGHT, INSET, QR_SIZE_MAX, WIDTH, poster, poster_key, price_row
from tuanzi.growth.sharing.typeset import ELLIPSIS, NOT_FIRST, NOT_LAST, drawable, font, shorten, width, wrap
from tuanzi.kernel.money import Money

FACE = font("bold", 36)
LONG = "【HelloKitty联名】儿童纯棉刺绣水洗四件套，设计师原款（1.5米＋1.8米通用）精致绣花亲肤透气可机洗"
URL = "https://shop.example.com/s/aB3dE5fG7h"


def _picture(colour: str = "#88aa66", size: tuple[int, int] = (750, 500)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "WEBP")
    return out.getvalue()


CONTENT = PosterContent(
    brand="团子",
    title="寿光沙瓤番茄 自然熟 现摘现发",
    selling_point="沙瓤多汁，小时候的番茄味",
    price=Money(6990),
    price_label="3人拼团价",
    compare_price=Money(8900),
    compare_label="单买",
    badge="3人团 · 还差1人",
    sharer="小满",
    invitation="邀请你一起拼团",
    hint="长按识别二维码",
    promise="人齐就发货，没成团全额退款",
    place="shop.example.com",
    url=URL,
    picture=_picture(),
)


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_it_is_a_webp_of_the_promised_size_with_the_picture_in_its_place() -> None:
    drawn = poster(CONTENT)
    with Image.open(io.BytesIO(drawn)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (750, 1334))
    red, green, blue = _open(drawn).getpixel((375, 600))  # type: ignore[misc]
    assert abs(red - 0x88) + abs(green - 0xAA) + abs(blue - 0x66) < 12
    assert len(drawn) < 200_000


def test_the_same_content_gives_the_same_bytes_and_key_and_any_change_another_key() -> None:
    assert poster(CONTENT) == poster(CONTENT)
    changes = [
        {"price": Money(6991)},
        {"compare_price": None},
        {"title": "别的"},
        {"sharer": ""},
        {"badge": ""},
        {"picture": _picture("#000000")},
        {"avatar": _picture()},
        {"url": URL[:-1] + "k"},
        {"brand": "Tuanzi"},
        {"hint": "Scan"},
    ]
    keys = {poster_key(CONTENT)} | {poster_key(replace(CONTENT, **change)) for change in changes}  # type: ignore[arg-type]
    assert len(keys) == len(changes) + 1
    assert poster_key(CONTENT) == poster_key(replace(CONTENT))


@pytest.mark.parametrize(
    "content",
    [
        replace(CONTENT, picture=None),
        replace(CONTENT, avatar=_picture(size=(256, 256))),
        replace(CONTENT, sharer="🌱🌱", title=LONG, selling_point=LONG),
        replace(CONTENT, sharer="", compare_price=None, price_label="", badge="", selling_point=""),
        replace(CONTENT, price=Money(123_456_789), compare_price=Money(999_999_999)),
        replace(CONTENT, title="🎉", selling_point="🎉"),
        replace(CONTENT, title="", picture=_picture(size=(40, 900))),
    ],
)
def test_nothing_that_a_shop_may_say_breaks_it(content: PosterContent) -> None:
    assert _open(poster(content)).size == (WIDTH, HEIGHT)


def test_the_code_on_it_is_the_links() -> None:
    code = segno.make(URL, error="m", micro=False, boost_error=True)
    modules = len(code.matrix)
    scale = QR_SIZE_MAX // modules
    side = modules * scale
    left, top = CARD[2] - INSET - side, round((DASH_Y + CARD[3]) / 2 - side / 2)
    image = _open(poster(CONTENT)).convert("L")
    read = [
        [image.getpixel((left + x * scale + scale // 2, top + y * scale + scale // 2)) < 128 for x in range(modules)]  # type: ignore[operator]
        for y in range(modules)
    ]
    assert read == [[bool(cell) for cell in row] for row in code.matrix]


def test_a_code_never_exceeds_its_room() -> None:
    for length in (20, 60, 120, 300):
        drawn = qr_code("https://" + "a" * length, QR_SIZE_MAX, (0, 0, 0))
        assert 100 <= drawn.width <= QR_SIZE_MAX


def test_it_takes_less_than_300_ms() -> None:
    poster(CONTENT)
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        poster(CONTENT)
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.3


def test_lines_fit_and_break_where_a_reader_expects() -> None:
    lines = wrap(LONG, FACE, 606, 10)
    assert "".join(lines) == LONG
    assert len(lines) == 3
    for line in lines:
        assert width(line, FACE) <= 606
        assert line[0] not in NOT_FIRST
        assert line[-1] not in NOT_LAST


def test_a_latin_word_is_not_torn() -> None:
    lines = wrap("有机 Yirgacheffe Coffee Beans 耶加雪菲咖啡豆 250g 现烘", FACE, 300, 9)
    words = " ".join(lines).split()
    assert {"Yirgacheffe", "Coffee", "Beans", "250g"} <= set(words) | {word.strip("耶加雪菲咖啡豆现烘") for word in words}
    assert wrap("A" * 60, FACE, 300, 9)[0].startswith("AAAA")


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    two = wrap(LONG, FACE, 606, 2)
    assert len(two) == 2
    assert two[1].endswith(ELLIPSIS)
    assert width(two[1], FACE) <= 606
    assert shorten("短", FACE, 606) == "短"


def test_fonts_know_common_and_rare_names_and_skip_emoji() -> None:
    text = "团子喆玥镕堃翀鑫 Àéñ €¥ “”《》【】，。 カタカナ"
    assert drawable(text) == text
    assert drawable(" 小满🌱 👨‍👩‍👧 \u200b阿\n禾 ") == "小满 阿 禾"


@settings(max_examples=500, deadline=None)
@given(
    st.integers(1, 99_999_999),
    st.none() | st.integers(1, 99_999_999),
    st.text("人团拼价优惠abc 123", max_size=14),
    st.text("单买原价abc", max_size=10),
)
def test_the_row_of_prices_keeps_to_its_margins_and_nothing_lies_on_another(
    price: int, compare: int | None, label: str, compare_label: str
) -> None:
    asked = replace(
        CONTENT, price=Money(price), compare_price=Money(compare) if compare else None, price_label=label, compare_label=compare_label
    )
    row = price_row(asked)
    assert row[0].left >= CARD[0] + INSET
    assert max(piece.right for piece in row) <= CARD[2] - INSET
    assert all(left.right <= right.left for left, right in itertools.pairwise(row))
    assert "".join(piece.text for piece in row[:3]).startswith(f"¥{price // 100}")
