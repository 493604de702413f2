"""表样: a county's own table, recognised once, confirmed by a person; tables in that layout are read, and written alike."""

import json

from anlan.kernel.facts import Facts, choice, file, long_text, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class TableLayout(Facts):
    name: str = text("表样名称", longest=100)
    table: str = text("对应台账", longest=40)
    place: str | None = place("范围", optional=True)
    confirmed: str = choice("对应关系", "待确认", "已确认", default="待确认")
    layout: str = long_text("版式", hint="由系统识别，请在表样页面修改")
    original: tuple[str, ...] = file("原表")


def layout_is_whole(facts: TableLayout) -> str | None:
    try:
        said = json.loads(facts.layout)
    except ValueError:
        said = None
    whole = isinstance(said, dict) and {"heads", "mapping", "first", "last"} <= set(said)
    return None if whole and facts.original else "版式须由系统从原表识别，请到台账的导入页上传县里的表。"


TABLE_LAYOUT = Register(
    kind="table_layout",
    version=1,
    title="县里的表样",
    facts=TableLayout,
    key="name",
    may_put=(Role.CLERK, Role.OFFICER, Role.TOWNSHIP_OFFICER),
    may_end=(Role.CLERK, Role.OFFICER),
    keeps=Keeps(10, "导入的数据要能对回原表"),
    check=layout_is_whole,
    secrecy=Secrecy.PUBLIC,
    lists=("name", "table", "confirmed"),
    filters=("confirmed",),
    about="县里自己的表格：第一次确认各列对应哪一项，以后原样导入、原样导出。",
    menu="文件和清单",
)
