"""Makes a notebook of each file of cells here, runs it, and writes it beside: make notebooks.

The files of cells are what is edited; the notebooks are for readers, with what the cells show.
"""

import pathlib
import sys

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = pathlib.Path(__file__).parent
KERNEL = {"name": "gospark", "display_name": "GoSpark", "language": "go"}


def sources():
    """The files of cells that are notebooks: 1-first-steps.cells and its like."""
    return sorted(HERE.glob("[0-9]*.cells"))


def unrun(path):
    """The notebook that a file of cells in percent format is, without outputs."""
    text = path.read_text()
    nb = jupytext.reads(text, fmt={"extension": ".go", "format_name": "percent", "comment_magics": False})
    nb.metadata = {"kernelspec": KERNEL, "language_info": {"name": "go"}}
    for i, cell in enumerate(nb.cells):
        cell.id = f"cell-{i}"
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
    return nbformat.from_dict(nb)


def run(nb):
    """Runs a notebook, as in this folder. A cell that fails and isn't tagged raises-exception ends it."""
    NotebookClient(nb, timeout=300, kernel_name="gospark", record_timing=False, resources={"metadata": {"path": str(HERE)}}).execute()
    nb.metadata = {"kernelspec": KERNEL, "language_info": {"name": "go", "file_extension": ".go", "mimetype": "text/x-go"}}
    return nb


def main(names):
    for path in sources():
        if names and path.stem not in names:
            continue
        nb = run(unrun(path))
        nbformat.write(nb, path.with_suffix(".ipynb"))
        print(path.stem, f"{len(nb.cells)} cells", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
