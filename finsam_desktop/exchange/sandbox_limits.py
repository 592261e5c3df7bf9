"""A limit on the memory of this process, as each system has it."""

from __future__ import annotations

import os
import sys
import threading
import time

_BEAT = 0.05


def limit_memory(limit: int, status: int) -> None:
    """Let this process use `limit` bytes and no more: past that, memory is refused (`MemoryError`).

    macOS has no such limit that it keeps; there the process ends itself with the exit status `status`.
    Raises `OSError` where the system refuses to set a limit.
    """
    if sys.platform == "win32":
        _limit_job(limit)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what the file held does not belong in a core file
    if sys.platform == "darwin":
        threading.Thread(target=_watch, args=(limit, status), daemon=True).start()
    else:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _limit_job(limit: int) -> None:
        """Put this process into a job object, which lives as long as the process."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            *(wintypes.HANDLE, ctypes.c_int),
            *(ctypes.c_void_p, wintypes.DWORD),
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        wanted = _Extended()
        wanted.BasicLimitInformation.LimitFlags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        wanted.ProcessMemoryLimit = limit
        extended_limit_information = 9
        if not (
            job
            and kernel.SetInformationJobObject(
                job, extended_limit_information, ctypes.byref(wanted), ctypes.sizeof(wanted)
            )
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        ):
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def _watch(limit: int, status: int) -> None:
        """End the process when it has taken more than `limit` bytes of real memory."""
        import resource

        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < limit:  # bytes, on macOS alone
            time.sleep(_BEAT)
        os._exit(status)
