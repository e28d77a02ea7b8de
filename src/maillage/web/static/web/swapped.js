/* After a search by htmx, be where a page just loaded would be: at its question, not lost at the end
   of a form that was replaced. When the network fails, the browser asks, and says so itself. */
"use strict";
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "recherche") document.getElementById("question").focus();
});
document.addEventListener("htmx:sendError", (event) => event.detail.elt.submit());
