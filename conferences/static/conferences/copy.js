/* <copy-link data-address="…">: a button that copies an address; <copy-link data-from="id">: one that
   copies the text of that element. Without this script, or where the browser has no clipboard to
   write to, nothing shows: the address bar and the text itself are enough. */
customElements.define("copy-link", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.firstChild) return;
    const button = document.createElement("button");
    const told = document.createElement("span");
    button.type = "button";
    button.className = "second";
    button.textContent = this.dataset.label || "Copy link";
    told.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const done = await navigator.clipboard.writeText(this.text).then(() => true, () => false);
      told.textContent = done ? " Copied" : ` Copy it from here: ${this.text}`;
    });
    this.append(button, told);
  }

  get text() {
    const { address, from } = this.dataset;
    return from ? document.getElementById(from).textContent : new URL(address, location.href).href;
  }
});
