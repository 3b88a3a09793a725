/* <copy-link data-address="…">: a button that copies an address. Without this script, or where the
   browser has no clipboard to write to, nothing shows: the address bar is enough. */
customElements.define("copy-link", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.firstChild) return;
    const button = document.createElement("button");
    const told = document.createElement("span");
    button.type = "button";
    button.className = "second";
    button.textContent = "Copy link";
    told.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const address = new URL(this.dataset.address, location.href).href;
      const done = await navigator.clipboard.writeText(address).then(() => true, () => false);
      told.textContent = done ? " Copied" : ` Copy it from here: ${address}`;
    });
    this.append(button, told);
  }
});
