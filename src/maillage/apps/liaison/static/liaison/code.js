// The square on a paper puts the code after the #: it is typed for the person, and taken away.
const form = document.querySelector("[data-code]");

function read() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!form || !/^[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$/.test(code)) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.code.value = code;
  form.requestSubmit();
}

addEventListener("hashchange", read);
read();
