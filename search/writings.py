"""Makes the messages of Taiwan and Hong Kong from the Simplified ones: ``python -m wenxun.writings``.

Terms of computing that OpenCC leaves as they are, or knows in another sense, are exchanged first; then each text is
shown in the region's writing as an article is (`wenxun.variants`). The examples of queries stay as they are typed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from wenxun.notices import texts_of
from wenxun.variants import Variant, convert_text

__all__ = ["derived", "write_derived"]

_FOLDER = Path(__file__).parent / "languages"
_BOTH = {
    "CPU 核数": "CPU 核心数", "Excel 表格": "Excel 试算表", "OpenDocument 表格": "OpenDocument 试算表",
    "Numbers 表格": "Numbers 试算表", "WPS 表格": "WPS 试算表", "事务": "交易", "代码": "程式码", "代码:": "代码:",
    "例子": "范例", "信息": "资讯", "内存": "记忆体", "列表": "清单", "区域设置": "地区设定", "压缩包": "压缩档",
    "嵌套": "巢状", "字体": "字型", "字段": "栏位", "字符": "字元", "字节": "位元组",
    "字节顺序标记": "位元组顺序记号", "对象": "物件", "导出": "汇出", "应答": "回应", "录像": "录影",
    "徽标": "标志", "打开": "开启", "接口": "介面", "搜索": "搜寻", "数据": "资料",
    "数据库": "资料库", "数组": "阵列", "文件": "档案", "文件夹": "资料夹", "文件夹:": "资料夹:", "文件名": "档名",
    "文件系统": "档案系统", "文档": "文件", "文本": "文字", "服务器": "伺服器", "校验和": "总和检查码", "模式": "样式",
    "模板": "范本", "消息": "讯息", "源代码": "原始码", "演示文稿": "简报", "终端": "终端机", "缓存": "快取",
    "网络盘": "网路磁碟", "脚本": "指令码", "访问": "存取", "设置": "设定", "证书": "凭证",
    "软件": "软体", "软件包": "套件", "运行": "执行", "连接": "连线", "进程": "行程", "退出码": "结束代码",
    "通过": "透过", "重定向": "重新导向", "附加包": "附加套件", "集群": "丛集", "默认": "预设", "磁盘": "磁碟",
    "程序": "程式", "端口": "连接埠", "线程": "执行绪", "声明": "宣告", "帮助": "说明", "变量": "变数",
    "后缀": "副档名", "转储": "转储档", "链接": "连结", "地址": "位址",
    "套接字": "通讯端", "用户": "使用者", "日志": "记录档",
    "行:列": "行:栏", "密钥": "金钥", "字符串": "字串", "用户名": "使用者名称", "下划线": "底线", "前缀": "前缀",
    "是只读的": "是唯读的", "设成了只读": "设成了唯读",
}  # fmt: skip
_HONG_KONG = {"软件": "软件", "网络盘": "网络磁碟", "用户": "用户", "用户名": "用户名称", "密钥": "密钥"}
_TERMS: Mapping[Variant, Mapping[str, str]] = {"tw": _BOTH, "hk": {**_BOTH, **_HONG_KONG}}
"""Terms of the mainland to those of the regions, in Simplified characters; a longer one goes before those within it."""

_SIMPLIFIED = "这些都是简体字。"
"""Tells the script of texts that nothing else tells."""

_HEAD = "# Made of hans.toml by: make languages. Change that, or the terms in search/writings.py, and make it anew.\n\n"


def derived(language: Variant) -> dict[str, str]:
    """Return the texts of a region."""
    terms = _TERMS[language]
    longest_first = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    return {
        english: convert_text(longest_first.sub(lambda found: terms[found[0]], text), language, context=_SIMPLIFIED)
        for english, text in texts_of("hans").items()
    }


def write_derived() -> None:
    """Write the files of all regions."""
    for language in _TERMS:
        lines = (f"{_quoted(english)} = {_quoted(text)}\n" for english, text in derived(language).items())
        path = _FOLDER / f"{language}.toml"
        path.write_text(_HEAD + "".join(lines), encoding="utf-8")
        assert tomllib.loads(path.read_text(encoding="utf-8")) == derived(language)


def _quoted(text: str) -> str:
    """A text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    write_derived()
