"""Compiling the hot loops with Numba where it is there; the very same functions run as plain Python where it is not.

Machine code is kept on disk in a folder named by all sources of this package: Numba itself looks at the file of the outer
function only, and would go on using old code after a change in a file whose functions or constants it took in.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

numba: Any
try:
    import numba
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic
except ImportError:
    numba = None

IS_COMPILED: bool = numba is not None and not numba.config.DISABLE_JIT
HOW = {"nogil": True, "boundscheck": False, "error_model": "numpy"}
"""No fast-math: figures must equal those of plain Python."""


def _folder() -> Path:
    here = Path(__file__).parent
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))).hexdigest()[:16]
    home = here / "__pycache__" if os.access(here, os.W_OK) else Path.home() / ".cache" / "anlan"
    return home / f"compiled-{mark}"


@contextmanager
def _kept() -> Iterator[None]:
    """Numba's folder is ours while a function is being wrapped, and nobody else's afterwards."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = before or str(_folder())
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _made(function: F, **how: bool) -> F:
    if not IS_COMPILED:
        return function
    with _kept():
        try:
            made: F = numba.njit(cache=True, **HOW, **how)(function)
        except RuntimeError:  # nowhere to keep it
            made = numba.njit(**HOW, **how)(function)
    return made


def compiled(function: F) -> F:
    """The function as machine code."""
    return _made(function)


def inlined(function: F) -> F:
    """Machine code that becomes part of whoever calls it."""
    return _made(function, forceinline=True)


def _plain_touch(words: Any, place: int) -> None:
    """Nothing to ask for without compiled code."""


def _touch(typing: Any, words: Any, place: Any) -> Any:
    """Asks memory for the line that holds words[place], without waiting for it."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        address = builder.gep(array.data, [args[1]])
        pointer, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, word, word, word])
        name = "llvm.prefetch.p0i8"
        prefetch = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(prefetch, [builder.bitcast(address, pointer), word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(words, types.int64), generate


touch: Any = intrinsic(_touch) if IS_COMPILED else _plain_touch
