// The keyboard: / searches, j and k walk the rows, Enter opens, Esc goes back.
const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = (root) => [...root.querySelectorAll("a.row, .table tbody tr, .near li")].filter((row) => row.offsetParent);
const linkOf = (row) => (row.matches("a") ? row : row.querySelector("a"));

function walk(root, by) {
  const all = rows(root);
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("row--on"));
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  all.forEach((row) => row.classList.toggle("row--on", row === next));
  (linkOf(next) ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function back(root) {
  const open = root.querySelector("details.drop[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (typing(root.activeElement)) root.activeElement.blur();
  else {
    const up = root.querySelector(".crumb a:last-of-type");
    if (up) location.assign(up.href);
    else if (history.length > 1) history.back();
  }
}

export function keys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return back(root);
    if (typing(event.target)) return;
    if (event.key === "/") {
      const box = root.querySelector(".find input");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "j") walk(root, 1);
    else if (event.key === "k") walk(root, -1);
  });
  root.addEventListener("click", (event) => {
    for (const open of root.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.open = false;
  });
}
