"""Every string that the pages show, by language, so that another language is one more entry here."""

from __future__ import annotations

from typing import Any

__all__ = ["TEXTS", "texts_for"]

TEXTS: dict[str, dict[str, Any]] = {
    "zh-Hans": {
        "name": "文寻",
        "tagline": "搜遍每一篇文章的每一段话",
        "skip": "跳到正文",
        "home": "文寻首页",
        "search_label": "搜索文章",
        "placeholder": "词语、句子或“原文”",
        "search": "搜索",
        "description": "中文文章全文搜索：简体、繁体，大陆、台湾、香港的用词，一次搜遍。",
        "holdings": "共收 {articles} 篇文章、{sections} 节。",
        "holdings_empty": "这里还没有文章。在命令行运行 wenxun index 加上文件夹名，就能加入文章。",
        "tips_heading": "可以这样搜",
        "tips": [
            ("板门店", "简体、繁体都行，写哪种都找得到"),
            ("“和平之家”", "加上引号，一字不差"),
            ("板门店 平壤", "几个词都有的在前，有一部分的在后"),
            ("首脑会谈 -平壤", "减号后面的词不要出现"),
            ("板门店 OR 开城", "两个有一个就行"),
            ("title:会谈", "只在标题里找；小标题用 heading:，分类用 category:"),
        ],
        "results_heading": "搜索结果",
        "found": "找到 {total} 篇文章",
        "found_page": "找到 {total} 篇文章，第 {page} 页",
        "took": "用时 {took} 毫秒",
        "relaxed": "没有哪一节同时含有全部词语。下面各节含有其中一部分，相近的在前。",
        "lead": "导言",
        "more_sections": "这篇文章还有 {count} 节符合",
        "more_in_article": "在文章里看其余 {count} 节",
        "why": "“{typed}”也按“{added}”查找",
        "why_source": "（{source} 用词对照）",
        "why_label": "另外查找的写法",
        "none_heading": "没有找到“{query}”",
        "none_advice": "可以试试：",
        "none_unquote": "去掉引号，不要求一字不差：",
        "none_word": "只搜其中一个词：",
        "none_or": "、",
        "none_general": "换个说法，或者少写几个字。简体繁体、两岸用词都不必换，已经一并找过了。",
        "page_past_end": "结果没有这么多页。",
        "first_page": "回到第一页",
        "paging": "翻页",
        "previous": "上一页",
        "next": "下一页",
        "page_number": "第 {page} 页",
        "back": "返回“{query}”的搜索结果",
        "contents": "目录",
        "categories": "分类",
        "aliases": "又名",
        "marked": "文中标出了 {count} 处“{query}”",
        "marked_none": "正文里没有单独标出“{query}”，它可能在标题里",
        "footer": "文寻 · 简繁同搜，一字不漏",
        "errors": {
            "bad-query": ("这个查询太长了", "请缩短到最要紧的那几句。"),
            "index-missing": ("还没有索引", "先在命令行把文章加进来，再刷新这一页："),
            "index-locked": ("索引正在更新", "请过一会儿再试。"),
            "index-damaged": ("索引文件损坏", "用下面的命令重新建立索引："),
            "index-mismatch": ("索引与程序的设置不一致", "用下面的命令重新建立索引："),
            "not-found": ("没有这一页", "地址可能写错了，或者文章已经从索引里移走。"),
            "method-not-allowed": ("这里只能读取", "这个服务器不接受写入。"),
            "misdirected-request": ("这个服务器不用这个名字", "请用启动时显示的地址。"),
            "other": ("出错了", "请过一会儿再试。服务器的日志里记下了原因。"),
        },
        "commands": {
            "index-missing": "wenxun index 文件夹",
            "index-damaged": "wenxun index --rebuild 文件夹",
            "index-mismatch": "wenxun index --rebuild 文件夹",
        },
    },
}


def texts_for(language: str) -> dict[str, Any]:
    """The strings of a language, given by its BCP 47 tag."""
    return TEXTS[language]
