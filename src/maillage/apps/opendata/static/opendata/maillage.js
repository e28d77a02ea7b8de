// <maillage-lieux besoin zone public vue nombre couleur>: a frame that takes the right height.
// No cookie, no request but the frame's. Until it answers, the link inside the element is shown.
const FRAME = new URL("cadre/", import.meta.url);
const NAMES = ["besoin", "zone", "public", "vue", "nombre", "couleur", "lieu"];
const CSS = ":host{display:block}iframe{display:block;border:0;inline-size:100%;block-size:0}" +
  ":host([pret]) slot{display:none}";

class MaillageLieux extends HTMLElement {
  static observedAttributes = NAMES;
  #frame = document.createElement("iframe");
  #hear = ({ data, source, origin }) => {
    if (origin !== FRAME.origin || source !== this.#frame.contentWindow) return;
    if (data?.type !== "maillage:hauteur" || !(data.hauteur > 0)) return;
    this.#frame.style.blockSize = `${Math.min(data.hauteur, 20000)}px`;
    this.setAttribute("pret", "");
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#frame, document.createElement("slot"));
  }

  connectedCallback() {
    addEventListener("message", this.#hear);
    this.#show();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    const url = new URL(FRAME);
    for (const name of NAMES) {
      const said = this.getAttribute(name);
      if (said) url.searchParams.set(name, said);
    }
    this.#frame.title = this.getAttribute("titre") || this.textContent.trim() || "Lieux";
    if (this.#frame.src !== url.href) this.#frame.src = url.href;
  }
}

if (!customElements.get("maillage-lieux")) customElements.define("maillage-lieux", MaillageLieux);
