"""A notebook as a Go program: jupyter nbconvert --to gospark --output-dir DIR NOTEBOOK."""

import os
import subprocess
import tempfile

from jupyter_client.kernelspec import KernelSpecManager
from nbconvert.exporters import Exporter


class ProgramExporter(Exporter):
    """Writes what ``gospark-shell export`` makes of the notebook's cells.

    The program's main file is named as the notebook; its go.mod and the sources that it
    needs stand beside it, so that ``go build`` in the folder builds it.
    """

    export_from_notebook = "Go program (GoSpark)"

    def _file_extension_default(self):
        return ".go"

    def from_notebook_node(self, nb, resources=None, **kw):
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        with tempfile.TemporaryDirectory() as work:
            out = os.path.join(work, "program")
            done = subprocess.run(
                [shell_of(nb), "export", "-", out], input=percent(nb), text=True, capture_output=True
            )
            if done.returncode != 0:
                raise ValueError("gospark-shell export: " + done.stderr.strip())
            files = dict(read(out))
        main = files.pop("main.go").decode()
        resources["output_extension"] = ".go"
        resources.setdefault("outputs", {}).update(files)
        return main, resources


def shell_of(nb):
    """The program that the notebook's kernel is: the first word of its kernelspec."""
    name = nb.metadata.get("kernelspec", {}).get("name", "gospark")
    return KernelSpecManager().get_kernel_spec(name).argv[0]


def percent(nb):
    """The notebook's code cells in percent format."""
    return "\n".join("// %%\n" + c.source + "\n" for c in nb.cells if c.cell_type == "code")


def read(folder):
    """The files below a folder: (path from there, bytes)."""
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as f:
                yield os.path.relpath(path, folder), f.read()
