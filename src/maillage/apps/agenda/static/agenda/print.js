// Shows the links that print the page, and prints: without a script, the menu of the browser does.
for (const link of document.querySelectorAll("[data-print]")) {
  link.hidden = false;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    print();
  });
}
