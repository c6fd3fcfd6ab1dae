"""Starts one command, waits for it and reports what the operating system says it used. Run as a script: `python -I -S launcher.py FD COMMAND…`.

It exists because a process starts with its parent's memory as its own high-water mark (fork copies the pages, and exec keeps the mark), so a tool started by the
harness itself would never show less than the harness. This process imports next to nothing and stays small.
"""

import os
import sys
import time


def main() -> None:
    """Writes `wall_s user_s system_s maxrss_kib status` to the file descriptor, or `! message` when the command cannot be started."""
    report, command = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(report, False)
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(report, f"! {error.strerror}\n".encode())
        os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    os.write(report, f"{wall} {usage.ru_utime} {usage.ru_stime} {usage.ru_maxrss} {status}\n".encode())


if __name__ == "__main__":
    main()
