"""A kernel ends with the process that launched it, and with no other."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import TIMEOUT, Session
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager

# Starts a kernel with an endless cell, tells its process, and waits.
LAUNCHER = """
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name=sys.argv[1])
client.execute_interactive("os.Getpid()", output_hook=lambda m: m["msg_type"] == "execute_result" and print(m["content"]["data"]["text/plain"], flush=True))
client.execute("for { fmt.Println(1) }")
client.get_iopub_msg(timeout=60)
sys.stdin.read()
"""


def program():
    return KernelSpecManager().get_kernel_spec("gospark").argv[0]


def lives(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def ends(pid):
    deadline = time.monotonic() + TIMEOUT
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not lives(pid)


@pytest.mark.parametrize("name", ["gospark", "wrapped"])
def test_ends_with_its_launcher(tmp_path, name):
    """A launcher is killed, and whoever read its log is gone: the kernel ends its cell and leaves no file, also where a shell is between."""
    spec = tmp_path / "kernels" / "wrapped"
    spec.mkdir(parents=True)
    argv = ["sh", "-c", '"$0" kernel --connection-file "$1"; true', program(), "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": name, "language": "go"}))
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "JUPYTER_PATH": f"{tmp_path}:{os.environ['JUPYTER_PATH']}", "TMPDIR": str(tmp_path / "tmp")}
    p = subprocess.Popen([sys.executable, "-c", LAUNCHER, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    pid = int(p.stdout.readline())
    assert list((tmp_path / "tmp").glob("gospark-*"))
    time.sleep(1)
    p.stderr.close()
    p.kill()
    p.wait()
    if not ends(pid):
        os.kill(pid, signal.SIGKILL)
        raise AssertionError("the kernel lives on")
    assert not list((tmp_path / "tmp").glob("gospark-*"))


# Starts a kernel that nohup has told to stay, and ends.
BY_HAND = """
import os, signal, subprocess, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
subprocess.Popen([os.environ["PROGRAM"], "kernel", "--connection-file", os.environ["FILE"]])
time.sleep(1.5)
"""


def test_stays_without_its_parent(tmp_path):
    """A kernel that another kernel's cell has started has that one's launcher in its environment. It isn't the launcher's."""
    file, _ = write_connection_file(str(tmp_path / "kernel.json"), key=b"key")
    env = {**os.environ, "JPY_PARENT_PID": str(os.getpid()), "PROGRAM": program(), "FILE": file}
    subprocess.run([sys.executable, "-c", BY_HAND], env=env, check=True)
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)
    said = []
    client.execute_interactive("os.Getpid()", timeout=TIMEOUT, output_hook=said.append)
    pid = next(int(m["content"]["data"]["text/plain"]) for m in said if m["msg_type"] == "execute_result")
    os.kill(pid, signal.SIGHUP)
    time.sleep(3)
    assert lives(pid)
    client.shutdown()
    client.stop_channels()
    assert ends(pid)


def test_programs_of_cells():
    """A program that a cell has started ends with the kernel, and one that has a group of its own goes on."""
    k = Session()
    start = 'c := exec.Command("sleep", "1000")\n%s\nc.Start()\nc.Process.Pid'
    ours, free = int(k.text(start % "")), int(k.text(start % "c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}"))
    try:
        assert lives(ours)
        k.close()
        assert ends(ours) and lives(free)
    finally:
        os.kill(free, signal.SIGKILL)
