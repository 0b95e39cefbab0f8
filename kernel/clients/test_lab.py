"""JupyterLab, and Notebook 7, in a real browser, as a person uses them. Pictures go to $SHOTS; $SLOW is by how many times pages get less of the processor."""

import contextlib
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest
from conftest import TIMEOUT, job
from playwright.sync_api import expect, sync_playwright
from test_tools import notebook

CELLS = [
    "words := []string{\"go\", \"spark\", \"go\"}",
    'display.HTML("<table id=\'t\'><tr><th>word</th></tr><tr><td>go</td></tr></table>")',
    """sc.Range(0, 30, 1, 30).Map(func(i int) int {
	for i == 29 {
		time.Sleep(100 * time.Millisecond)
		if _, err := os.Stat("seen"); err == nil {
			break
		}
	}
	return i
}).Count()""",
    "nope",
]

NOTEBOOKS = pathlib.Path(__file__).resolve().parents[2] / "notebooks"

expect.set_options(timeout=TIMEOUT * 1000)


def check_bar(page, folder):
    """The third cell has a bar until it was seen, and then a line."""
    expect(cell(page, 2).locator("progress")).to_be_visible()
    (folder / "seen").touch()
    expect(cell(page, 2).locator(".jp-OutputArea-executeResult")).to_contain_text("30")
    expect(cell(page, 2)).to_contain_text("count at In[3]:9: 1 stage")
    expect(cell(page, 2).locator("progress")).to_have_count(0)


def browser_path():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise AssertionError("no chromium in PATH")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving("jupyterlab", tmp_path_factory.mktemp("lab")) as s:
        yield s


@contextlib.contextmanager
def serving(program, folder):
    """A server on a port of this machine: its address, its token and its folder."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    token = secrets.token_hex()
    log = open(folder / "server.log", "w")
    p = subprocess.Popen(
        [sys.executable, "-m", program, "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"],
        stdout=log, stderr=log, env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "spaces")},
    )
    base = f"http://127.0.0.1:{port}"
    for _ in range(TIMEOUT * 5):
        try:
            urllib.request.urlopen(f"{base}/api?token={token}")
            break
        except OSError:
            assert p.poll() is None, (folder / "server.log").read_text()
            time.sleep(0.2)
    try:
        yield base, token, folder
    finally:
        end(p)


def end(server):
    """Ends a server. One that is busy when it is told to may wait for ever for a thread of its own."""
    server.terminate()
    try:
        server.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"], timeout=TIMEOUT * 1000)
        yield b
        b.close()


@pytest.fixture
def lab(server, chromium, request):
    """A notebook with the cells above, open in JupyterLab: in a workspace of its own, for else JupyterLab opens what was open last, too."""
    workspace = re.sub(r"\W", "_", request.node.name)
    with opened(server, f"lab/workspaces/{workspace}/tree", chromium, request.node.name) as page:
        yield page


@contextlib.contextmanager
def opened(server, at, chromium, name):
    base, token, folder = server
    nbformat.write(notebook(*CELLS), folder / "nb.ipynb")
    page = chromium.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(TIMEOUT * 1000)
    if rate := os.environ.get("SLOW"):
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": int(rate)})
    try:
        page.goto(f"{base}/{at}/nb.ipynb?token={token}")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(CELLS))
        wait_for_kernel(base, token)
        yield page
    finally:
        print(page.locator(".jp-Notebook").all_inner_texts(), (folder / "server.log").read_text(), sep="\n")  # shown of a test that fails
        if where := os.environ.get("SHOTS"):
            page.screenshot(path=os.path.join(where, name + ".png"))
        page.close()
        for k in kernels(base, token):
            urllib.request.urlopen(urllib.request.Request(f"{base}/api/kernels/{k['id']}?token={token}", method="DELETE"))


def kernels(base, token):
    """The server's kernels. It can't list them in the moment in which one starts, and says 500."""
    for _ in range(TIMEOUT * 5):
        try:
            with urllib.request.urlopen(f"{base}/api/kernels?token={token}") as r:
                return json.load(r)
        except urllib.error.HTTPError as e:
            if e.code != 500:
                raise
            time.sleep(0.2)
    raise AssertionError("the server doesn't list its kernels")


def wait_for_kernel(base, token):
    """Waits until the page is connected with a kernel: it looks as if it were before that."""
    for _ in range(TIMEOUT * 5):
        if any(k["connections"] > 0 and k["execution_state"] == "idle" for k in kernels(base, token)):
            return
        time.sleep(0.2)
    raise AssertionError("no kernel")


def cell(page, i):
    return page.locator(".jp-Notebook .jp-Cell").nth(i)


def menu(page, name, item):
    page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{name}$")).click()
    page.locator(".lm-Menu-item", has_text=re.compile(f"^{item}")).first.click()


def append(page, code, run=True):
    """Types a cell below the others."""
    before = page.locator(".jp-Notebook .jp-Cell").count()
    page.keyboard.press("Escape")
    cell(page, before - 1).locator(".jp-InputPrompt").click()
    page.keyboard.press("b")
    added = cell(page, before)
    expect(added).to_have_class(re.compile("jp-mod-active"))
    page.keyboard.press("Enter")
    expect(added.locator(".cm-editor")).to_have_class(re.compile("cm-focused"))
    page.keyboard.insert_text(code)
    if run:
        press_run(page, added)
    return added


def press_run(page, added):
    """Runs the cell that is being edited. JupyterLab drops the key while it connects with a kernel: then it is pressed again."""
    for _ in range(TIMEOUT // 5):
        page.keyboard.press("Control+Enter")
        with contextlib.suppress(AssertionError):
            return expect(added.locator(".jp-InputPrompt")).not_to_have_text("[ ]:", timeout=5000)
    raise AssertionError("the cell isn't run")


def test_run_all(lab, server):
    """Results, a table, a progress bar that ends as a line, an error with its place; saved as seen."""
    menu(lab, "Run", "Run All Cells")
    expect(cell(lab, 1).locator("table#t td, table td")).to_have_text("go")
    check_bar(lab, server[2])
    expect(cell(lab, 3)).to_contain_text("In[4]:1:1: undefined: nope")
    menu(lab, "File", "Save Notebook")
    path = server[2] / "nb.ipynb"
    for _ in range(TIMEOUT * 5):
        saved = nbformat.read(path, 4)
        if saved.cells[3].get("outputs"):
            break
        time.sleep(0.2)
    assert saved.cells[2].outputs[0].data["text/plain"].startswith("count at In[3]:9: 1 stage")
    assert saved.metadata.language_info.name == "go"


def test_help(lab):
    """Tab completes, Shift-Tab shows what is known."""
    append(lab, "strings.ToValid", run=False)
    lab.keyboard.press("Tab")
    expect(lab.locator(".jp-Completer")).to_contain_text("ToValidUTF8")
    lab.keyboard.press("Enter")
    expect(lab.locator(".jp-Notebook .cm-content", has_text="strings.ToValidUTF8")).to_be_visible()
    lab.keyboard.insert_text("(")
    lab.keyboard.press("Shift+Tab")
    expect(lab.locator(".jp-Tooltip")).to_contain_text("ToValidUTF8 returns a copy")
    append(lab, "strings.Rep", run=False)
    lab.keyboard.press("Tab")
    expect(lab.locator(".jp-Completer")).to_contain_text("ReplaceAll")


def check_interrupt(page):
    """An endless cell ends by the menu, and the session goes on with what it had."""
    endless = append(page, "kept := 5\nfor {}")
    expect(endless.locator(".jp-InputPrompt")).to_have_text("[*]:")
    time.sleep(1)
    menu(page, "Kernel", "Interrupt")
    expect(endless).to_contain_text("interrupted")
    expect(append(page, "kept + 1").locator(".jp-OutputArea-executeResult")).to_contain_text("6")


def test_interrupt(lab):
    check_interrupt(lab)


def check_cancel(page):
    """The button beside a job's bar stays where it is while the bar grows, and ends the job."""
    c = append(page, job(1000))
    button = c.get_by_role("button", name="cancel")
    button.evaluate("b => { window.button = b; window.place = b.getBoundingClientRect().x }")
    expect(c).to_contain_text(re.compile(r"task [3-9]\d of"))
    assert page.evaluate("window.button.isConnected && window.button.getBoundingClientRect().x == window.place")
    button.click()
    expect(c).to_contain_text("cancelled")
    expect(button).to_have_count(0)
    expect(append(page, "1 + 1").locator(".jp-OutputArea-executeResult")).to_contain_text("2")


def test_cancel(lab):
    check_cancel(lab)
    restart(lab)
    check_cancel(lab)


def restart(page):
    menu(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept").last.click()
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()


def test_restart(lab):
    expect(append(lab, "y := 1\ny + 1").locator(".jp-OutputArea-executeResult")).to_contain_text("2")
    restart(lab)
    again = append(lab, "y")
    expect(again).to_contain_text("undefined: y")
    expect(again.locator(".jp-InputPrompt")).to_have_text("[1]:")


def test_quit(lab):
    """:quit ends the kernel, and the server starts a new one, as with Python's exit; the cells behind it aren't run."""
    quits = append(lab, ":quit", run=False)
    behind = append(lab, 'fmt.Println("ran")', run=False)
    lab.keyboard.press("Escape")
    quits.locator(".jp-InputPrompt").click()
    menu(lab, "Run", "Run Selected Cell and All Below")
    expect(quits.locator(".jp-InputPrompt")).to_have_text("[1]:")
    expect(lab.locator(".jp-Dialog")).to_contain_text("It will restart automatically")
    lab.locator(".jp-Dialog .jp-mod-accept").click()
    expect(lab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible()
    expect(behind.locator(".jp-InputPrompt")).to_have_text("[ ]:")
    expect(behind.locator(".jp-OutputArea-output")).to_have_count(0)
    expect(append(lab, "1 + 1").locator(".jp-InputPrompt")).to_have_text("[1]:")


def test_input(lab):
    c = append(lab, 'name, _ := display.Input("who? ")\n"hello " + name')
    box = c.locator(".jp-Stdin-input")
    box.wait_for()
    box.fill("Ann")
    box.press("Enter")
    expect(c.locator(".jp-OutputArea-executeResult")).to_contain_text("hello Ann")


def test_chart(lab):
    """A chart is a picture, whatever the theme is."""
    c = append(lab, 'display.Bar(map[string]int{"go": 3, "spark": 5}).Title("Words")')
    image = c.locator(".jp-OutputArea-executeResult img")
    expect(image).to_be_visible()
    assert image.evaluate("i => i.decode().then(() => [i.naturalWidth, i.naturalHeight])") == [640, 400]


def test_untrusted(lab, server):
    """A notebook that somebody else has run shows its pictures before it is trusted."""
    base, token, folder = server
    shutil.copy(NOTEBOOKS / "1-first-steps.ipynb", folder)
    lab.goto(f"{base}/lab/tree/1-first-steps.ipynb?token={token}")
    cell = lab.locator(".jp-Notebook .jp-CodeCell", has_text="late.Lineage()")
    cell.scroll_into_view_if_needed()
    image = cell.locator(".jp-OutputArea-executeResult img")
    expect(image).to_be_visible()
    assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") > 300


TABLE = """type row struct {
	Name string
	N int
	Deep []string
}
[]row{{"<script>document.title = 'bad'</script>", 10, nil}, {"b", 9, strings.Fields(strings.Repeat("deep ", 40))}, {"a", 100, nil}}"""


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_table(lab, theme):
    """A list of structs is a table: a click sorts by a column, numbers as such; what is deep unfolds; HTML in strings is text."""
    if theme == "Dark":
        menu(lab, "Settings", "Theme")
        lab.locator(".lm-Menu-item", has_text=re.compile("^JupyterLab Dark$")).click()
    c = append(lab, TABLE)
    names = c.locator(".gospark-table tbody tr td:first-child")
    expect(names).to_have_text(["<script>document.title = 'bad'</script>", "b", "a"])
    assert "bad" not in lab.title()
    number = c.locator(".gospark-table th", has_text="N").nth(1)
    for order in (["9", "10", "100"], ["100", "10", "9"], ["10", "9", "100"]):
        number.click()
        expect(c.locator(".gospark-table td:nth-child(2)")).to_have_text(order)
    c.locator(".gospark-table th", has_text="Name").click()
    expect(names).to_have_text(["<script>document.title = 'bad'</script>", "a", "b"])
    expect(names.first).to_have_css("text-align", "left")
    expect(c.locator(".gospark-table td:nth-child(2)").first).to_have_css("text-align", "right")
    expect(c.locator("details pre")).to_be_hidden()
    c.locator("summary").click()
    expect(c.locator("details pre")).to_be_visible()


def test_notebook(chromium, tmp_path):
    """The same in Notebook 7."""
    with serving("notebook", tmp_path) as server, opened(server, "notebooks", chromium, "test_notebook") as page:
        menu(page, "Run", "Run All Cells")
        expect(cell(page, 1).locator("table td")).to_have_text("go")
        check_bar(page, tmp_path)
        expect(cell(page, 3)).to_contain_text("In[4]:1:1: undefined: nope")
        check_interrupt(page)
