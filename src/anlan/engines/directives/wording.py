"""How likely a character is beside its neighbours: the document's own pairs first, general official words second.

Costs are natural-log units (nats), lower is likelier. The document is its own best dictionary: a notice says
专项整治 twenty times. No outside model.
"""

import re
from collections import Counter
from functools import lru_cache
from math import log

from anlan.engines.directives.script import is_traditional, only_simplified, simplified

GENERAL = """
安全生产 防灾减灾 应急管理 监督管理 监管部门 责任制 责任追究 主体责任 企业 单位 部门 政府 党委 党组 乡镇 街道
社区 村 县级 市级 省级 国家 全省 全市 全县 制定 编制 修订 完善 健全 建立 落实 贯彻 执行 推进 推动 推广
实施 实行 开展 组织 召开 部署 强化 加强 加快 加大 深化 深入 优化 规范 严格 明确 督促 指导 引导 支持 鼓励
协调 配合 会同 报告 上报 通报 公布 发布 曝光 反馈 备案 移送 约谈 问责 追究 处罚 查处 打击 整治 治理 排查
整改 检查 督查 巡查 抽查 核查 复查 清理 取缔 关闭 淘汰 退出 监测 监控 监管 监督 预警 预报 会商 研判 分析
评估 评价 认定 检测 检验 维护 更新 改造 升级 加固 培训 教育 宣传 学习 演练 竞赛 考核 奖励 储备 调拨 调度
投入 保障 救助 安置 转移 疏散 撤离 值守 值班 抢险 救援 处置 启动 应对 应用 运用 使用 利用 采取 发挥 履行
登记 建档 制止 巡护 防范 化解 解决 研究 掌握 普查 调查 审批 审查 审核 验收 许可 销号 挂牌 督办 责任 管理
制度 机制 体系 体制 规划 计划 方案 预案 办法 措施 标准 清单 台账 档案 目录 条例 规定 规程 细则 意见 通知
要求 任务 目标 工作 行动 活动 会议 问题 情况 风险 隐患 事故 灾害 重大 较大 一般 重点 行业 领域 专项 全面
全部 持续 积极 认真 扎实 有效 及时 定期 主要 负责人 人员 队伍 专家 专业 职工 员工 群众 干部 领导 煤矿
矿山 非煤矿山 尾矿库 露天 瓦斯 水害 采空区 危险化学品 化工 园区 烟花爆竹 燃气 管道 管网 气瓶 液化气 天然气
建筑施工 工程 工地 项目 隧道 桥梁 公路 道路 交通 运输 车辆 客车 货车 铁路 电梯 特种设备 特种作业 动火作业
有限空间 高处作业 消防 火灾 高层建筑 商业综合体 医院 学校 养老 机构 场所 人员密集 自建房 电动自行车 充电 设施
设备 装置 系统 平台 数据 信息 信息化 智能化 数字化 智慧 互联网 视频 报警器 报警 传感器 探测器 仪器 器材
灭火器 雷达 卫星 通信 电话 网络 森林 草原 防火 灭火 扑救 水旱 洪涝 防汛 抗旱 水库 河道 堤防 山洪 城市
内涝 低洼 地质 滑坡 崩塌 泥石流 地震 断层 气象 暴雨 大风 冰雹 寒潮 高温 干旱 低温 雨雪 冰冻 避难 避险
物资 装备 仓库 基地 资金 经费 保险 科技 技术 创新 能力 水平 素质 意识 文化 法规 法律 执法 行政 司法 机关
违法 违规 行为 非法 生产 经营 建设 储存 销售 使用 废弃 环节 全链条 全过程 全覆盖 闭环 常态化 年度 季度
每月 每年 年底前 月底前 以上 以下 以内 不少于 不低于 至少 进一步 切实 坚决 遏制 杜绝 减少 防止 确保 保证
提升 提高 增强 促进 夯实 筑牢 守牢 底线 红线 冶金 工贸 粉尘 涉爆 金属 钢铁 煤气 农业 机械 旅游 文物 民爆
水利 电力 能源 石油 油气 加油站 油库 园区 供热 供水 环境 生态 卫生 公安 住建 自然资源 林业 民政 财政 发展
改革 市场 教体 文旅 工信 商务 人民 委员会 办公室 指挥部 的 和 及 与 或 等 对 在 为 以 由 向 将 要 应
是 有 不 各 本 该 其 并 把 从 按 按照 根据 依据 关于 有关 相关 以及 同时 通过 结合 围绕 针对 聚焦
紧盯 坚持 突出 统筹 牵头 负责 分工
"""
_HALF = str.maketrans(",;:()!?", "，；：（）！？")
_COMMON_MARKS = frozenset("，。、；：（）“”《》")
LATIN = 4.0
"""Cost of an ASCII character after another: words and tags run on."""
FOREIGN = 3.0
"""Cost of a simplified form in a traditional text, where nothing vouches for it."""
_OWN, _GENERAL, _SMOOTH = 1.0, 0.4, 1.5


@lru_cache(maxsize=1 << 14)
def prior(char: str) -> float:
    """Chance of a character in official prose, by the tier of its code: frequent 3,755, rarer 3,008, beyond."""
    char = simplified(char)
    if char in _COMMON_MARKS:
        return 0.02
    if char.isascii():
        return 1e-4 if char.isalnum() else 1e-6
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 1e-8
    return 2.5e-4 if 0xB0 <= lead <= 0xD7 else 4e-6 if lead > 0xD7 else 1e-6


@lru_cache(maxsize=1 << 14)
def _normal(char: str) -> str:
    return simplified(char).translate(_HALF)


class Wording:
    """Pair counts of one document; `fit` is the cost of a character after another."""

    def __init__(self, text: str) -> None:
        self._traditional = is_traditional(text)
        self.text = "".join(map(simplified, re.sub(r"[ 　]", "", text))).translate(_HALF)
        own = Counter(zip(self.text, self.text[1:], strict=False))
        self._pairs: Counter[tuple[str, str]] = Counter({pair: int(count) for pair, count in own.items()})
        self._single = Counter(self.text)
        self._total = max(1, len(self.text))
        words = GENERAL.split()
        self._known = Counter(pair for word in words for pair in zip(word, word[1:], strict=False))
        self._heads = Counter(char for word in words for char in word[:-1])
        self._cache: dict[tuple[str, str], float] = {}

    def fit(self, before: str, char: str) -> float:
        """-log P(char | before)."""
        key = (before, char)
        found = self._cache.get(key)
        if found is None:
            pair = _normal(before), _normal(char)
            vouched = not self._traditional or pair in self._pairs or pair in self._known
            foreign = not vouched and only_simplified(char)
            found = self._cache[key] = self._cost(*pair) + (FOREIGN if foreign else 0.0)
        return found

    def attested(self, before: str, char: str) -> bool:
        """Does the document or a general word hold this pair?"""
        pair = _normal(before), _normal(char)
        return pair in self._pairs or pair in self._known

    def _cost(self, before: str, char: str) -> float:
        if before.isascii() and char.isascii():
            return LATIN
        pair = (before, char)
        alone = 0.7 * self._single.get(char, 0) / self._total + 0.3 * prior(char)
        seen = _OWN * self._pairs.get(pair, 0) + _GENERAL * self._known.get(pair, 0)
        base = _OWN * self._single.get(before, 0) + _GENERAL * self._heads.get(before, 0)
        return -log((seen + _SMOOTH * alone) / (base + _SMOOTH) + 1e-12)

    def between(self, left: str, right: str, limit: int = 5) -> tuple[str, ...]:
        """Readings for one lost character between two known ones, best first, from pairs on both or on one side."""
        a, b = left[-1:].translate(_HALF), right[:1].translate(_HALF)
        after = {y for x, y in (*self._pairs, *self._known) if x == a}
        ahead = {x for x, y in (*self._pairs, *self._known) if y == b}
        ranked = sorted(
            (self.fit(a, char) + self.fit(char, b) - self._longer(left, char, right), char)
            for char in after | ahead
            if "\u3400" <= char <= "\u9fff"
        )
        return tuple(char for _, char in ranked[:limit])

    def _longer(self, left: str, char: str, right: str) -> float:
        """Reward for each longer stretch of the neighbourhood that the document says elsewhere."""
        stretches = (left[-2:] + char, char + right[:2], left[-1:] + char + right[:1], left[-2:] + char + right[:2])
        return sum(2.0 for stretch in stretches if len(stretch) > 2 and stretch in self.text)
