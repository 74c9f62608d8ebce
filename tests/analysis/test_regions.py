"""Regions: what is brought to one form, what must stay, and the way back to the folded text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical, canonical_string
from wenxun.analysis.variants import data_lines
from wenxun.models import Span

PAIRS = [line.split("\t") for line in data_lines("regions.txt")]

EQUAL = """
六十進位制 六十进制
程式 程序 | 川普 特朗普 | 紐西蘭 新西兰 | 北韓 朝鲜 | 南韓 韩国 | 寮國 老挝 | 義大利 意大利
沙烏地阿拉伯 沙特阿拉伯 | 歐巴馬 奥巴马 | 柯林頓 克林顿 | 雷根總統 里根总统 | 普丁 普京
梅克爾 默克尔 | 史達林 斯大林 | 甘迺迪 肯尼迪 | 雪梨歌劇院 悉尼歌剧院 | 杜拜 迪拜
伊斯坦堡 伊斯坦布尔 | 盧安達 卢旺达 | 奈及利亞 尼日利亚 | 哈薩克 哈萨克斯坦 | 首腦會晤 首脑会谈
高峰會 峰会 | 軟體 软件 | 硬體 硬件 | 網路 网络 | 網際網路 互联网 | 資訊 信息 | 資料庫 数据库
記憶體 内存 | 硬碟 硬盘 | 滑鼠 鼠标 | 螢幕 屏幕 | 伺服器 服务器 | 印表機 打印机 | 列印 打印
計程車 出租车 | 腳踏車 自行车 | 幼稚園 幼儿园 | 雷射 激光 | 飛彈 导弹 | 機率 概率 | 愛滋病 艾滋病
朱古力 巧克力 | 三藩市 旧金山 | 碧咸 贝克汉姆 | 物件導向 面向对象 | 陣列 数组 | 函式 函数
字串 字符串 | 執行緒 线程 | 專案 项目 | 介面 接口 | 使用者介面 用户界面 | 巨集 宏 | 連結器 链接器
例外狀況 异常 | 範本 模板 | 迴圈 循环 | 智慧型手機 智能手机 | 人工智慧 人工智能
電腦科學 计算机科学 | 100公尺 100米 | 32位元 32位 | 位元組 字节 | 部落格 博客 | 數位相機 数码相机
數位化 数字化 | 檔案系統 文件系统 | 資料結構 数据结构 | 執行個體 实例 | 智慧財產權 知识产权
應用程式 应用程序 | 作業系統 操作系统 | 預設值 默认值 | 對話方塊 对话框 | 功能表 菜单
委內瑞拉 委内瑞拉 | 馬克宏 马克龙
"""

KEPT = """
什么 怎么 那么 方程式 微分方程式 课程式 软体动物 诉讼程序 法定程序 审批程序 公开的渠道 管道 输油管道
土豆 高级 进阶 互动 档案馆 人事档案 查阅文字资料 历史资料 个人资料 经济指标 生态指标 指标体系
执行判决 强制执行 执行阶段 宣告破产 宣告无效 电子元件 消防装置 抵押权的设定 呼叫中心 对应关系 常数
产品质量 品质 批次 复制 效能 核心 序列号 时间序列 通道 类别 商品类别 整合资源 简报 卷轴 影片 触控
过载保护 新增病例 启用 社群 释出 汇入长江 汇出款项 区域性 全域旅游 永续性 类比推理 模拟考试 外挂
线上 多数位于城市 大多数位居前列 数位学者 尽快取得 赶快取消 投资讯息 改变数量 电视窗口 公文档案
防护区内建筑 路网路段 体系结构 关系结构 的士兵 的士气 的士官 理查德 哥白尼日心说 四川普通话 巨集团
状态列表 工作列入 完全形成 安全形势 拆封包装 全军士兵的士气高昂 一起司法解释 飞行员 公车改革
机车车辆 捷运 地铁 桌球 凤梨 窝心 质量 土豪 水准 小姐 爱人 高考 检讨 行政院 立法院 狮子山 平治天下
图林根 雪梨汤 查询结果 检索 正常式样 布林肯 雷根斯堡
"""


@pytest.mark.parametrize("pair", [item.strip() for item in EQUAL.replace("\n", "|").split("|") if item.strip()])
def test_regional_wordings_of_one_thing_become_equal(pair: str) -> None:
    one, other = map(fold_string, pair.split())
    assert canonical_string(one) == canonical_string(other)


@pytest.mark.parametrize("text", KEPT.split())
def test_wording_that_only_looks_regional_stays(text: str) -> None:
    assert canonical_string(fold_string(text)) == fold_string(text)


def test_the_state_of_georgia_is_not_the_country() -> None:
    assert canonical_string("乔治亚州") == canonical_string("佐治亚州") != canonical_string("格鲁吉亚州")


def test_every_form_is_final() -> None:
    for wording, form, _ in PAIRS:
        assert canonical_string(wording) == form
        assert canonical_string(form) == form


def test_no_wording_is_one_character_long_or_unfolded() -> None:
    for wording, form, source in PAIRS:
        assert len(wording) > 1
        assert (wording, form) == (fold_string(wording), fold_string(form))
        assert source in ("OpenCC", "wenxun", "spelling", "guard")


def test_the_longest_wording_wins() -> None:
    assert canonical_string("使用者介面") == "用户界面"
    assert canonical_string("资料库") == "数据库"


def test_an_added_form_says_what_stood_there_and_where_the_pair_comes_from() -> None:
    assert canonical("川普的程式与软体动物").added == (
        (Span(0, 2), "川普", "特朗普", "wenxun"),
        (Span(3, 5), "程式", "程序", "wenxun"),
    )
    assert canonical("出租车").added == ()


def test_a_span_leads_back_to_the_folded_text() -> None:
    text = canonical("在川普的100公尺")
    assert text.text == "在特朗普的100米"
    assert text.to_folded(Span(1, 4)) == Span(1, 3)
    assert text.to_folded(Span(2, 3)) == Span(1, 3)
    assert text.to_folded(Span(4, 5)) == Span(3, 4)
    assert text.to_folded(Span(8, 9)) == Span(7, 9)


WORDINGS = st.lists(
    st.sampled_from([wording for wording, _, _ in PAIRS])
    | st.text(st.sampled_from("网路程式的1 \n𠀀\ud800"), max_size=4),
    max_size=12,
).map("".join)


@given(WORDINGS)
def test_the_fast_and_the_aligned_way_give_the_same_text(text: str) -> None:
    regional = canonical(text)
    assert regional.text == canonical_string(text)
    assert regional.to_folded(Span(0, len(regional.text))) == Span(0, len(text))


@given(WORDINGS)
def test_long_texts_are_treated_like_short_ones(text: str) -> None:
    line = text.replace("\n", " ") + "\n"
    times = 2000 // len(line) + 1
    assert canonical_string(line * times) == canonical_string(line) * times
