"""What the protocol says, beyond what jupyter_kernel_test looks at."""

import hmac
import json
import os
import socket
import threading
import time

import pytest
import zmq
from conftest import TIMEOUT, Session, job, stream, until, until_idle


def kinds(said):
    return [m["msg_type"] for m in said]


def test_order(shared):
    """Every message of a cell lies between busy and idle, in the order in which it was made."""
    reply, said = shared.run('fmt.Println(1); display.Show(display.HTML("x")); fmt.Println(2); 3')
    assert reply["status"] == "ok"
    assert kinds(said) == ["status", "execute_input", "stream", "display_data", "stream", "execute_result", "status"]
    assert all(m["parent_header"]["msg_id"] == said[0]["parent_header"]["msg_id"] for m in said)


def test_counts(shared):
    """Each cell has the next number, a command too; one that isn't stored has none."""
    first = shared.run("1")[0]["execution_count"]
    assert shared.run(":vars")[0]["execution_count"] == first + 1
    assert shared.run("nope")[0]["execution_count"] == first + 2
    aside, said = shared.run("40 + 2", store_history=False)
    assert aside["execution_count"] == first + 2
    assert [m for m in said if m["msg_type"] == "execute_result"]
    assert shared.run(":time 40 + 2", store_history=False)[0]["execution_count"] == first + 2
    assert shared.run("1")[0]["execution_count"] == first + 3


def test_unstored_cells_have_lines_of_their_own(kernel):
    """What fails later in a cell that isn't stored is shown with its line, though others have run since."""
    for code in ("\nfunc f() { panic(1) }", "a := 1\nb := 2"):
        assert kernel.run(code, store_history=False)[0] == {"status": "ok", "execution_count": 0, "payload": [], "user_expressions": {}}
    reply, _ = kernel.run("f()", store_history=False)
    assert reply["execution_count"] == 0 and reply["evalue"].startswith("In[1]:2: panic: 1")
    assert "at f (In[1]:2)  func f() { panic(1) }" in "\n".join(reply["traceback"])


def test_silent(shared):
    """A silent cell shows no result and no error, and what it declares stays."""
    reply, said = shared.run("quiet := 7", silent=True)
    assert reply["status"] == "ok" and kinds(said) == ["status", "status"]
    reply, said = shared.run("panic(1)", silent=True)
    assert reply["status"] == "error" and kinds(said) == ["status", "status"]
    assert shared.text("quiet") == "7"


def test_user_expressions(shared):
    reply, _ = shared.run("ue := 20", user_expressions={"a": "ue + 1", "b": "nope"})
    assert reply["user_expressions"]["a"] == {"status": "ok", "data": {"text/plain": "21"}, "metadata": {}}
    assert reply["user_expressions"]["b"]["status"] == "error"
    assert reply["user_expressions"]["b"]["ename"] == "TypeError"


def test_error(shared):
    """An error has the person's line, in its traceback and in its message."""
    reply, said = shared.run("func bad(i int) int {\n\treturn []int{1}[i]\n}\nbad(3)")
    assert reply["status"] == "error" and reply["ename"] == "Panic"
    assert "index out of range [3]" in reply["evalue"]
    assert any("return []int{1}[i]" in line for line in reply["traceback"])
    error = [m["content"] for m in said if m["msg_type"] == "error"]
    assert error == [{k: reply[k] for k in ("ename", "evalue", "traceback")}]


def execute(kernel, code, **kw):
    return kernel.client.execute(code, **kw)


def replies(kernel, n):
    return [kernel.client.get_shell_msg(timeout=TIMEOUT)["content"] for _ in range(n)]


def test_stop_on_error(kernel):
    """The cells that wait behind one that fails are aborted, other requests are served."""
    execute(kernel, "time.Sleep(time.Second); panic(1)")
    execute(kernel, "a := 1")
    kernel.client.kernel_info()
    execute(kernel, "b := 1")
    assert [r["status"] for r in replies(kernel, 4)] == ["error", "aborted", "ok", "aborted"]
    execute(kernel, "time.Sleep(time.Second); panic(1)", stop_on_error=False)
    execute(kernel, "c := 1")
    assert [r["status"] for r in replies(kernel, 2)] == ["error", "ok"]


@pytest.mark.parametrize(
    "code", ["for {}", "time.Sleep(time.Hour)", "<-make(chan int)", "!sleep 1000", "sc.Range(0, 1<<60, 1, 2).Count()", 'display.Input("?")']
)
def test_interrupt(shared, code):
    """An interrupt ends a cell, whatever it is at, and the session goes on."""
    shared.run("kept := 11")
    time.sleep(0.1)
    msg = shared.client.execute(code, allow_stdin=True)
    wait(shared, "execute_input", msg)
    if "Input" in code:
        shared.client.get_stdin_msg(timeout=TIMEOUT)
    time.sleep(1)
    shared.manager.interrupt_kernel()
    reply = shared.client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == msg
    assert reply["content"]["ename"] in ("KeyboardInterrupt", "Error"), reply["content"]
    until_idle(shared.client, msg)
    assert shared.text("kept") == "11"


def test_input(shared):
    assert shared.text('name, _ := display.Input("who? ")\n"hello " + name', answers=["Ann"]) == "hello Ann"
    assert shared.text("var i, j int\nfmt.Scan(&i, &j)\ni + j", answers=["3", "4"]) == "7"
    code = "lines := bufio.NewScanner(os.Stdin)\nfor range 2 {\n\tlines.Scan()\n\tfmt.Println(lines.Text())\n}"
    assert shared.text(code, answers=["one", "two"]) == "one\ntwo\n"
    msg = shared.client.execute('display.Input("?")', allow_stdin=False)
    reply = shared.client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == msg and reply["content"]["status"] == "error"
    until_idle(shared.client, msg)


def test_goroutine(shared):
    """What a goroutine prints stands under the cell that started it."""
    _, said = shared.run('go func() { time.Sleep(time.Second); fmt.Println("late") }()')
    cell = said[0]["parent_header"]["msg_id"]
    shared.run("1")
    late = shared.client.get_iopub_msg(timeout=TIMEOUT)
    assert (late["content"]["text"], late["parent_header"]["msg_id"]) == ("late\n", cell)


def test_methods(shared):
    """What a value's own methods print stands under the cell that ends in it, before the value."""
    shared.run('type loud struct{}\nfunc (loud) String() string { fmt.Println("said"); return "loud" }')
    _, said = shared.run("loud{}")
    assert kinds(said) == ["status", "execute_input", "stream", "execute_result", "status"] and stream(said) == "said\n"


def test_million_lines(shared):
    text = shared.text("for i := range 1_000_000 {\n\tfmt.Println(i)\n}")
    assert text == "".join(f"{i}\n" for i in range(1_000_000))


def test_unicode(shared):
    """Characters aren't cut where messages are; cursors are counted in code points."""
    assert shared.text('strings.Repeat("\\u65e5", 100_000) + "x"', silent=False).count("\u65e5") > 1000
    assert shared.text('fmt.Print(strings.Repeat("\\u65e5", 300_000))') == "\u65e5" * 300_000
    code = 's := "\U0001f600\u00e9"; strings.Repl'
    c = shared.shell(shared.client.complete, code=code, cursor_pos=len(code))
    assert "Replace" in c["matches"] and code[c["cursor_start"] : c["cursor_end"]] == "Repl"


def test_complete_types(shared):
    c = shared.shell(shared.client.complete, code="sc.Tex", cursor_pos=6)
    assert c["metadata"]["_jupyter_types_experimental"][0]["type"] == "function"


def test_inspect_markdown(shared):
    c = shared.shell(shared.client.inspect, code="strings.Cut(", cursor_pos=12)
    assert c["found"] and c["data"]["text/markdown"].startswith("```go\nfunc strings.Cut")
    assert not shared.shell(shared.client.inspect, code="nope", cursor_pos=4)["found"]


def test_is_complete(shared):
    assert shared.shell(shared.client.is_complete, code="if x {") == {"status": "incomplete", "indent": "    "}


def test_unknown_request(shared):
    reply = shared.shell(lambda: send(shared.client, shared.client.shell_channel, "no_such_request", {}))
    assert reply["status"] == "error" and reply["ename"] == "NotImplemented"
    assert shared.text("1") == "1"


@pytest.mark.parametrize("code", [":quit", "exit", "quit()"])
def test_quit(code):
    """A cell that asks for the session's end gets it, after its reply; the cells behind it don't run."""
    k = Session()
    try:
        execute(k, "time.Sleep(time.Second)")
        execute(k, code)
        execute(k, "1")
        _, left, behind = replies(k, 3)
        assert (left["status"], behind["status"]) == ("ok", "aborted")
        assert left["payload"] == [{"source": "ask_exit", "keepkernel": False}]
        assert k.manager.provisioner.process.wait(timeout=TIMEOUT) == 0
    finally:
        k.close()


def send(client, channel, kind, content, **header):
    m = client.session.msg(kind, content)
    m["header"].update(header)
    channel.send(m)
    return m["header"]["msg_id"]


def control(kernel, kind, content=None):
    """Sends a request on the control socket; the reply comes by the same."""
    msg_id = send(kernel.client, kernel.client.control_channel, kind, content or {})
    m = kernel.client.get_control_msg(timeout=TIMEOUT)
    assert m["parent_header"]["msg_id"] == msg_id
    return m["content"]


def test_control(shared):
    """The control socket answers while a cell runs."""
    msg = shared.client.execute("time.Sleep(time.Hour)")
    info = control(shared, "kernel_info_request")
    assert info["protocol_version"] == "5.5" and info["language_info"]["mimetype"] == "text/x-go"
    assert control(shared, "interrupt_request") == {"status": "ok"}
    assert shared.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] == msg
    until_idle(shared.client, msg)


def test_usage(shared):
    """JupyterLab's panel of resources: the processor time since it asked last, and memory."""
    before = control(shared, "usage_request")
    assert before["pid"] == shared.manager.provisioner.process.pid and before["hostname"] == socket.gethostname()
    assert 1 << 20 < before["kernel_memory"] < before["host_virtual_memory"]["total"]
    assert 0 < before["host_virtual_memory"]["available"] <= before["host_virtual_memory"]["total"]
    shared.run("kept := make([]byte, 200<<20)\nfor i := range kept {\n\tkept[i] = byte(i)\n}\nfor range 300_000_000 {\n}")
    after = control(shared, "usage_request")
    assert after["kernel_memory"] > before["kernel_memory"] + (150 << 20)
    assert after["kernel_cpu"] > 0 and 0 < after["host_cpu_percent"] <= 100
    shared.run("kept = nil")


def test_subshell(shared):
    """A subshell answers while the shell is busy."""
    sub = control(shared, "create_subshell_request")["subshell_id"]
    assert control(shared, "list_subshell_request")["subshell_id"] == [sub]
    busy = shared.client.execute("time.Sleep(time.Hour)")
    msg = send(shared.client, shared.client.shell_channel, "kernel_info_request", {}, subshell_id=sub)
    assert shared.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] == msg
    shared.manager.interrupt_kernel()
    assert shared.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] == busy
    assert control(shared, "delete_subshell_request", {"subshell_id": sub})["status"] == "ok"
    assert control(shared, "delete_subshell_request", {"subshell_id": sub})["status"] == "error"
    until_idle(shared.client, busy)


def test_cells_at_once(shared):
    """A subshell runs cells beside that of the shell; each has its own number and output, and all end by an interrupt."""
    sub = control(shared, "create_subshell_request")["subshell_id"]
    first = shared.run("before := 5")[0]["execution_count"]
    busy = shared.client.execute('fmt.Println("main")\nfor {}')
    wait(shared, "stream")

    def beside(code):
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        return send(shared.client, shared.client.shell_channel, "execute_request", content, subshell_id=sub)

    msg = beside("fmt.Println(before + 1)\ntype pair struct{ a, b int }\npair{1, 2}")
    reply = shared.client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == msg and reply["parent_header"]["subshell_id"] == sub
    assert (reply["content"]["status"], reply["content"]["execution_count"]) == ("ok", first + 2)
    said = [m for m in until_idle(shared.client, msg) if m["parent_header"]["msg_id"] == msg]
    assert stream(said) == "6\n" and wait_in(said, "execute_result")["content"]["data"]["text/plain"] == "{a: 1, b: 2}"
    slow = beside("for {}")
    wait(shared, "execute_input", slow)
    assert control(shared, "interrupt_request") == {"status": "ok"}
    replies = [shared.client.get_shell_msg(timeout=TIMEOUT) for _ in range(2)]
    assert {r["parent_header"]["msg_id"] for r in replies} == {busy, slow}
    assert {r["content"]["ename"] for r in replies} == {"KeyboardInterrupt"}
    assert control(shared, "delete_subshell_request", {"subshell_id": sub})["status"] == "ok"
    assert shared.text("pair{before, 3}") == "{a: 5, b: 3}"


def test_comms(shared):
    """Comms both ways, opened by either side, with buffers."""
    code = """display.OnComm("echo", func(c *display.Comm, data json.RawMessage) {
	c.OnMessage(func(data json.RawMessage, buffers [][]byte) { c.Send(data, buffers...) })
})"""
    assert shared.run(code)[0]["status"] == "ok"
    send(shared.client, shared.client.shell_channel, "comm_open", {"comm_id": "c1", "target_name": "echo", "data": {}})
    m = shared.client.session.msg("comm_msg", {"comm_id": "c1", "data": {"n": 1}})
    shared.client.session.send(shared.client.shell_channel.socket, m, buffers=[b"bytes"])
    answer = wait(shared, "comm_msg")
    assert answer["content"] == {"comm_id": "c1", "data": {"n": 1}}
    assert [bytes(b) for b in answer["buffers"]] == [b"bytes"]
    info = shared.shell(shared.client.comm_info, target_name="echo")
    assert info["comms"] == {"c1": {"target_name": "echo"}}
    send(shared.client, shared.client.shell_channel, "comm_open", {"comm_id": "c2", "target_name": "nobody", "data": {}})
    assert wait(shared, "comm_close")["content"]["comm_id"] == "c2"
    _, said = shared.run('mine, _ := display.OpenComm("page", map[string]int{"x": 1})')
    opened = [m["content"] for m in said if m["msg_type"] == "comm_open"]
    assert opened[0]["target_name"] == "page" and opened[0]["data"] == {"x": 1}


def wait_in(said, kind):
    return next(m for m in said if m["msg_type"] == kind)


def wait(kernel, kind, msg=None):
    """Waits for what is published of a kind, on behalf of a request where one is given."""
    return until(kernel.client, lambda m: m["msg_type"] == kind and msg in (None, m["parent_header"].get("msg_id")))[-1]


def test_update_display(shared):
    _, said = shared.run('h := display.Show("a")\nh.Update(display.HTML("<b>b</b>"))')
    shown, updated = [m["content"] for m in said if "display_data" in m["msg_type"]]
    assert shown["transient"]["display_id"] == updated["transient"]["display_id"]
    assert updated["data"]["text/html"] == "<b>b</b>"


def test_progress(shared):
    """A job has one bar, with few updates, that ends as a line; a saved notebook has that."""
    began = time.monotonic()
    reply, said = shared.run(job(40))
    assert reply["status"] == "ok", reply
    bars = [m["content"] for m in said if "display_data" in m["msg_type"]]
    assert len({b["transient"]["display_id"] for b in bars}) == 1
    assert 2 <= len(bars) <= 4 + 5 * (time.monotonic() - began)
    assert "<progress" in bars[0]["data"]["text/html"] and "task" in bars[0]["data"]["text/plain"]
    assert "<progress" not in bars[-1]["data"]["text/html"] and "1 stage" in bars[-1]["data"]["text/plain"]


def test_cancel(shared):
    """The bar's button ends the job; the widget is gone when the cell is over."""
    msg = shared.client.execute(job(1000))
    said = []
    while not any(m["msg_type"] == "display_data" for m in said):
        said.append(shared.client.get_iopub_msg(timeout=TIMEOUT))
    models = {m["content"]["comm_id"]: m["content"]["data"]["state"] for m in said if m["msg_type"] == "comm_open"}
    (button,) = [i for i, s in models.items() if s["_model_name"] == "ButtonModel"]
    view = said[-1]["content"]["data"]["application/vnd.jupyter.widget-view+json"]
    assert models[view["model_id"]]["_model_name"] == "HBoxModel"
    send(shared.client, shared.client.shell_channel, "comm_msg", {"comm_id": button, "data": {"method": "custom", "content": {"event": "click"}}})
    reply = shared.client.get_shell_msg(timeout=TIMEOUT)
    assert reply["parent_header"]["msg_id"] == msg and reply["content"]["ename"] == "JobError", reply["content"]
    said = until_idle(shared.client, msg)
    assert {m["content"]["comm_id"] for m in said if m["msg_type"] == "comm_close"} == set(models)
    last = [m for m in said if m["msg_type"] == "update_display_data"][-1]
    assert list(last["content"]["data"]) == ["text/html", "text/plain"]
    assert shared.text("1 + 1") == "2"


def test_progress_of_widgets(kernel):
    """Where a client shows widgets the bar is changed in its place: its button isn't exchanged under the mouse."""
    kernel.shell(kernel.client.comm_info, target_name="jupyter.widget")
    _, said = kernel.run(job(40))
    assert [m["msg_type"] for m in said if "display_data" in m["msg_type"]] == ["display_data", "update_display_data"]
    opened = {m["content"]["comm_id"]: m["content"]["data"]["state"] for m in said if m["msg_type"] == "comm_open"}
    (bar,) = [i for i, s in opened.items() if s["_model_name"] == "HTMLModel"]
    shown = [m["content"] for m in said if m["msg_type"] == "comm_msg"]
    assert shown and all(m["comm_id"] == bar and m["data"]["method"] == "update" for m in shown)
    assert all("<progress" in m["data"]["state"]["value"] for m in shown)


def test_widget_again(kernel):
    """A page that is loaded anew gets the bar as it is."""
    msg = kernel.client.execute(job(1000), allow_stdin=True)
    opened = until(kernel.client, lambda m: m["msg_type"] == "comm_msg")
    bar = opened[-1]["content"]["comm_id"]
    (began,) = [m["content"]["data"]["state"]["value"] for m in opened if m["msg_type"] == "comm_open" and m["content"]["comm_id"] == bar]
    asked = send(kernel.client, kernel.client.shell_channel, "comm_msg", {"comm_id": bar, "data": {"method": "request_state"}})
    state = wait(kernel, "comm_msg", asked)["content"]["data"]["state"]
    assert state["_model_name"] == "HTMLModel" and state["value"] != began
    kernel.manager.interrupt_kernel()
    until_idle(kernel.client, msg)


def test_history():
    """Cells are known to later kernels."""
    first = Session()
    first.run("h1 := 100")
    first.run("h1 + 1")
    first.close()
    second = Session()
    try:
        second.run("2 + 2")
        h = second.client
        assert [row[2] for row in second.shell(h.history, hist_access_type="tail", n=3)["history"]] == ["h1 := 100", "h1 + 1", "2 + 2"]
        found = second.shell(h.history, hist_access_type="range", session=-1, start=1, stop=3, output=True)["history"]
        assert [row[2] for row in found] == [["h1 := 100", None], ["h1 + 1", "101"]]
        found = second.shell(h.history, hist_access_type="search", pattern="h1*", n=1)["history"]
        assert [row[2] for row in found] == ["h1 + 1"]
    finally:
        second.close()


def raw(kernel):
    """A DEALER at the shell socket, for messages that no client would send."""
    s = zmq.Context.instance().socket(zmq.DEALER)
    s.linger = 0
    info = kernel.manager.get_connection_info()
    s.connect(f"tcp://{info['ip']}:{info['shell_port']}")
    return s, info["key"]


def frames(key, kind="kernel_info_request", msg_id="m"):
    header = {"msg_id": msg_id, "session": "s", "username": "u", "date": "2026-01-01T00:00:00Z", "msg_type": kind, "version": "5.4"}
    parts = [json.dumps(header).encode(), b"{}", b"{}", b"{}"]
    h = hmac.new(key, digestmod="sha256")
    for p in parts:
        h.update(p)
    return [b"<IDS|MSG>", h.hexdigest().encode(), *parts]


def test_malformed(shared):
    """What isn't signed, or is malformed, or comes twice, gets no answer and does no harm."""
    s, key = raw(shared)
    good = frames(key)
    bad = [[], [b""], [b"x"] * 3, [b"<IDS|MSG>"], good[:3], [b"<IDS|MSG>", b"0" * 64, *good[2:]], [b"<IDS|MSG>", b"", *good[2:]]]
    for i, header in enumerate([b"null", b"[]", b"{", b'{"msg_id": 3}']):
        h = hmac.new(key, digestmod="sha256")
        for p in (header, b"{}", b"{}", b"{}"):
            h.update(p)
        bad.append([b"<IDS|MSG>", h.hexdigest().encode(), header, b"{}", b"{}", b"{}"])
    for m in bad:
        s.send_multipart(m or [b""])
    s.send_multipart(good)
    assert s.poll(TIMEOUT * 1000)
    assert json.loads(s.recv_multipart()[2 + 0])["msg_type"] == "kernel_info_reply"
    s.send_multipart(good)  # a replay
    assert not s.poll(1000)
    s.close()
    assert shared.text("1 + 1") == "2"


def test_bystanders(shared):
    """Who connects and says nothing, or nonsense, holds nobody up, at any socket."""
    info = shared.manager.get_connection_info()
    open_ones = []
    for port in ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"):
        for text in (b"", b"GET / HTTP/1.0\r\n\r\n", os.urandom(200)):
            c = socket.create_connection((info["ip"], info[port]))
            c.sendall(text)
            open_ones.append(c)
    another = shared.manager.client()
    another.start_channels()
    another.wait_for_ready(timeout=TIMEOUT)
    assert another.is_alive()
    another.stop_channels()
    assert shared.text("1 + 1") == "2"


def test_stopped_client(shared):
    """A client that stops reading costs another no message."""
    sub = zmq.Context.instance().socket(zmq.SUB)
    sub.rcvhwm = 1
    sub.subscribe(b"")
    info = shared.manager.get_connection_info()
    sub.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
    _, said = shared.run('for i := range 20_000 {\n\tdisplay.Show(strconv.Itoa(i) + strings.Repeat("x", 2000))\n}')
    shown = [m["content"]["data"]["text/plain"] for m in said if m["msg_type"] == "display_data"]
    assert [int(t.rstrip("x")) for t in shown] == list(range(20_000))
    sub.close(linger=0)


def test_heartbeat(kernel):
    """The heart beats while a cell keeps the processors busy."""
    kernel.client.execute("for range 4 {\n\tgo func() {\n\t\tfor {\n\t\t}\n\t}()\n}\nfor {\n}")
    s = zmq.Context.instance().socket(zmq.REQ)
    info = kernel.manager.get_connection_info()
    s.connect(f"tcp://{info['ip']}:{info['hb_port']}")
    for i in range(20):
        s.send(b"%d" % i)
        assert s.poll(5000)
        assert s.recv() == b"%d" % i
    s.close()


def test_restart(kernel):
    """A restarted kernel knows nothing of before, and counts from 1."""
    kernel.run("x := 1")
    for _ in range(5):
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=TIMEOUT)
        reply, _ = kernel.run("x")
        assert reply["status"] == "error" and reply["execution_count"] == 1


def test_ipc(tmp_path):
    """The same over sockets of the file system."""
    from jupyter_client.manager import KernelManager

    m = KernelManager(kernel_name="gospark", transport="ipc", ip=str(tmp_path / "k"))
    m.start_kernel()
    c = m.client()
    c.start_channels()
    try:
        c.wait_for_ready(timeout=TIMEOUT)
        assert c.execute_interactive("1 + 1", timeout=TIMEOUT)["content"]["status"] == "ok"
        assert all(os.stat(tmp_path / f).st_mode & 0o077 == 0 for f in os.listdir(tmp_path) if f.startswith("k-"))
    finally:
        c.stop_channels()
        m.shutdown_kernel(now=False)


def test_two_clients(shared):
    """Both clients hear all that is published, each its own replies."""
    another = shared.manager.client()
    another.start_channels()
    another.wait_for_ready(timeout=TIMEOUT)
    done = threading.Thread(target=shared.run, args=("both := 1",))
    done.start()
    done.join()
    until(another, lambda m: m["msg_type"] == "execute_input" and m["content"]["code"] == "both := 1")
    assert another.execute_interactive("both", timeout=TIMEOUT)["content"]["status"] == "ok"
    another.stop_channels()


def test_streams_in_order(shared):
    """What is written to standard output and standard error by turns arrives so."""
    _, said = shared.run('for i := range 3 {\n\tfmt.Println("o", i)\n\tfmt.Fprintln(os.Stderr, "e", i)\n\tfmt.Fprintln(os.Stdout, "f", i)\n\tlog.SetFlags(0)\n\tlog.Print("g ", i)\n}')
    got = [(m["content"]["name"], m["content"]["text"]) for m in said if m["msg_type"] == "stream"]
    want = [(name, line) for i in range(3) for name, line in (("stdout", f"o {i}\n"), ("stderr", f"e {i}\n"), ("stdout", f"f {i}\n"), ("stderr", f"g {i}\n"))]
    assert got == want


def test_expressions_print_before_idle(shared):
    reply, said = shared.run("", user_expressions={"p": "fmt.Println(5)"})
    assert reply["user_expressions"]["p"]["status"] == "error"
    assert kinds(said) == ["status", "execute_input", "stream", "status"]
    assert "Out(0)" not in shared.shell(shared.client.complete, code="Ou", cursor_pos=2)["matches"]


def test_control_is_a_shell(shared):
    """The control socket serves what the shell serves, one cell after the other, beside that of the shell."""
    busy = shared.client.execute("for {}")
    assert control(shared, "comm_info_request", {"target_name": "nobody"})["comms"] == {}
    assert control(shared, "complete_request", {"code": "strings.Cu", "cursor_pos": 10})["matches"][0] == "Cut"
    ids = [send(shared.client, shared.client.control_channel, "execute_request", {"code": f"time.Sleep({s} * time.Millisecond)"}) for s in (600, 300, 100)]
    replies = [shared.client.get_control_msg(timeout=TIMEOUT) for _ in ids]
    assert [r["parent_header"]["msg_id"] for r in replies] == ids
    spans = [(r["metadata"]["started"], r["header"]["date"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")) for r in replies]
    assert spans == sorted(spans) and all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))
    endless = send(shared.client, shared.client.control_channel, "execute_request", {"code": "for {}"})
    wait(shared, "execute_input", endless)
    shared.client.control_channel.send(shared.client.session.msg("interrupt_request", {}))
    assert {shared.client.get_control_msg(timeout=TIMEOUT)["msg_type"] for _ in range(2)} == {"interrupt_reply", "execute_reply"}
    assert shared.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] == busy
    until_idle(shared.client, busy)


@pytest.mark.parametrize("kind, content", [("execute_request", {"code": 3}), ("execute_request", {"code": "1", "user_expressions": {"a": 1}}), ("history_request", {}), ("complete_request", {"code": []})])
def test_wrong_content(shared, kind, content):
    """A request that says nonsense gets an error, of the shape that its reply has."""
    reply = shared.shell(lambda: send(shared.client, shared.client.shell_channel, kind, content))
    assert reply["status"] == "error" and reply["ename"] == "BadRequest" and reply["traceback"] == []
    assert ("execution_count" in reply) == (kind == "execute_request")


def test_no_such_subshell(shared):
    msg = send(shared.client, shared.client.shell_channel, "kernel_info_request", {}, subshell_id="none")
    assert shared.shell(lambda: msg)["ename"] == "NoSuchSubshell"
    said = [m for m in until_idle(shared.client, msg) if m["parent_header"].get("msg_id") == msg]
    assert [m["content"]["execution_state"] for m in said] == ["busy", "idle"]


def test_completion_at_every_cursor(shared):
    code = 's := "\U0001f600\u00e9\u65e5"; strings.ToUpp'
    for at in range(len(code) + 2):
        c = shared.shell(shared.client.complete, code=code, cursor_pos=at)
        assert c["status"] == "ok" and 0 <= c["cursor_start"] <= c["cursor_end"] <= len(code)
    assert c["matches"][0] == "ToUpper" and code[c["cursor_start"] : c["cursor_end"]] == "ToUpp"
