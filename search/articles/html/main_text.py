"""Which blocks of a page are its article. Nothing is dropped: what is not the article goes to a section of its own.

Each block has a value: letters of sentences count for it, letters of links against it. The article is the container
whose blocks come to the highest sum. Names of classes and tags weigh in, and never decide alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenxun.articles.html.frames import Block

__all__ = ["OTHER_CONTENT", "choose_main_text"]

OTHER_CONTENT = "页面其他内容"
"""Heading of the last section of an article that was read from a web page: all that is not its main text."""

_SENTENCE = re.compile("[，。！？；：、…“”]|[,.!?;:](?= )")
_SET = frozenset(("code", "table", "formula", "verse"))  # text that an author has set in a form of its own
_SMALL_PAGE_CHARS = 200
_INDEX_CHARS = 1000  # a page may have so much text beside a list of contents that is its content
_DISTRUST = 0.8  # of the text in a container whose names speak against it, so much counts as noise
_NEARLY_ALL = 0.7  # of the text of a page; names that speak against so much say nothing
_NOISE = 30
_SEVERAL_TEASERS = 3
_LEAD_BLOCKS = 30  # between the title of a page and its article
_LEAD_CHARS = 30
_PURITY = 1.5  # how much more a container counts that holds little besides sentences
_TAIL = re.compile(
    r"(?:相关|相關|推荐|推薦|热门|熱門|更多|延伸|猜你|精彩|最新|上一篇|下一篇|分享|收藏|点赞|举报|返回|打印|扫一扫|扫码"
    r"|关注我们|版权|版權|声明|免责|免責|评论|評論|网友|我要|发表|登录|注册|标签|关键词|责任编辑|责编|\(?编辑)"
)


def choose_main_text(blocks: Sequence[Block], parents: Sequence[int], meanings: Sequence[int]) -> list[bool]:
    """Return for each block whether it is main text.

    Args:
        blocks: the blocks of the page, in order.
        parents: for each container the number of the one around it, which is smaller; -1 for the first.
        meanings: for each container whether its names speak for main text (1), against it (-1), or neither.
    """
    is_main = [not block.is_aside for block in blocks]
    shown = sum(len(block.rich.text) for block, main in zip(blocks, is_main, strict=True) if main)
    aside = sum(len(block.rich.text) for block in blocks) - shown
    if not shown or (shown < _INDEX_CHARS and aside > _SMALL_PAGE_CHARS + 10 * shown):
        is_main = [True] * len(blocks)  # a tag was never closed, or the page is a list of contents
    elif shown < _SMALL_PAGE_CHARS:
        return is_main
    values = [_value(block) if main else 0.0 for block, main in zip(blocks, is_main, strict=True)]
    containers = _Containers(blocks, values, parents, meanings)
    if max(containers.good) < _SMALL_PAGE_CHARS / 2:
        return is_main  # a page of links is its links
    inside = containers.chosen()
    chosen = [main and inside[block.container] for block, main in zip(blocks, is_main, strict=True)]
    _leave_out_teasers(blocks, values, parents, chosen)
    _take_in_lead(blocks, values, meanings, chosen)
    _trim(blocks, values, chosen)
    kept = sum(value for value, main in zip(values, chosen, strict=True) if main and value > 0)
    return chosen if kept > 0.25 * containers.good[0] else is_main


def _value(block: Block) -> float:
    text = block.rich.text
    length = len(text)
    own = length - block.link_chars
    is_set = any(mark.kind in _SET for mark in block.rich.marks)
    if block.link_chars > (0.8 if is_set else 0.5) * length:
        return -float(min(length, 120)) - 4
    if block.level:
        return 0.0
    marks = len(_SENTENCE.findall(text))
    if marks >= 2 or (marks and own > 20):
        return own * (1 - block.link_chars / length) * min(1.0, 0.4 + 0.1 * marks)
    if is_set:
        return 0.5 * own
    return 0.25 * own if own > 25 else -2.0


class _Containers:
    """How much text, and how much else, stands in each container of a page."""

    def __init__(
        self, blocks: Sequence[Block], values: Sequence[float], parents: Sequence[int], meanings: Sequence[int]
    ) -> None:
        self._parents = parents
        whole = [0.0] * len(parents)  # text, whatever names say
        for block, value in zip(blocks, values, strict=True):
            whole[block.container] += max(value, 0.0)
        for number in range(len(parents) - 1, 0, -1):
            whole[parents[number]] += whole[number]
        self._meanings = [m if whole[n] < _NEARLY_ALL * whole[0] else max(m, 0) for n, m in enumerate(meanings)]
        is_distrusted = [False] * len(parents)
        for number in range(1, len(parents)):
            is_distrusted[number] = is_distrusted[parents[number]] or self._meanings[number] < 0
        self.good, self.bad = [0.0] * len(parents), [0.0] * len(parents)
        for block, value in zip(blocks, values, strict=True):
            if value > 0:
                self.good[block.container] += value * (1 - _DISTRUST * is_distrusted[block.container])
            else:
                self.bad[block.container] -= value
        for number in range(len(parents) - 1, 0, -1):
            if is_distrusted[number] and not is_distrusted[parents[number]]:
                self.bad[number] += _DISTRUST * whole[number]
            self.good[parents[number]] += self.good[number]
            self.bad[parents[number]] += self.bad[number]

    def chosen(self) -> list[bool]:
        """For each container whether it is, or is in, the one with the article, and not noise in it."""
        best = max(range(len(self._parents)), key=self._score)
        inside = [False] * len(self._parents)
        inside[best] = True
        for number in range(best + 1, len(inside)):
            inside[number] = inside[self._parents[number]] and not self._is_noise(number, best)
        return inside

    def _score(self, number: int) -> tuple[float, int]:
        purity = self.good[number] / (self.good[number] + self.bad[number] + 1)
        trust = 1.1 if self._meanings[number] > 0 else 1.0
        return self.good[number] * purity**_PURITY * trust, number

    def _is_noise(self, number: int, best: int) -> bool:
        if self._meanings[number] < 0:
            return self.good[number] < 0.5 * (1 - _DISTRUST) * self.good[best]
        return self.bad[number] > _NOISE and self.good[number] < 0.2 * self.bad[number]


def _leave_out_teasers(
    blocks: Sequence[Block], values: Sequence[float], parents: Sequence[int], main: list[bool]
) -> None:
    """Leave out the beginnings of other articles: containers of their own, each below a heading that leads to it."""
    text: dict[int, float] = {}
    for block, value, is_in in zip(blocks, values, main, strict=True):
        text[block.container] = text.get(block.container, 0.0) + max(value, 0.0) * is_in
    body = max(text, key=lambda container: text[container])
    around_body = set(_upwards(body, parents))
    heads = {
        block.container: None
        for block, is_in in zip(blocks, main, strict=True)
        if is_in and block.level and block.container not in around_body and _leads_away(block)
    }
    if len(heads) < _SEVERAL_TEASERS:
        return
    teasers = set(heads)
    for place, block in enumerate(blocks):
        if main[place] and any(container in teasers for container in _upwards(block.container, parents)):
            main[place] = False


def _upwards(container: int, parents: Sequence[int]) -> Iterator[int]:
    while container >= 0:
        yield container
        container = parents[container]


def _leads_away(heading: Block) -> bool:
    """Whether a heading is a link to another page."""
    return 2 * heading.link_chars > len(heading.rich.text) and any(
        mark.kind == "link" and not mark.value.startswith("#") for mark in heading.rich.marks
    )


def _take_in_lead(blocks: Sequence[Block], values: Sequence[float], meanings: Sequence[int], main: list[bool]) -> None:
    """Take in sentences that stand between the title of a page and the first block of its article."""
    first = next((place for place, is_in in enumerate(main) if is_in), 0)
    begin = max(0, first - _LEAD_BLOCKS)
    title = next((place for place in range(first - 1, begin - 1, -1) if blocks[place].level == 1), first)
    for place in range(title, first):
        block = blocks[place]
        if not block.is_aside and meanings[block.container] >= 0 and (values[place] > _LEAD_CHARS or place == title):
            main[place] = True


def _trim(blocks: Sequence[Block], values: Sequence[float], main: list[bool]) -> None:
    """Leave out what is no text before the first and after the last passage."""
    places = [place for place, is_in in enumerate(main) if is_in]
    good = [place for place in places if values[place] > 0]
    if not good:
        return
    for place in reversed(places):
        if place <= good[-1]:
            break
        block = blocks[place]
        if values[place] < -3 or block.level or _TAIL.match(block.rich.text):
            main[place] = False
    for place in places:
        if place >= good[0]:
            break
        if values[place] < -3:
            main[place] = False
