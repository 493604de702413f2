"""Faces of papers: which families stand for 小标宋, 仿宋, 黑体, 楷体 and 宋体 on this machine, and which are missing."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import typst

SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei")
FACES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "biao": ("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"), SERIF),
    "fang": ("仿宋", ("FangSong", "FangSong_GB2312", "仿宋", "仿宋_GB2312", "STFangsong"), SERIF),
    "hei": ("黑体", ("SimHei", "黑体", "STHeiti"), SANS),
    "kai": ("楷体", ("KaiTi", "KaiTi_GB2312", "楷体", "楷体_GB2312", "STKaiti", "LXGW WenKai"), SERIF),
    "song": ("宋体", ("SimSun", "宋体", "STSong"), SERIF),
}  # fmt: skip
"""Of each face: its name in a docx, the families that are it, and those that may stand in for it."""


@cache
def at_hand(folders: tuple[Path, ...] = ()) -> typst.Fonts:
    """The machine's fonts and those in the county's own folders, read once."""
    return typst.Fonts(font_paths=[str(folder) for folder in folders])


def chosen(families: Iterable[str]) -> dict[str, list[str]]:
    """For each face the families to set it in, best first; empty where nothing on the machine can write Chinese."""
    known = set(families)
    return {face: [one for one in (*own, *others) if one in known] for face, (_, own, others) in FACES.items()}


def fonts_missing(families: Iterable[str] | None = None) -> tuple[str, ...]:
    """For the doctor: a sentence for each face that is not there, and what to do."""
    known = set(at_hand().families() if families is None else families)
    found = chosen(known)
    if not any(found.values()):
        return ("没有中文字体，PDF 印不出汉字，请安装 fonts-noto-cjk（Debian）或把单位的字体放进字体目录。",)
    return tuple(
        f"没有{name}，PDF 暂用 {found[face][0] if found[face] else '其他字体'} 代替，请装上单位已获授权的{name}字体。"
        for face, (name, own, _) in FACES.items() if not known & set(own)
    )  # fmt: skip
