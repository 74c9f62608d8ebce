"""A link and the article that it means have a key in common, however the owner's tool writes addresses."""

from __future__ import annotations

import pytest

from wenxun.articles import read_bytes
from wenxun.link_targets import article_keys, is_name, target_keys
from wenxun.models import Article


def _article(path: str, **more: object) -> Article:
    return Article(path.rsplit(".", 1)[0], "题", (), path=path, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "start", "path"),
    [
        ("../b/x.md", "a/y.md", "b/x.md"),
        ("./x", "docs/y.md", "docs/x.mdx"),
        ("x.html#节", "docs/y.md", "docs/x.md"),
        ("../x/", "docs/y/index.md", "docs/x/README.md"),
        ("../x", "docs/y.md", "docs/x.md"),
        ("/guide/x", "y.md", "docs/guide/x.md"),
        ("/guide/x.html?v=1", "y.md", "docs/guide/x/index.md"),
        ("/zh-cn/guide/x/", "y.md", "guide/x.md"),
        ("zh-cn/x#节", "y.md", "x.md"),
        ("/zh/x", "y.md", "docs/x.md"),
        (
            "/docs/x",
            "i18n/zh-CN/docusaurus-plugin-content-docs/current/y.md",
            "i18n/zh-CN/docusaurus-plugin-content-docs/current/x.md",
        ),
        ("/zh-CN/docs/a/x", "y.md", "i18n/zh-CN/docusaurus-plugin-content-docs/current/01-a/x.mdx"),
        ("/zh-CN/docs/1.0/x", "y.md", "i18n/zh-CN/docusaurus-plugin-content-docs/version-1.0/x.md"),
        ("/zh-CN/community/x", "y.md", "i18n/zh-CN/docusaurus-plugin-content-docs-community/current/x.md"),
        ("/zh-CN/blog/x", "y.md", "i18n/zh-CN/docusaurus-plugin-content-blog/x.md"),
        ("/docs/1.0/x", "y.md", "versioned_docs/version-1.0/x.md"),
        ("/docs/x", "y.md", "docs/(组)/x.mdx"),
        ("/docs/x", "y.md", "src/app/docs/x/page.mdx"),
        ("/docs/x", "docs/y.zh-CN.mdx", "docs/x.zh-CN.mdx"),
        ("./x.md#节", "docs/y.zh.md", "docs/x.zh.md"),
        ("../a/", "docs/b/y.zh.md", "docs/a/_index.zh.md"),
        ("安装 说明", "y.md", "wiki/安装-说明.md"),
        ("/intro/setup", "y.md", "docs/01-intro/02-setup.md"),
        ("%E8%8C%B6.md", "y.md", "茶.md"),
        ("笔记/茶", "y.md", "库/笔记/茶.md"),
        ("茶", "深/处/y.md", "别处/茶.md"),
        ("project:../茶.md#节", "深/y.md", "茶.md"),
        ("doc:茶", "y.md", "茶.md"),
    ],
)
def test_an_address_of_a_folder_means_its_article(target: str, start: str, path: str) -> None:
    assert set(target_keys(target, start)) & set(article_keys(_article(path)))


def test_names_and_stated_addresses_mean_an_article() -> None:
    article = _article(
        "2020/旧.md", aliases=("茶经",), url="https://Example.org/cha/", fields={"permalink": "/p/1", "slug": "tea"}
    )
    keys = set(article_keys(article))
    for target in ("茶经", "题", "http://example.org/cha", "/p/1/", "/2020/tea", "/tea"):
        assert set(target_keys(target, "a.md")) & keys, target


@pytest.mark.parametrize(
    ("target", "start", "path", "source"),
    [
        ("#安装-标签", "a/x.rst", "b/y.rst", "题\n==\n\n.. _安装-标签:\n\n安装\n----\n\n文。\n"),
        ("#Setup", "x.rst", "y.rst", "题\n==\n\n.. _setup:\n\nSetup\n-----\n\n文。\n"),
        ("#6F-22", "x.org", "y.org", "* 一\n:PROPERTIES:\n:ID: 6f-22\n:END:\n文。\n"),
        ("#6F-22", "x.org", "y.org", ":PROPERTIES:\n:ID: 6f-22\n:END:\n#+title: 题\n文。\n"),
        ("#fig-A", "x.qmd", "章/y.qmd", "![图](a.png){#fig-a}"),
        ("#fig:cars", "x.Rmd", "y.Rmd", "```{r cars, fig.cap='车'}\nplot(cars)\n```"),
        ("project:#雾-起", "x.md", "章/y.md", "# 题\n\n(雾-起)=\n## 雾\n\n文。"),
        ("project:#fig_a", "x.md", "y.md", "# 题\n\n![图](a.png)\n:label:`fig_a`\n\n文。"),
        ("project:#eq-a", "x.md", "y.md", "# 题\n\n```{math}\n:label: eq-a\na=b\n```\n\n文。"),
        ("#20220101T101010", "x.org", "20220101T101010--题__甲.org", "文。"),
    ],
)
def test_a_place_that_is_named_without_its_file_is_found_in_the_others(
    target: str, start: str, path: str, source: str
) -> None:
    found = read_bytes(source.encode(), path)
    assert set(target_keys(target, start)) & set(article_keys(found))
    assert not target_keys(target.removeprefix("project:"), "x.md")


def test_what_leads_out_of_the_folder_means_no_article() -> None:
    assert target_keys("mailto:a@example.org") == ()
    assert target_keys("#节", "a.md") == ()
    assert not set(target_keys("https://example.org/x", "a.md")) & set(article_keys(_article("x.md")))
    assert not set(target_keys("/other/x", "a.md")) & set(article_keys(_article("docs/x.md")))


@pytest.mark.parametrize(
    ("target", "start", "near", "far"),
    [
        ("茶.md", "乙/y.md", "乙/茶.md", "茶.md"),
        ("../茶.md", "乙/丙/y.md", "乙/茶.md", "丙/茶.md"),
        ("/guide/x", "v2/intro.md", "v2/guide/x.md", "v1/guide/x.md"),
        ("/guide/x", "v2/intro.md", "guide/x.md", "v1/guide/x.md"),
        ("茶", "甲/乙/y.md", "甲/茶.md", "丙/茶.md"),
        ("/docs/x", "docs/y.zh-CN.mdx", "docs/x.zh-CN.mdx", "docs/x.mdx"),
        (
            "/docs/x",
            "i18n/zh-CN/docusaurus-plugin-content-docs/current/y.md",
            "i18n/zh-CN/docusaurus-plugin-content-docs/current/x.md",
            "docs/x.md",
        ),
    ],
)
def test_the_article_that_is_nearer_counts_first(target: str, start: str, near: str, far: str) -> None:
    keys = target_keys(target, start)
    places = [
        min((keys.index(key) for key in article_keys(_article(path)) if key in keys), default=len(keys))
        for path in (near, far)
    ]
    assert places[0] < places[1]


def test_articles_of_one_file_do_not_answer_to_its_address() -> None:
    assert article_keys(Article("a/1", "题", (), path="a.jsonl")) == ("题",)


def test_only_names_are_names() -> None:
    names = ["茶", "茶 (植物)", "C++", "1.5 倍"]
    assert [each for each in (*names, "../茶", "茶.md", "https://a.org", "#茶", "mailto:a@b") if is_name(each)] == names
