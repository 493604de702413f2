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

import numpy as np

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


def settle(function: Any, *columns: type) -> None:
    """Compiles a function once for contiguous columns of these kinds, read-only or not, and one whole number behind them.
    Whatever else it is called with is a TypeError then, not another half minute of compiling."""
    if IS_COMPILED and not function.signatures:
        arrays = [types.Array(numba.from_dtype(np.dtype(column)), 1, "C", readonly=True) for column in columns]
        function.compile((*arrays, types.int64))
        function.disable_compile()


def _plain_bare(array: Any) -> Any:
    """An array is its own pointer without compiled code."""
    return array


def _bare(typing: Any, array: Any) -> Any:
    """The address of an array's first item, to be read and written like the array, without its length and its count of
    references."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    pointer: Any = types.CPointer
    return pointer(array.dtype)(array), generate


def _plain_touch(words: Any, place: int) -> None:
    """Nothing to ask for without compiled code."""


def _touch(typing: Any, words: Any, place: Any) -> Any:
    """Asks memory for the line that holds words[place] of a bare array, without waiting for it."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, word, word, word])
        name = "llvm.prefetch.p0i8"
        prefetch = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(prefetch, [builder.bitcast(builder.gep(args[0], [args[1]]), pointer), word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(words, types.int64), generate


def _plain_drawn(desk: Any, place: int) -> Any:
    """Without compiled code the desk holds the arrays themselves."""
    return desk[place]


def _plain_drawn_figures(desk: Any, place: int) -> Any:
    return desk[place].view(np.float64)


def _drawing(kind: Any) -> Any:
    def draw(typing: Any, desk: Any, place: Any) -> Any:
        """The array of int64 (or the same words as float64) whose address lies on the desk, bare."""

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            data = context.make_array(signature.args[0])(context, builder, args[0]).data
            address = builder.load(builder.gep(data, [args[1]]))
            return builder.inttoptr(address, context.get_value_type(signature.return_type))

        pointer: Any = types.CPointer
        return pointer(kind)(desk, types.int64), generate

    return intrinsic(draw)


def desk(arrays: list[Any]) -> Any:
    """Arrays of words as one argument: for compiled code their addresses. Whoever made it keeps the arrays alive and in their
    place."""
    return np.array([array.ctypes.data for array in arrays], np.int64) if IS_COMPILED else arrays


drawn: Any = _drawing(types.int64) if IS_COMPILED else _plain_drawn
drawn_figures: Any = _drawing(types.float64) if IS_COMPILED else _plain_drawn_figures
bare: Any = intrinsic(_bare) if IS_COMPILED else _plain_bare
touch: Any = intrinsic(_touch) if IS_COMPILED else _plain_touch
