"""The words the grammar knows, by linguistic class. Classes of the genre, not sentences of any one document.

A `Lexicon` is a value: tests build one without some words (`without`) to see how much a single clause owes to them.
"""

import re
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache

DOING = """
制定 编制 修订 修编 出台 印发 起草 拟定 完善 健全 建立 建立健全 设立 设定 组建 建成 建设 建好 建强 构建 搭建 打造 新建
配备 配齐 配强 配足 充实 增设 增配
落实 贯彻 贯彻落实 执行 推进 推动 推广 推行 实施 实行 开展 组织 组织开展 举办 召开 部署 强化 加强 加快 加大 加密 深化
深入 优化 规范 严格 明确 理顺 厘清
督促 指导 引导 支持 鼓励 协调 配合 会同 协助 参与 提请 报请 报告 上报 报送 报 通报 公布 公开 公示 发布 曝光 汇报 反馈
备案 移送 移交 约谈 问责 追究 处罚 查处
打击 整治 治理 排查 整改 检查 督查 巡查 巡检 抽查 核查 复核 复查 清查 清理 清零 清退 取缔 关闭 关停 淘汰 退出 停用
停产 停工 暂停 责令 查封 拆除 管控 严控 严防 严管 严查 严打 严禁 严处 限定 控制
监测 监控 监管 监督 监察 预警 预报 会商 研判 分析 评估 评价 测评 评定 认定 核定 核查 鉴定 检测 检验 检修 维护 维修
撤出 保养 养护 更新 更换 改造 升级 加固 修复 治理
培训 培养 轮训 教育 宣传 宣讲 普及 发现 学习 上好 开好 办好 学好 传达 演练 练兵 比武 竞赛 考核 考试 考评 评查 奖励 兑现
表彰 惩戒 纳入 列入 接入 融入 汇聚 汇集 整合 融合 共享 对接 衔接
储备 采购 调拨 调度 投入 安排 保障 提取 足额提取 救助 安置 转移 疏散 撤离 值守 值班 备勤 驻防 抢险 救援 处置 启动 应对
应用 运用 使用 利用 采用 采取 发挥 开辟 制作 播放 观看 发送 张贴 张挂
承接 承担 履行 签订 签署 登记 建档 建账 制止 劝导 走访 巡护 看护 盯守 蹲点 派出 派驻 选派 抓好 做好 抓实 抓紧 抓细
管好 用好 把好 守好 防范 化解 解决 破解 研究 研究解决 听取 带队 带头 深入 收集 摸清 查清 核实 掌握 绘制 普查 调查 勘查
测绘 编写 编印
强力推进 稳步推进 接受 成立 压实 履职 尽责 参加 参训 自查 自改 带动 实现 达到 完成 增加 新增 扩大 压减 压缩 减少 缩短
巩固 拓展
延伸 提前 备足 储足 引进 聘请 购买
投保 参保 承保 审批 审查 审核 验收 许可 发放 颁发 吊销 注销 拓宽 畅通 疏通 清除 清淤 畅通 保持 保护 保管 举报 受理
答复 回访 谋划 规划 筹建 启用 上线 联网 探查 探测 核发 举一反三 倒查 溯源 立案 挂牌 销号 督办 升级督办 悬挂 设置 增派
增加 种植 修建 安装 加装 推送 抽调 轮岗 坚守 牵头 铺开 推开 展开 停止 禁止 下沉 打通 切断 修补 清掏 施划
增设 布设 张榜 张贴 录入 邀请 搬离 腾退 停放
收缴 没收 扣押 暂扣 熄灭 扑灭 封堵 封闭 设卡 劝返 劝离 疏导 分流 护送 接送 清扫 清运 铺设 架设 开挖
回填 支护 复测 校验 校准 标定 置换 堵漏 送检 报检 报备 抄送 抄告 转办 交办 批转 办结 签收 评选 选树
推荐 慰问 抚恤 拨付 划拨 列支 采集 拍摄 编发 转发 刊播 播发 巡堤 查险 排险 抢修
抢护 抢通 开设 开通 开放
预置 腾空 泄洪 转运 救治 消杀 试机 提醒 告知 通知 叫应 派员 派人 组成 下设 试运行 张挂 拉响 鸣锣 喊话 到岗 驻守 补齐 换装 拆改
拆解 回收 销毁 点验 盘点 清点 造册 登记造册 建制 组队 编组 集结 归档 存档 留存 汇总 统计 比对 印制 提交
申报
持证上岗 选调 报回 清洗 关注 监视 赶赴 奔赴 改进 提供 创新 丰富 细化 量化 简化 盯紧 盯牢 抓牢 抓严 看住 看管 严守 严抓
狠抓 压紧
拧紧 传导 传递
引入 招录 招聘 选聘 选拔
委派 委托 指派 指定 确定 划定 划分 界定 锁定 标明 标示 标注 注明 载明 劝阻 阻止 纠正 纠治 扭转 追责 追查 追踪 跟踪 跟进
督导 督察 暗访 抽检
测算 核算 核对 比对 甄别 筛查 摸排 排摸 梳理 归集 汇编 撰写 填报 填写 录制 备份 保存 封存 查扣 扣留 惩处 严惩 铲除 根除
搬迁 迁移 迁出 移除
收回 召回 更换 替换 轮换 调整 调配 调集 调运 运送 配送 输送 投放 投用 发动 动员 协商 商定 议定 审议 审定 审计 批准 减免
补助 补贴 补充 补给
弥补 填补 补办 供应 稳控 提档 扩充 扩建 重建 恢复 修缮 修整 平整 赔偿 赔付 垫付 支付 核销 结案 侦办 布控 巡逻 巡视 巡河
巡林 踏勘 抽采 抽放
排水 排涝 排危 围挡 遮挡 喷洒 铲雪 扫雪 除冰 停航 停运 停课 停业 断电 关闸 开启 开闸 蓄水 错峰 堆放 存放 摆放 派发 分发
捐赠 扶持 帮扶 帮助
援助 支援 增援 结对 包联 包保 认领 确认 复审 复训 自检 互检 联查 共建 规避 预留 留足 留出 让出 佩戴 穿戴 系好 锁闭 关好
关紧 拉闸 报废 试航
站岗 放哨 守护 看好 管住 分析研判 理清 列出 兑付 挂钩 赋予 下放 下达 下发 送达 呈报 呈送 抄报 函告 函询 问询 诫勉 通报批评
"""

ADVERBS = """
认真 严格 积极 大力 持续 不断 进一步 扎实 深入 全面 加快 统筹 科学 充分 切实 着力 强力 广泛 广泛深入 稳步 有序 有效
坚决 全力 努力 主动 及时 定期 不定期 适时 逐步 逐一 逐项 依法 依规 依法依规 依规依纪依法 从严 从快 从重 严肃 严厉 刚性
合理 妥善 妥当 精准 精细 常态化 动态 因地制宜 分类 分级 分批 分步 集中 联合 统一 统筹做好 率先 继续 重新 重点 突出
优先 上门 入户 实地 当面 免费 无偿 具体 果断 亲自 严密 周密 精心 细致 彻底 快速 同步 一体 分别 依次 逐级 层层 全方位
全过程 全链条 多渠道 有针对性
针对性 深入细致
尽快 尽早 提前 足额 如实 主要 侧重 着重 注重 按时 按期 按规定 按要求 自觉 真正 更好 共同 协同 高效
高质量 高标准 限期 立即 立刻 紧密 密切 迅速 最大限度 想方设法 千方百计 深刻 牢牢 力争 确实
"""

CONNECTORS = """
同时要 并且要 并要 还要 也要 都要 要 并且 并 且 同时 还 进而 从而 以便 以此 另外 此外 其中 尤其是 特别是 必须 应当 应
须 需 再
"""

MODALS = "要 都要 也要 还要 均要 应 应当 都应 须 必须 均须 不得 严禁 一律 不准 禁止 均应 都须 都必须 原则上要 需 需要 可以"

# A clause that starts so, behind a duty of the same sentence, says what the duty is for.
AIMS = """
提升 提高 增强 促进 助力 保障 营造 筑牢 夯实 形成 打通 维护 防止 避免 守牢 守住 守好 减轻 降低 降到 让 使 使得
推动形成 推动实现 倒逼 激发 凝聚 压紧 擦亮 切断 堵塞 消除 防范 防范化解 防范遏制 提质 补齐 有利于
为 以免 以防 推进平安 推动高质量 真正实现 力促 共筑 织密 织牢 汇聚合力 确立 巩固提升 树立 促使 彰显 实现从 带动 解放
补短板
"""

# Aims that state a checkable result; they stay inside the span of their duty.
BINDING = "做到 确保 保证 务必 实现 直至"

# Openings that only announce an outcome, and endings of 推动… that do.
HOPES = "有效 真正 努力 最大限度 不断 从而 使之"
BETTERMENTS = """
落到实处 取得实效 取得成效 有效落实 全面落实 整改到位 落实到位 执行到位 见实效 提升 落地 落地见效 见效
发展 走深走实 转变 转型 好转 改善 上台阶 上新台阶 上肩 落地落实 落实落细
"""

# Openings of a paragraph that order nothing by themselves.
HEADS = """
加强领导 加强组织领导 强化组织领导 提高认识 提高思想认识 统一思想 强化担当 强化宣传 严格督导 落实责任 压实责任 明确责任
加强协调
密切配合 形成合力 强化措施 强化保障 强化落实 狠抓落实 强化责任落实 强化协同 加强配合 突出重点 强化责任
"""

# Endings of a phrase that paints a state (…的良好氛围), and of one that names a means or ground (…的方式, …原则).
STATES = "氛围 防线 格局 合力 局面 屏障 根基 环境 口碑 形象 新篇章 强大支撑 坚强保障 坚实基础 有力支撑 有力保障"
MEANS = "方式 形式 手段 原则 契机 抓手 目标 载体 主线 特点 实际 情况 程度 思路 路径"

# Outcomes nobody can close: dropped wherever they stand.
OUTCOMES = "下降 增强 提升 好转 改善 减少 提高 压降 夯实 向好 降低 优化"
GOALS = "杜绝 遏制 坚决遏制 坚决杜绝 有效减少 坚决防范 坚决守住 坚决守牢 严防发生 坚决克服 全力维护"

PRINCIPLES = """
坚持 始终 牢固树立 树牢 牢牢把握 牢记 增强“四个意识” 深刻认识 充分认识 高度重视 提高政治站位 提高站位 提高思想认识
统一思想 强化认识 认清 克服 树立 筑牢思想 时刻绷紧 绷紧 秉持 秉承 贯穿 把握 弘扬 站稳 以对人民 正确处理 统筹发展
统筹高质量 统筹好 政治责任 强化政治 扛牢 扛起 扛稳 扛实 坚决扛 从讲政治 强化责任担当 强化底线 增强责任感
"""

PLACES = "议事日程 突出位置 重要位置 首要位置 首位 心上 肩上 第一位 来抓 重中之重 头等大事 政治任务 首要任务 大事"
MINDS = "意识 理念 观念 思想 信念 站位 自觉 自觉性 责任感 紧迫感 使命感 精神 思维 并重 相结合 相统一 第一 至上 优先"
ENFORCEABLE = "制度 机制 办法 清单 规定 规程 职责 值班 台账"

LEAD_INS = """
针对 聚焦 围绕 紧盯 瞄准 立足 着眼 面向 紧扣 抓住 依托 借助 利用 综合利用 运用 综合运用 采用 采取 通过 根据 按照 依据
依照 遵循 对照 对标 对标对表 参照 结合 基于 鉴于 为了 以 坚持以 着力在 从 沿着 随着 借鉴 吸取 深刻吸取 汲取 学习借鉴
充分借鉴
"""
LEVERS = "发挥 充分发挥 有效发挥 更好发挥 学习"
LEVER_ENDS = "作用 优势 职能 专长 效能 功能 做法 经验 合力"

# A lead-in phrase ends in one of these; otherwise it holds its own verb and is a duty.
LEAD_IN_ENDS = """
原则 要求 规定 部署 标准 分工 实际 情况 特点 程度 思路 精神 职责 目标 做法 经验 需要 需求 意见 法规 方式 形式 手段
措施 办法 方法 模式 路径 渠道 途径 载体 契机 抓手 主线 重点 核心 导向 引领 牵引 支撑 基础 突破口 保障 依据
事项 方面 领域 行业 问题 环节 场所 部位 区域 人员 任务 时段 对象 群体 种类 类型 企业 单位 地区 路段 隐患 风险 政策
平台 力量 资源 系统 媒体 媒介 技术 机构 教训 规律 节点 季节 时节 形势 契合 部位等 工作 改革 行动 作用 关键 薄弱点 短板
"""

SUBJECT_ENDS = """
支书 民警 辅警 房东 出租人 承租人 租户 户主 防总 防办 武警 消防机构 部队 民兵
部门 单位 企业 机构 政府 管委会 安委会 安委办 减灾委 防指 指挥部 党委 党组 乡镇 乡（镇） 街道 （街道） （社区） 社区
村 局 厅 委 办 大队 支队 总队 中队 队伍 站 所 中心 公司 集团 学校 医院 景区 工贸 项目 工地 矿山 煤矿 人员 负责人
副职 干部 领导 书记 县长 市长 乡镇长 专员 员工 职工 驾驶员 学员
委员会 办公室 专班 社会组织
党组织 群团组织 救援组织 行业组织 自治组织 志愿组织 经营组织 协会 社会力量 力量
政府主要负责人 带班领导 业主 场所 库区 林区 矿井 成员
村委会 居委会 理事会 合作社 各地 各县 各市 各级 各方
企业主要负责人 会议 常委会 常务会议 用户 商户 经营者 店 教师 家长 医疗机构 承保机构 保险机构 承租方 发包方 总承包单位
业主方 市（区） （市、区） 行业领域 专委会 专业委员会 联席会议 责任人 代表人 班子成员 员 园区 开发区 各县 各市
各村 各乡 各镇 专家 户 县两级 乡两级 村两级 县三级 乡三级 村三级 村四级 控制人 总监 经理 矿长 厂长 校长 园长 处长 科长
县财政 市财政 省财政 监护人 监督人 看护人 看守人 审批人 联络人 管理人 承包人 经营人 发现人 报告人 签发人 许可人 发包方 承包方
机关 纪委 政法委 工会 法院 检察院 管理处 志愿者 村民 居民 业委会 物业 监理 施工方 运营方 使用方 产权人 使用人 车主 船主 司机
站长 所长 队长 局长 主任 班组 车间 总指挥 副总指挥 指挥长 负责同志 分管同志 领导同志 主要同志 小组 联组 工作组 督查组 专家组
测报组 监测组 调度组 协调组 宣传组 保障组 救援组 救护组 抢险组
处置组 警戒组 疏散组 安置组 善后组 调查组 检查组 督导组 综合组 技术组 联络组 信息组 职能组 巡查组
消防队 救援队 突击队 巡逻队 抢险队 工作队 驾驶人 承运人 受托人 举办者 承办者 维保单位 项目部 委会 监测人 巡查人 值守人
幼儿园 养老院 敬老院 福利院 博物馆 图书馆 体育馆 影剧院 商场 酒店 宾馆 民宿 市场 超市 银行 车站 码头 港口 机场 水库管理处
同志 窗口 媒体 电视台 基层 省级 市级 县级 乡级 镇级 村级
"""

PIVOTS = "督促指导 指导督促 督促 指导 推动 引导 支持 鼓励 要求 动员 责成 责令 推进 落实 监督 发动 倡导 协助"

# Verb classes whose named objects are closed one by one, with the head noun that the list must have.
SPLITS: tuple[tuple[str, str], ...] = (
    (
        "着力解决 解决 破解 严肃查处 查处 重点整治 集中整治 整治 整改 治理 纠治 着力整治 ",
        "问题 行为 现象 情形 乱象 顽疾 隐患 短板",
    ),
    ("组织开展 深入开展 开展 举办 组织 筹办", "活动 演练 专项行动 专项整治 行动 宣传 竞赛 培训班 专项检查"),
    (
        "编制 修订 修编 制定 制修订 出台 印发 完善 修订完善 编制完善 健全 建立 建立健全",
        "预案 方案 规划 办法 规定 标准 制度 机制 清单 细则 条例 规程 规范 台账",
    ),
    ("推进 实施 加快 推动 加快推进 加快实施 建设 抓好 完成", "工程 项目 预案修订 改造"),
    ("建成 建设 建立 完善 搭建 升级 推广应用 上线", "系统 平台 数据库 中心"),
    ("贯彻落实 贯彻 落实 执行 宣贯", "标准 规范 规程 指南 文件 法规 条例"),
)
STRIKES = "打击 严查 严打 严惩 惩处"
CARRIES_OUT = "加快 实施 深入实施 建设 推广 推行 打造"
SPLIT_NAMES = "“一件事”"
DOCUMENTS = """
清单 机制 制度 办法 预案 方案 规划 计划 台账 要点 标准 细则 规则 档案 指南 条例 目录 手册 四案 规程 规范 网络 数据库
体系 平台
"""
WORKS = "改造 升级 提升 改造提升 改造升级 更新改造 加固 治理 整治 搬迁 提标改造 除险加固 淘汰 退出 淘汰退出"
FAULTS = """
不 未 无 违 缺 乱 差 弱 慢 超 虚假 弄虚 造假 擅自 盲目 私 非法 流于形式 滞后 薄弱 破坏 堵 占 封闭 坠落 带病 遗留 难
老化 酒驾 醉驾 酒醉驾 疲劳 失管 空白 损坏 混杂 混乱 以包代管 挂靠 转包 脱岗 漏 瞒 冒 侵 失灵 失效 失修 裸露 飞线 入户
空转 脱节 松懈 多租 多头
"""

# Clauses this short that hold only such nouns say nothing of their own: they join the clause before.
HOLLOW = """
相关工作 有关工作 各项工作 工作措施 跟踪问效 长效机制 监测预警 责任链条 闭环管理 动态管理
销号管理 分类施策 指导协调 协调指导 督促指导 督导检查 联防联控
"""

TIMES = "时 后 前 期间 之后 以后 之前 情况下 前提下 之际 期 以来 之日起 过程中 阶段 当天 当日 时段"
CONDITIONS = """
一旦 一经 如遇 遇有 遇 若 如 如果 凡 凡是 发现 发生 出现 未经 经查 经核 经认定 逢 每逢 接到 收到 符合 对于 涉及 不具备 对不
尚未 未
"""
INLINE_CONDITIONS = """
新建 改建 扩建 在建 涉及 停产 停建 停用 未 尚未 拒不 逾期 连续 发现 查实 属实 违法 违规 违反 隐患 不力 不到位 滞后
发生 出现 损毁 损坏 老化 失效 瘫痪 超限 超标 超载 超员 瞒报 弄虚作假 超期 关闭 末位 较大 严重
"""
CONSEQUENCES = """
予以 给予 一律 依法 依规 严肃 严格 从严 从重 责令 采取 实行 实施 进行 要 不予 不得 应 须 下发 及时 逐一 逐项 立即 升级
停止 暂停 限期 下达 启动 责成 移送 追究 约谈 纳入 落实 提出 开展 提级 坚决 限期 挂牌 组织 加强 强化 推行 建立 作出 提供 完成
做到 做好
"""

SEASONS = """
主汛期 汛期 防火期 森林防火期 供暖季 供暖期 冬季 夏季 极端天气 恶劣天气 重要时段 重大活动期间 节假日 高温时段 高风险期
灾害高风险期 冰冻期 枯水期 旅游旺季 春运期间
"""

KINDS: tuple[tuple[str, str], ...] = (
    (
        "accident",
        "事故调查 事故查处 责任倒查 警示会 警示教育片 约谈 问责 追责 溯源 复盘 通报批评 追究责任 瞒报 事故发生 挂牌督办",
    ),
    (
        "informatisation",
        "信息化 智慧 数字化 大数据 平台 系统 一张图 数据 智能化 人工智能 大模型 互联网 信息共享 门户 通信 数据库",
    ),
    ("monitoring", "监测 预警 监控 传感 雷达 视频 预报 感知 在线监测 物联网 遥感 会商"),
    ("publicity", "宣传 宣讲 专栏 媒体 曝光 科普 普及 安全生产月 宣传月 宣传周 短视频 广播 公益 五进 短信"),
    ("competence", "培训 考核上岗 持证 技能 比武 竞赛 学时 题库 三项岗位 能力素质 练兵 队伍素质 教育课 安全教育 注册安全工程师"),
    ("legislation", "地方标准 条例 立法 地方性法规 标准规范 入企活动办法 暂行办法 审批规范 建设标准 储备标准"),
    ("permit", "审批 许可 准入 审查 验收 审验 备案 手续 发证 复工复产"),
    ("resource", "物资 装备 经费 资金 费用 储备 避难场所 仓库 物资库 卫星电话 取水点 停机坪 设备配备 粮油"),
    (
        "emergency",
        "应急预案 预案 演练 救援 应急队伍 应急处置 消防队 救援队 疏散 备勤 值班值守 值班 应急指挥 灭火 应急力量 抢险 小分队",
    ),
    (
        "disaster",
        """防灾 减灾 救灾 地震 地质灾害 防汛 抗旱 防洪 汛期 山洪 森林草原 防灭火 水旱 气象 巨灾 水库 灾情 灾后 转移避险
        覆冰 寒潮 雪 救助 火险""",
    ),
    ("enforcement", "执法 检查 打击 查处 处罚 违法 惩戒 行刑 入企 监管执法 严查 整顿 取缔 分包 案卷 抽查 督导检查 帮扶"),
    ("hazard", "隐患 整治 治理 改造 风险 问题 整改 淘汰 退出 一件事 普查 动火 关闭 管控 超前 硬措施"),
    ("duty", "责任 职责 履职 清单 机制 制度 体制 考核 会议 部署 汇报 规则 承诺 包保 学习 督办 调度 落实"),
)


def _words(block: str) -> tuple[str, ...]:
    """Longest first, so that alternations prefer 建立健全 to 建立."""
    return tuple(sorted(dict.fromkeys(block.split()), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=512)
def any_of(words: tuple[str, ...]) -> str:
    """The words as one alternative of a pattern; no word, no match."""
    return "(?:" + "|".join(re.escape(word) for word in words) + ")" if words else r"(?!)"


@dataclass(frozen=True)
class Lexicon:
    doing: tuple[str, ...] = _words(DOING)
    adverbs: tuple[str, ...] = _words(ADVERBS)
    connectors: tuple[str, ...] = _words(CONNECTORS)
    modals: tuple[str, ...] = _words(MODALS)
    aims: tuple[str, ...] = _words(AIMS)
    binding: tuple[str, ...] = _words(BINDING)
    heads: tuple[str, ...] = _words(HEADS)
    states: tuple[str, ...] = _words(STATES)
    means: tuple[str, ...] = _words(MEANS)
    hopes: tuple[str, ...] = _words(HOPES)
    betterments: tuple[str, ...] = _words(BETTERMENTS)
    outcomes: tuple[str, ...] = _words(OUTCOMES)
    goals: tuple[str, ...] = _words(GOALS)
    principles: tuple[str, ...] = _words(PRINCIPLES)
    minds: tuple[str, ...] = _words(MINDS + " " + PLACES)
    enforceable: tuple[str, ...] = _words(ENFORCEABLE)
    lead_ins: tuple[str, ...] = _words(LEAD_INS)
    levers: tuple[str, ...] = _words(LEVERS)
    lever_ends: tuple[str, ...] = _words(LEVER_ENDS)
    lead_in_ends: tuple[str, ...] = _words(LEAD_IN_ENDS)
    subject_ends: tuple[str, ...] = _words(SUBJECT_ENDS)
    pivots: tuple[str, ...] = _words(PIVOTS)
    documents: tuple[str, ...] = _words(DOCUMENTS)
    works: tuple[str, ...] = _words(WORKS)
    faults: tuple[str, ...] = _words(FAULTS)
    hollow: tuple[str, ...] = _words(HOLLOW)
    times: tuple[str, ...] = _words(TIMES)
    conditions: tuple[str, ...] = _words(CONDITIONS)
    inline_conditions: tuple[str, ...] = _words(INLINE_CONDITIONS)
    consequences: tuple[str, ...] = _words(CONSEQUENCES)
    seasons: tuple[str, ...] = _words(SEASONS)
    carries_out: tuple[str, ...] = _words(CARRIES_OUT)
    strikes: tuple[str, ...] = _words(STRIKES)
    split_names: tuple[str, ...] = _words(SPLIT_NAMES)
    splits: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple((_words(verbs), _words(nouns)) for verbs, nouns in SPLITS)
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = tuple((kind, _words(words)) for kind, words in KINDS)

    @cached_property
    def words(self) -> frozenset[str]:
        flat = {word for item in fields(self) for word in getattr(self, item.name) if isinstance(word, str)}
        return frozenset(
            flat
            | {word for verbs, nouns in self.splits for word in verbs + nouns}
            | {word for _, words in self.kinds for word in words}
        )

    def without(self, words: frozenset[str]) -> "Lexicon":
        """The same lexicon, some words never learnt."""

        def keep(old: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(word for word in old if word not in words)

        plain = {item.name: keep(getattr(self, item.name)) for item in fields(self) if item.name not in ("splits", "kinds")}
        splits = tuple((keep(verbs), keep(nouns)) for verbs, nouns in self.splits)
        return replace(self, **plain, splits=splits, kinds=tuple((kind, keep(old)) for kind, old in self.kinds))


DEFAULT = Lexicon()
