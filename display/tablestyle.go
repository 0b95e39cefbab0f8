package display

// tableCSS is how tables look in a notebook, light and dark.
const tableCSS = `
.gospark-table .gospark-scroll { max-height: 30em; overflow: auto; width: fit-content; max-width: 100%; }
.gospark-table .gospark-scroll table { border-collapse: collapse; margin: 0; font-size: 0.9em; color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit)); }
.gospark-table .gospark-scroll thead th { position: sticky; top: 0; cursor: pointer; text-align: left; vertical-align: bottom; padding: 0.3em 0.8em;
  background: var(--jp-layout-color2, var(--vscode-editor-background, Canvas)); }
.gospark-table .gospark-scroll thead th small { font-weight: normal; opacity: 0.7; }
.gospark-table .gospark-scroll tbody td { text-align: left; vertical-align: top; padding: 0.2em 0.8em; white-space: pre; border-top: 1px solid rgba(128, 128, 128, 0.25); }
.gospark-table .gospark-scroll thead th.n, .gospark-table .gospark-scroll tbody td.n { text-align: right; font-variant-numeric: tabular-nums; }
.gospark-table .gospark-scroll summary { cursor: pointer; }
.gospark-table .gospark-scroll details pre { margin: 0.3em 0; padding: 0; background: none; color: inherit; white-space: pre; text-align: left; }
.gospark-table .gospark-scroll th[aria-sort=ascending]::after { content: " \25b2"; }
.gospark-table .gospark-scroll th[aria-sort=descending]::after { content: " \25bc"; }
`

// tableSort sorts a table by the column that is clicked: ascending, descending, and as it was.
// A page that runs no scripts has a plain table.
const tableSort = `
const th = event.target.closest('th');
if (th) {
  const body = this.parentNode.tBodies[0], i = th.cellIndex, was = th.getAttribute('aria-sort');
  const rows = this.rowsAsMade = this.rowsAsMade || [...body.rows];
  const key = r => (r.cells[i].dataset.sort || (r.cells[i].querySelector('pre') || r.cells[i]).textContent).replace(/Inf$/, 'Infinity');
  const down = was == 'ascending' ? -1 : 1;
  const order = (a, b) => {
    const x = key(a), y = key(b), d = Number(x) - Number(y);
    return x.trim() && y.trim() && d == d ? d : isNaN(x) - isNaN(y) || (x < y ? -1 : x > y ? 1 : 0);
  };
  for (const h of th.parentNode.cells) h.removeAttribute('aria-sort');
  if (was != 'descending') th.setAttribute('aria-sort', down > 0 ? 'ascending' : 'descending');
  body.append(...(was == 'descending' ? rows : [...rows].sort((a, b) => down * order(a, b))));
}
`
