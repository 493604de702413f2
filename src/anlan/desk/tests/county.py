"""Invented county tables as openpyxl draws them: a task table, a contact list, a ledger of hazards. All marked 示例."""

import io
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from anlan.kernel.facts import Contact as Person
from anlan.kernel.facts import Facts, choice, contact, day, long_text, many, number, text, unit, yes_no

THIN = Border(*(Side("thin"),) * 4)


class Task(Facts):
    clause: str | None = text("条款", optional=True)
    title: str = text("工作任务")
    measures: str | None = long_text("具体措施", optional=True)
    lead: str = unit("牵头单位")
    others: tuple[str, ...] = many("责任单位", optional=True, of="unit")
    leader: str | None = text("责任领导", optional=True)
    liaison: str | None = text("联络员", optional=True)
    due: date | None = day("完成时限", optional=True)
    progress: str | None = long_text("进展", optional=True)
    proof: str | None = text("佐证", optional=True)
    note: str | None = text("备注", optional=True)


class Member(Facts):
    name: str = text("姓名")
    unit: str = text("单位")
    post: str = text("职务", optional=True)
    phone: str = text("手机号码")


class Hazard(Facts):
    site: str = text("企业名称")
    what: str = long_text("隐患描述")
    grade: str = choice("隐患等级", "重大", "一般")
    found: date = day("发现时间")
    due: date | None = day("整改期限", optional=True)
    cost: Decimal | None = number("整改资金", "万元", optional=True)
    done: bool | None = yes_no("是否整改", optional=True)
    keeper: Person | None = contact("整改责任人", optional=True)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet, row, values, **style):
    for n, value in enumerate(values, 1):
        cell = sheet.cell(row, n, value)
        cell.border, cell.font = THIN, Font(name="仿宋", size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        for name, one in style.items():
            setattr(cell, name, one)


def task_table(rows=3):
    """A head of two levels under three title rows, a line of column numbers, merged clauses, a note, a signature line."""
    book = Workbook()
    sheet = book.active
    sheet.title = "任务分解"
    sheet["A1"] = "附件1"
    sheet["A2"] = "澄川县安全生产重点工作任务分解表（示例）"
    sheet["A2"].font = Font(name="方正小标宋简体", size=20)
    sheet.merge_cells("A2:L2")
    sheet["A3"], sheet["K3"] = "填报单位：县安委办", "2026年4月"
    sheet.merge_cells("K3:L3")
    bold = Font(name="黑体", size=12)
    upper = ["序号", "条款", "工作任务", "具体\n措施", "责任落实", None, None, None, "完成时限", "进展情况", "佐证材料", "备注"]
    put(sheet, 4, upper, font=bold)
    put(sheet, 5, [None] * 4 + ["牵头部门", "责任部门", "分管领导", "联系人"] + [None] * 4, font=bold)
    for letter in "ABCDIJKL":
        sheet.merge_cells(f"{letter}4:{letter}5")
    sheet.merge_cells("E4:H4")
    put(sheet, 6, range(1, 13))
    for n in range(rows):
        task = [n + 1, f"第{n // 2 + 1}条", f"任务{n + 1}：开展专项检查", "每季度不少于1次"]
        people = ["县应急管理局", "县公安局、县自然资源局", "王振", "赵云"]
        values = [*task, *people, f"2026年{n % 12 + 1}月{n % 28 + 1}日", "正在推进" if n % 2 else None, None, f"手写备注{n}"]
        put(sheet, 7 + n, values)
        sheet.row_dimensions[7 + n].height = 30
    for n in range(0, rows - 1, 2):
        sheet.merge_cells(f"B{7 + n}:B{8 + n}")
    foot = 7 + rows
    sheet.cell(foot, 1, "注：完成时限为最迟日期。")
    sheet.merge_cells(start_row=foot, end_row=foot, start_column=1, end_column=12)
    sheet.cell(foot + 1, 1, "填表人：")
    sheet.cell(foot + 1, 9, "审核人：")
    for letter, width in zip("ABCDEFGHIJKL", (5, 8, 30, 26, 14, 22, 9, 9, 13, 18, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.print_area = f"A1:L{foot + 1}"
    sheet.print_title_rows = "4:6"
    return saved(book)


def contact_list():
    """One head, an odd empty column, bands for the units, phones typed as numbers."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "县安委会成员单位通讯录（示例）"
    sheet.merge_cells("A1:F1")
    put(sheet, 2, ["序号", "姓 名", "职务", None, "联系电话", "微信"])
    at = 3
    for name, people in (("县应急管理局", ("何静", "陈帆")), ("县公安局", ("许言",))):
        put(sheet, at, [name] + [None] * 5, fill=PatternFill("solid", fgColor="DDDDDD"))
        sheet.merge_cells(f"A{at}:F{at}")
        at += 1
        for n, person in enumerate(people, 1):
            put(sheet, at, [n, person, "科员", None, 13900000000 + at, f"wx{at}"])
            at += 1
    return saved(book)


def hazard_ledger():
    """Prepared empty rows, a formula column, a total below, dates as dates and as dotted text, √ for yes."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "澄川县一般隐患台账（示例）"
    sheet.merge_cells("A1:J1")
    heads = "序号 单位名称 存在问题 隐患级别 检查时间 整改时限 整改资金（万元） 是否完成 整改责任人 联系电话"
    put(sheet, 2, heads.split())
    one = ["青禾化工（示例）", "报警器停用", "重大", date(2026, 3, 12), "2026.3.25", 3.5, "√", "李工", "13900000001"]
    two = ["沙河煤矿（示例）", "风门破损", "一般", date(2026, 3, 13), "2026.4.1", 1, "×", "周工", "13900000002"]
    put(sheet, 3, ["=ROW()-2", *one])
    put(sheet, 4, ["=ROW()-2", *two])
    for row in (3, 4):
        sheet.cell(row, 5).number_format = "yyyy/m/d"
    for row in range(5, 9):
        put(sheet, row, [None] * 10)
    put(sheet, 9, ["合计", None, None, None, None, None, "=SUM(G3:G8)", None, None, None])
    sheet["A10"] = "审核人（签字）："
    return saved(book)
