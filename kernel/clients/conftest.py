"""Tests of the kernel with the clients that people use. `make clients` runs them."""

import os
import time

import pytest
from jupyter_client.manager import start_new_kernel

TIMEOUT = 180  # seconds, of a slow machine


def job(tasks):
    """A cell with a job of one stage, whose tasks take a tenth of a second."""
    return f"sc.Range(0, {tasks}, 1, {tasks}).Map(func(i int) int {{ time.Sleep(100 * time.Millisecond); return i }}).Count()"


class Session:
    """A kernel with a client, and what the kernel said."""

    def __init__(self, **kw):
        self.manager, self.client = start_new_kernel(kernel_name="gospark", startup_timeout=TIMEOUT, **kw)

    def run(self, code, answers=(), **kw):
        """Runs a cell; returns its reply and the messages that it published."""
        answers = iter(answers)
        said = []
        reply = self.client.execute_interactive(
            code,
            timeout=TIMEOUT,
            output_hook=said.append,
            stdin_hook=lambda m: self.client.input(next(answers)),
            allow_stdin=True,
            **kw,
        )
        return reply["content"], said

    def text(self, code, **kw):
        """Runs a cell that must succeed; returns the text of its result, or what it printed."""
        reply, said = self.run(code, **kw)
        assert reply["status"] == "ok", reply
        for m in said:
            if m["msg_type"] == "execute_result":
                return m["content"]["data"]["text/plain"]
        return stream(said)

    def shell(self, send, **kw):
        """Sends a request on the shell socket and returns the content of its reply."""
        msg_id = send(**kw)
        deadline = time.monotonic() + TIMEOUT
        while True:
            m = self.client.get_shell_msg(timeout=max(0, deadline - time.monotonic()))
            if m["parent_header"].get("msg_id") == msg_id:
                return m["content"]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


def stream(said, name="stdout"):
    return "".join(m["content"]["text"] for m in said if m["msg_type"] == "stream" and m["content"]["name"] == name)


def until(client, found):
    """The messages that are published, up to the first that is found."""
    said = [client.get_iopub_msg(timeout=TIMEOUT)]
    while not found(said[-1]):
        said.append(client.get_iopub_msg(timeout=TIMEOUT))
    return said


def until_idle(client, msg):
    """The messages that are published, up to the last on behalf of a request."""
    return until(client, lambda m: m["parent_header"].get("msg_id") == msg and m["content"].get("execution_state") == "idle")


@pytest.fixture
def kernel():
    k = Session()
    yield k
    k.close()


@pytest.fixture(scope="module")
def shared():
    """One kernel for the tests of a module that leave it as it is."""
    k = Session()
    yield k
    k.close()
