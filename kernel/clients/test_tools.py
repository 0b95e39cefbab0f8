"""The tools that people run notebooks with."""

import base64
import json
import os
import re
import subprocess
import sys

import nbformat
import pexpect
import pytest
from conftest import TIMEOUT, job
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook


def notebook(*cells):
    nb = new_notebook(cells=[new_code_cell(c) for c in cells])
    nb.metadata.kernelspec = {"name": "gospark", "display_name": "GoSpark", "language": "go"}
    nb.metadata.language_info = {"name": "go", "file_extension": ".go", "nbconvert_exporter": "script"}
    return nb


def written(tmp_path, nb, name="nb.ipynb"):
    path = tmp_path / name
    nbformat.write(nb, path)
    return path


def tool(*argv, cwd=None, ok=True):
    p = subprocess.run([str(a) for a in argv], cwd=cwd, capture_output=True, text=True, timeout=5 * TIMEOUT)
    assert (p.returncode == 0) == ok, p.stdout + p.stderr
    return p.stdout + p.stderr


WORDS = (
    "type word struct {\n\tText string\n\tN int\n}",
    'lines := sc.Parallelize([]string{"a b", "b c b"}, 2)\n'
    "counts := lines.FlatMap(func(l string) []string { return strings.Fields(l) }).\n"
    "\tMapToPair(func(w string) (string, int) { return w, 1 }).\n"
    "\tReduceByKey(func(a, b int) int { return a + b })",
    "for _, p := range counts.SortByKey().Collect() {\n\tfmt.Println(word{p.Key, p.Value})\n}",
)


def test_nbclient():
    nb = notebook(*WORDS, "counts.Count()")
    NotebookClient(nb, timeout=TIMEOUT).execute()
    nbformat.validate(nb)
    assert nb.cells[2].outputs[0].text == "{a 1}\n{b 3}\n{c 1}\n"
    assert nb.cells[3].outputs[0].data["text/plain"] == "3"


def test_chart(tmp_path):
    """A chart is SVG and text; a page that nbconvert makes has the SVG in itself."""
    nb = notebook('display.Bar(map[string]int{"<script>": 3, "go": 5}).Title("Words")', "display.Show(display.Line([]int{1, 2}))", "display.Bar([]int{})")
    NotebookClient(nb, timeout=TIMEOUT, allow_errors=True).execute()
    data = nb.cells[0].outputs[0].data
    assert set(data) == {"image/svg+xml", "text/html", "text/plain"}
    assert "█" in data["text/plain"] and "&lt;script&gt;" in data["image/svg+xml"] and "<script" not in data["image/svg+xml"]
    assert nb.cells[1].outputs[0].data["image/svg+xml"].startswith("<svg ")
    assert "In[3]:1: display.Bar: there is nothing to draw" in "".join(nb.cells[2].outputs[0].traceback)
    tool("jupyter", "nbconvert", "--to", "html", written(tmp_path, nb), cwd=tmp_path)
    images = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)', (tmp_path / "nb.html").read_text())
    assert data["image/svg+xml"].strip() in [base64.b64decode(i).decode().strip() for i in images]


def test_nbclient_error():
    nb = notebook("x := 1", "y := x +\n\tz", "x")
    with pytest.raises(CellExecutionError, match=r"In\[2\]:2:2: undefined: z"):
        NotebookClient(nb, timeout=TIMEOUT).execute()
    nb = notebook("x := 1", "z", "x")
    NotebookClient(nb, timeout=TIMEOUT, allow_errors=True).execute()
    assert nb.cells[1].outputs[0].ename == "TypeError" and nb.cells[2].outputs[0].data["text/plain"] == "1"


def test_nbclient_timeout():
    """An endless cell is interrupted where the client says so, and the next one runs."""
    nb = notebook("x := 1", "for {}", "x + 1")
    limit = lambda c: 5 if c.source == "for {}" else TIMEOUT
    NotebookClient(nb, timeout_func=limit, interrupt_on_timeout=True, allow_errors=True).execute()
    assert nb.cells[1].outputs[0].ename == "KeyboardInterrupt" and nb.cells[2].outputs[0].data["text/plain"] == "2"


def test_displays():
    """Updates and clears are what a saved notebook shows in the end."""
    nb = notebook(
        'h := display.Show("one")',
        'h.Update(display.HTML("<b>two</b>"))',
        'fmt.Println("gone")\ndisplay.Clear(true)\nfmt.Println("stays")',
        job(20),
    )
    NotebookClient(nb, timeout=TIMEOUT).execute()
    assert nb.cells[0].outputs[0].data["text/html"] == "<b>two</b>"
    assert [o.text for o in nb.cells[2].outputs] == ["stays\n"]
    bar, result = nb.cells[3].outputs
    assert "widgets" not in nb.metadata
    assert bar.data["text/plain"].startswith("count at In[4]:1: 1 stage, ") and result.data["text/plain"] == "20"


def test_nbconvert(tmp_path):
    path = written(tmp_path, notebook(*WORDS, 'display.HTML("<i>shown</i>")', 'display.HTML("<script>x</script>").String()'))
    tool("jupyter", "nbconvert", "--to", "html", "--execute", path)
    html = (tmp_path / "nb.html").read_text()
    assert "{b 3}" in html and "<i>shown</i>" in html
    tool("jupyter", "nbconvert", "--to", "script", path)
    assert "ReduceByKey" in (tmp_path / "nb.go").read_text()


def test_lineage(tmp_path):
    """A lineage, and an RDD, is a picture beside its text, in the notebook and in its HTML; it runs no job."""
    path = written(tmp_path, notebook(*WORDS[:2], 'named := counts.SetName("<script>x</script>")', "named", "named.Lineage()", "len(sc.StatusTracker().GetJobIDsForGroup())"))
    tool("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", path)
    *_, rdd, lineage, jobs = nbformat.read(path, 4).cells
    assert jobs.outputs[0].data["text/plain"] == "0"
    for cell, text in (rdd, "ShuffledRDD["), (lineage, "Stage 2/2: "):
        data = cell.outputs[0].data
        assert text in data["text/plain"] and data["image/svg+xml"].startswith("<svg ")
        assert data["image/svg+xml"].count('class="stage') == 2 and "<script" not in data["image/svg+xml"] + data["text/html"]
    tool("jupyter", "nbconvert", "--to", "html", path)
    html = (tmp_path / "nb.html").read_text()
    assert html.count('alt="lineage of RDD ') == 2 and "&lt;script&gt;x&lt;/script&gt;" in html


def test_program(tmp_path):
    """The exporter's program builds and prints what the notebook does."""
    path = written(tmp_path, notebook("%vars", *WORDS, "counts.Count()"))
    out = tmp_path / "program"
    tool("jupyter", "nbconvert", "--to", "gospark", "--output-dir", out, path)
    tool("go", "build", "-o", "words", ".", cwd=out)
    assert "{b 3}\n" in tool("./words", cwd=out)


def test_papermill(tmp_path):
    nb = notebook("n := 1\nname := \"x\"", "n * 2", "name", "len(list) + len(m) + int(f)")
    nb.cells[0].metadata.tags = ["parameters"]
    path = written(tmp_path, nb)
    (tmp_path / "p.yaml").write_text(json.dumps({"list": [1, 2], "m": {"a": 1.5}, "f": 3.0}))
    out = tmp_path / "out.ipynb"
    tool("papermill", path, out, "-p", "n", "21", "-p", "name", 'quo"te \u65e5', "-f", tmp_path / "p.yaml")
    done = nbformat.read(out, 4)
    assert [c.outputs[0].data["text/plain"] for c in done.cells[-3:]] == ["42", 'quo"te \u65e5', "6"]
    tool("papermill", written(tmp_path, notebook("panic(1)")), out, ok=False)


def test_jupyter_run(tmp_path):
    (tmp_path / "f.go").write_text('fmt.Println("ran", 1+1)\n')
    assert "ran 2" in tool("jupyter", "run", "--kernel", "gospark", tmp_path / "f.go")


def test_console():
    """jupyter console: a cell of several lines, its result, an interrupt, its end."""
    c = pexpect.spawn(
        sys.executable,
        ["-m", "jupyter_console", "--kernel", "gospark", "--simple-prompt"],
        env={**os.environ, "JUPYTER_CONSOLE_TEST": "1", "TERM": "dumb"},
        encoding="utf-8",
        timeout=TIMEOUT,
    )
    c.expect(r"In \[1\]")
    c.sendline("x := 20")
    c.expect(r"In \[2\]")
    c.sendline("x + 1")
    c.expect(r"Out\[2\]: 21")
    c.expect(r"In \[3\]")
    c.sendline("for {}")
    c.expect("for {}")
    c.expect(pexpect.TIMEOUT, timeout=2)
    c.sendintr()
    c.expect(r"In\[3\] interrupted")
    c.expect(r"In \[4\]")
    c.sendline("exit")
    c.expect(pexpect.EOF)
    c.close()
