"""Reading a pasted address: "张三 13800000000 山东省潍坊市寿光市圣城街道88号", in any order, with or without separators and labels.

The phone is found by its shape, the place by walking the administrative division from the first name that fits (full or short,
levels may be left out), the rest of that stretch is the detail, and the person is a labelled or name-shaped word of what remains.
What is not found stays None: the member completes it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from tuanzi.people.accounts import regions
from tuanzi.people.accounts.contracts import PASTE_LENGTH_MAX, ParsedAddress
from tuanzi.people.accounts.errors import AddressPhoneInvalid
from tuanzi.people.accounts.rules import normal_contact

PHONE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d(?:[-\s]?\d{4}){2})(?!\d)|(?<!\d)(0\d{2,3}-\d{7,8})(?!\d)")
NAME_LABEL = r"收货人|收件人|联系人|姓名|名字|收货人姓名"
LABEL = re.compile(
    rf"(?:{NAME_LABEL}|手机号码?|联系电话|电话号码?|联系方式|手机|电话|所在地区|详细地址|收货地址|收件地址|地址|地区|邮编)\s*[::]?\s*"
)
LABELLED_NAME = re.compile(rf"(?:{NAME_LABEL})\s*[::]?\s*([\u4e00-\u9fff·]{{2,10}}|[A-Za-z][A-Za-z .]{{1,30}})")
SEPARATORS = re.compile(r"[\s,,。;;、|/\n\t]+")
POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
LATIN_GAP = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
"""Kept as one word while the text is split: Li Ming is one person."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾韦"
    "夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐葛岳庄"
)
NOT_A_NAME = re.compile(r"[路街道号楼室村镇乡区县市省里弄苑园城座栋层巷庄屯组店厦院门口旁]$")
PERSON = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1,3}}|[A-Z][A-Za-z]*(?:_[A-Z][A-Za-z]*){{0,3}}|[\u4e00-\u9fff]{{2,4}}")
GLUED_NAME = re.compile(rf"(?<=[号室楼栋层元户座])([{SURNAMES}][\u4e00-\u9fff]{{1,2}})$")
PEOPLES = re.compile(
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|撒拉|毛南"
    r"|仡佬|锡伯|塔吉克|怒|鄂温克|裕固|独龙|鄂伦春|各)族"
)
SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|盟|省|市|区|县|旗)$")
GAP = re.compile(r"[\s,/-]*")
SHORT_LENGTH_MIN = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a text: its code (of any level), and the stretch of text that named it."""

    code: str
    start: int
    end: int


def parse_address(text: str) -> ParsedAddress:
    """Take a pasted text apart."""
    rest = unicodedata.normalize("NFKC", text)[:PASTE_LENGTH_MAX]
    phone, rest = _take_phone(rest)
    name = None
    labelled = LABELLED_NAME.search(rest)
    if labelled:
        name = labelled[1].strip()
        rest = f"{rest[: labelled.start()]}\n{rest[labelled.end() :]}"
    rest = LABEL.sub("\n", rest)
    rest = LATIN_GAP.sub("_", rest)
    found = find_place(rest)
    before, after = (rest[: found.start], rest[found.end :]) if found else (rest, "")
    early = [word for word in SEPARATORS.split(POSTCODE.sub(" ", before)) if word]
    late = [word for word in SEPARATORS.split(after) if word]
    if name is None:
        name = _take_name(early) or (_take_name(late) if found else None) or _take_glued_name(late)
        name = name.replace("_", " ") if name else None
    detail = "".join(late if found else early).replace("_", " ")
    if not found:
        return ParsedAddress(name, phone, None, None, None, None, detail or None)
    return _complete(found.code, name, phone, detail or None)


def _complete(code: str, name: str | None, phone: str | None, detail: str | None) -> ParsedAddress:
    """The names above the found place; the code only if it is a leaf, for only a leaf can be delivered to."""
    names, province, city = regions.names(), regions.province_of(code), regions.city_of(code)
    is_leaf = not regions.child_codes(code)
    return ParsedAddress(
        name=name,
        phone=phone,
        province=names[province],
        city=names[city] if code != province else None,
        district=names[code] if code not in {province, city} else "" if is_leaf else None,
        region_code=code if is_leaf else None,
        detail=detail,
    )


def _take_phone(text: str) -> tuple[str | None, str]:
    for match in PHONE.finditer(text):
        try:
            phone = normal_contact(match[1] or match[2])
        except AddressPhoneInvalid:
            continue
        return phone, f"{text[: match.start()]}\n{text[match.end() :]}"
    return None, text


def _take_name(words: list[str]) -> str | None:
    """Remove and return the first word that looks like a person."""
    fitting = [word for word in words if PERSON.fullmatch(word) and not NOT_A_NAME.search(word)]
    fitting.sort(key=lambda word: word[0] not in SURNAMES)
    if not fitting:
        return None
    words.remove(fitting[0])
    return fitting[0]


def _take_glued_name(words: list[str]) -> str | None:
    """A name at the end of a word without a separator: 88号张三."""
    for place, word in enumerate(words):
        match = GLUED_NAME.search(word)
        if match:
            words[place] = word[: match.start()]
            return match[1]
    return None


def short_name(name: str) -> str:
    """恩施土家族苗族自治州 -> 恩施, 潍坊市 -> 潍坊; a name that would become one character stays whole."""
    bare = PEOPLES.sub("", SUFFIX.sub("", name))
    return bare if len(bare) >= SHORT_LENGTH_MIN else name


@cache
def _spellings(parent: str | None) -> list[tuple[str, str]]:
    """(spelling, code) of the places below, longest first so that 朝阳县 is not read as 朝阳."""
    found: dict[str, str] = {}
    for code in regions.child_codes(parent):
        name = regions.names()[code]
        found.setdefault(name, code)
        found.setdefault(short_name(name), code)
    return sorted(found.items(), key=lambda item: -len(item[0]))


@cache
def _unique_starts() -> dict[str, str]:
    """Cities by both names, and districts by full names that exist only once: where an address may begin without its province."""
    counts: dict[str, list[str]] = {}
    for province in regions.child_codes(None):
        for city in regions.child_codes(province):
            for spelling in {regions.names()[city], short_name(regions.names()[city])}:
                counts.setdefault(spelling, []).append(city)
            for district in regions.child_codes(city):
                counts.setdefault(regions.names()[district], []).append(district)
    provinces = {spelling for spelling, _ in _spellings(None)}
    return {name: codes[0] for name, codes in counts.items() if len(codes) == 1 and name not in provinces}


def find_place(text: str) -> Found | None:
    """The first place named in ``text``, as deep as the text goes."""
    starts = dict(_spellings(None))
    for known in (starts, _unique_starts()):
        for start in range(len(text)):
            for length in range(min(15, len(text) - start), SHORT_LENGTH_MIN - 1, -1):
                code = known.get(text[start : start + length])
                if code:
                    code, end = _descend(text, code, start + length)
                    return Found(code, start, end)
    return None


def _descend(text: str, code: str, end: int) -> tuple[str, int]:
    """Read on: the next level, or the one after it when a level was left out (山东寿光市)."""
    while regions.child_codes(code):
        gap = GAP.match(text, end)
        here = gap.end() if gap else end
        step = _next(text, code, here)
        if step is None:
            return code, end
        code, end = step
    return code, end


def _next(text: str, code: str, here: int) -> tuple[str, int] | None:
    below = _spellings(code)
    if code == regions.province_of(code) and text.startswith(regions.names()[code], here):
        # 北京市北京市朝阳区: the municipality is also its own city; 香港特别行政区 stands twice on waybills too.
        twin = [child for child in regions.child_codes(code) if regions.names()[child] == regions.names()[code]]
        if twin:
            return twin[0], here + len(regions.names()[code])
        here += len(regions.names()[code])
    deeper = [pair for child in regions.child_codes(code) for pair in _spellings(child)]
    for spelling, found in [*below, *sorted(deeper, key=lambda item: -len(item[0]))]:
        if text.startswith(spelling, here):
            return found, here + len(spelling)
    return None
