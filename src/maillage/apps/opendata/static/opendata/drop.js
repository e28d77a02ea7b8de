// A file dropped on the form is chosen, as if it had been picked: the form does the rest.
const form = document.querySelector("form[data-drop]");
const input = form?.querySelector("input[type=file]");
if (input) {
  const stop = (event) => event.preventDefault();
  for (const name of ["dragover", "drop"]) addEventListener(name, stop);
  addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit(form.querySelector("button"));
  });
}
