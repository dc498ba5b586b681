"""Evaluate queries without network: in a thread to which the kernel denies sockets.

That what an engine is given holds no SERVICE is the first lock (`query_text`); this is the second, which does not
depend on any reading of text. A seccomp filter (seccomp(2)) binds the thread that installs it and those that it
starts, nothing else of the process, and needs no privilege. Only Linux on x86_64 and aarch64 has it here; elsewhere
the first lock holds alone.
"""

from __future__ import annotations

import os
import platform
import struct
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import cache
from queue import SimpleQueue
from traceback import clear_frames
from typing import TypeVar

from survivorgraph.errors import DatasetError, QueryLimitError

__all__ = ["STACK_BYTES", "run_without_network", "shut_network", "start_deep_thread"]

STACK_BYTES = 256 << 20
"""The address space for the stack of a query, of which only what is used becomes memory.

Engines parse and evaluate recursively: the longest chain of operators that `query_tokens` lets through needs more
than the usual 8 MB.
"""

MOST_MEMORY_BYTES = 2 << 30
WATCH_SECONDS = 0.2

T = TypeVar("T")

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of classic BPF, linux/bpf_common.h
_X32 = 0x40000000  # calls of the x32 ABI have this bit, and other numbers
# AUDIT_ARCH_…, and the numbers of socket, connect, accept, sendto, sendmsg, bind, listen, accept4, sendmmsg and
# io_uring_setup, which could do the same.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 288, 307, 425)),
    "aarch64": (0xC00000B7, (198, 203, 202, 206, 211, 200, 201, 242, 269, 425)),
}
_stack_size = threading.Lock()


class _Sandbox:
    """A thread without network that runs one function after another."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        start_deep_thread(self._work)

    def _work(self) -> None:
        shut_network()
        while True:
            self._jobs.get()()

    def run(self, function: Callable[[], T], seconds: float | None) -> T:
        done: Future[T] = Future()

        def job() -> None:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 - raised again where the caller is
                _drop_locals(error)
                _idle.append(self)
                done.set_exception(error)
            else:
                _idle.append(self)
                done.set_result(result)

        self._jobs.put(job)
        if seconds is not None:
            _wait(done, seconds)
        return done.result()


def _wait(done: Future[T], seconds: float) -> None:
    """Wait for a function; raise QueryLimitError where it takes longer, or too much memory."""
    start, memory = time.monotonic(), _read_peak_memory()
    while not wait([done], timeout=min(WATCH_SECONDS, max(0.0, start + seconds - time.monotonic()))).done:
        if time.monotonic() - start >= seconds:
            raise QueryLimitError(f"the query took longer than {seconds:g} s; ask for less, or raise the limit")
        if _read_peak_memory() - memory > MOST_MEMORY_BYTES:
            raise QueryLimitError(f"the query needs more than {MOST_MEMORY_BYTES >> 30} GB of memory; ask for less")


def _read_peak_memory() -> int:
    """Return the bytes of memory that this process has had at most; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _drop_locals(error: BaseException | None) -> None:
    """Clear the frames of an error: an engine's results may only be dropped in their own thread."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__context__


# To make such a thread takes a millisecond, so they are kept.
_idle: list[_Sandbox] = []


def run_without_network(function: Callable[[], T], *, seconds: float | None = None) -> T:
    """Return what a function returns, or raise what it raises, in another thread, which has no network.

    With a limit in seconds, raises QueryLimitError where it takes longer, or too much memory. No thread can be ended
    from outside, so that it works on; a process that has nothing else to do ends by `os._exit`.
    """
    try:
        sandbox = _idle.pop()
    except IndexError:
        sandbox = _Sandbox()
    return sandbox.run(function, seconds)


def start_deep_thread(run: Callable[[], None]) -> threading.Thread:
    """Start a daemon thread with a stack for deep recursion; raise DatasetError if the system cannot allocate it."""
    thread = threading.Thread(target=run, daemon=True)
    with _stack_size:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        except RuntimeError as error:
            raise DatasetError("the system has no memory for another thread", where="query") from error
        finally:
            threading.stack_size(before)
    return thread


def shut_network() -> bool:
    """Deny sockets to this thread and those it starts, permanently; return False if that is not possible."""
    program = _make_program()
    if not program:
        return False
    import ctypes

    class Filter(ctypes.Structure):  # struct sock_fprog
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    libc = ctypes.CDLL(None)
    prog = Filter(len(program) // 8, program)
    no_new_privileges, seccomp, by_filter = 38, 22, 2  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    longs = [ctypes.c_ulong(one) for one in (1, 0, 0, 0)]
    return not libc.prctl(no_new_privileges, *longs) and not libc.prctl(
        seccomp, ctypes.c_ulong(by_filter), ctypes.byref(prog)
    )


@cache
def _make_program() -> bytes:
    """Return the filter as instructions of 8 bytes; nothing for an unsupported machine."""
    known = _CALLS.get(platform.machine()) if sys.platform == "linux" and sys.byteorder == "little" else None
    if known is None or struct.calcsize("P") != 8:
        return b""
    architecture, calls = known
    end = len(calls) + 5  # the number of the instruction that refuses
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 0, end - 2, architecture), (_LOAD, 0, 0, 0), (_AT_LEAST, end - 4, 0, _X32)]
    program += [(_EQUAL, end - 5 - at, 0, call) for at, call in enumerate(calls)]
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("<HBBI", *one) for one in program)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # threads do not live on in the child
