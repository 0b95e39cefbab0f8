"""Restarts leave nothing behind: no process, no file, no socket. RESTARTS=1000 makes many of them."""

import os
import subprocess

from conftest import TIMEOUT, Session

RESTARTS = int(os.environ.get("RESTARTS") or 15)
# Its blocks are on disk: a kernel that is killed leaves them to the next one.
CELL = 'words := sc.Parallelize(strings.Fields("a b a"), 2).Distinct().Persist(spark.DiskOnly)\nwords.Count()'


def descendants(pid):
    """The processes that this one started, and those that they did."""
    rows = [line.split() for line in subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True).stdout.splitlines()]
    found, new = set(), {pid}
    while new:
        new = {int(r[0]) for r in rows if int(r[1]) in new and r[2] != "ps"} - found
        found |= new
    return found


def files(folder):
    return sorted(os.path.relpath(os.path.join(d, f), folder) for d, ds, fs in os.walk(folder) for f in ds + fs)


def sockets(pid):
    return sum(1 for fd in os.listdir(f"/proc/{pid}/fd") if os.readlink(f"/proc/{pid}/fd/{fd}").startswith("socket:"))


def test_restarts(tmp_path, monkeypatch):
    for variable, name in {"TMPDIR": "tmp", "JUPYTER_RUNTIME_DIR": "runtime", "XDG_STATE_HOME": "state"}.items():
        (tmp_path / name).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / name))
    before = descendants(os.getpid())
    kernel = Session(extra_arguments=["--mode=interpreted"])
    pids, seen = [], []
    try:
        for i in range(RESTARTS + 1):
            if i:
                kernel.manager.restart_kernel(now=i % 10 == 9)  # one in ten is killed
                kernel.client.wait_for_ready(timeout=TIMEOUT)
            assert kernel.text(CELL) == "2"
            pid = kernel.manager.provisioner.pid
            pids.append(pid)
            assert descendants(os.getpid()) - before == {pid}
            with open(f"/proc/{pid}/status") as f:
                threads = next(int(line.split()[1]) for line in f if line.startswith("Threads:"))
            seen.append((threads, sockets(pid), len(files(tmp_path / "tmp")), len(files(tmp_path / "runtime"))))
    finally:
        kernel.close()
    assert all(a != b for a, b in zip(pids, pids[1:]))
    for what, first, last in zip(("threads", "sockets", "files", "runtime files"), map(max, zip(*seen[:5])), map(min, zip(*seen[-5:]))):
        assert last <= first, f"{what} grew from {first} to {last}"
    assert descendants(os.getpid()) == before
    assert files(tmp_path / "runtime") == []
    assert files(tmp_path / "tmp") == []
