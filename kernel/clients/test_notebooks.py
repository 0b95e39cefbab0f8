"""The notebooks that the project shows: each is its file of cells, and what they show is so."""

import base64
import pathlib
import re
import subprocess
import sys

import nbformat
import pytest

CLIENTS = pathlib.Path(__file__).resolve().parent
HERE = pathlib.Path(__file__).resolve().parents[2] / "notebooks"
sys.path.insert(0, str(HERE))
import build  # noqa: E402


def same(text):
    """A text, and that of the images in it, without what differs from run to run: how long something took."""
    text = re.sub(r"base64,([A-Za-z0-9+/=]+)", lambda m: base64.b64decode(m[1]).decode(errors="replace"), text)
    return re.sub(r"\d+(\.\d+)? ?(ns|µs|us|ms|s|m\d+(\.\d+)?s)\b", "TIME", text)


def shown(cell):
    """What a cell shows, output by output, with streams joined and without a job's progress."""
    streams, rest = {}, []
    for o in cell.outputs:
        if o.output_type == "stream":
            streams[o.name] = streams.get(o.name, "") + o.text
        elif o.output_type == "error":
            rest.append((o.ename, o.evalue, o.traceback))
        elif o.output_type == "execute_result":
            rest.append((o.execution_count, {mime: same(str(data)) for mime, data in o.data.items()}))
    return {name: same(text) for name, text in streams.items()}, rest


@pytest.mark.parametrize("path", build.sources(), ids=lambda p: p.stem)
def test_notebook(path):
    kept = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    nb = build.unrun(path)
    assert [(c.cell_type, c.source) for c in nb.cells] == [(c.cell_type, c.source) for c in kept.cells], "run make notebooks"
    build.run(nb)
    for now, then in zip(nb.cells, kept.cells):
        if now.cell_type == "code":
            assert shown(now) == shown(then), now.source


@pytest.mark.parametrize("path", build.sources(), ids=lambda p: p.stem)
def test_terminal(path):
    """The file of cells shows in the terminal what the notebook does, as text."""
    kept = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    done = subprocess.run(
        [shell(), "run", "--keep-going", path.name], cwd=HERE, capture_output=True, text=True, timeout=300
    )
    printed = same(done.stdout + done.stderr)
    for cell in kept.cells:
        if cell.cell_type == "code":
            streams, rest = shown(cell)
            for text in [*streams.values(), *(r[1]["text/plain"] for r in rest if len(r) == 2)]:
                assert text.strip("\n") in printed, cell.source


def test_nbval():
    """nbval runs cells without history: what they show is the same but for times."""
    p = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-sanitize-with", CLIENTS / "nbval.cfg", HERE / "1-first-steps.ipynb"],
        capture_output=True, text=True, timeout=300,
    )
    assert p.returncode == 0, p.stdout + p.stderr


def shell():
    return str(HERE.parent / "bin" / "gospark-shell")
