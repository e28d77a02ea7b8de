// Tells the page that holds this frame how high it is: a number, and nothing else.
const tell = () =>
  parent.postMessage(
    { type: "maillage:hauteur", hauteur: Math.ceil(document.body.getBoundingClientRect().height) },
    "*",
  );
if (parent !== self) {
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
}
