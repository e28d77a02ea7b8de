// Draws a signature as lines, in a drawing of 300 × 100; shown when "on the screen" is chosen.
const box = document.querySelector("[data-sign]");
if (box) {
  const form = box.closest("form");
  const canvas = box.querySelector("canvas");
  const field = form.elements.signature;
  const pen = canvas.getContext("2d");
  let drawing = false;
  const clear = () => {
    field.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeRect(1, 1, canvas.width - 2, canvas.height - 2);
  };
  const show = () => {
    box.hidden = form.elements.how.value !== "screen";
  };
  const at = (event) => {
    const seen = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - seen.left) / seen.width) * 300);
    const y = Math.round(((event.clientY - seen.top) / seen.height) * 100);
    return [Math.min(300, Math.max(0, x)), Math.min(100, Math.max(0, y))];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    field.value += `M${x} ${y}L${x} ${y}`;
    pen.beginPath();
    pen.moveTo(x * 2, y * 2);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || field.value.length > 5900) return;
    const [x, y] = at(event);
    if (field.value.endsWith(`L${x} ${y}`)) return;
    field.value += `L${x} ${y}`;
    pen.lineTo(x * 2, y * 2);
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      drawing = false;
    });
  }
  box.querySelector("button").addEventListener("click", clear);
  form.addEventListener("change", show);
  // A finger draws instead of scrolling the page.
  canvas.style.touchAction = "none";
  canvas.style.maxInlineSize = "100%";
  pen.lineWidth = 3;
  clear();
  show();
}
