/* One letter answers: S, D, P. An addition: the buttons and their access keys answer without it. A
   letter typed in a field, or with Ctrl, Alt or Meta, is not ours. */
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
