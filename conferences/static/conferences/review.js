// Makes a review quicker by hand; the page works without it.
(() => {
  "use strict";
  const form = document.getElementById("review");
  if (!form) return;

  // What stands beside the card in hand comes into view in the text.
  function showInText(card) {
    const piece = document.getElementById(`source-${card?.id}`);
    const pane = piece?.closest(".source");
    if (pane) pane.scrollTop += piece.getBoundingClientRect().top - pane.getBoundingClientRect().top - 48;
  }
  form.addEventListener("focusin", ({ target }) => showInText(target.closest(".card")));
  for (const moment of ["load", "hashchange"]) {
    addEventListener(moment, () => showInText(document.querySelector(".card:target")));
  }

  // Where the cursor is in a passage is where "Split in two" cuts: the number of words before it.
  function wordAtCursor(card) {
    const words = card.querySelector(".words");
    const cursor = getSelection();
    if (!words?.contains(cursor.anchorNode)) return 0;
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(cursor.anchorNode, cursor.anchorOffset);
    const text = before.toString();
    const begun = text.split(/\s+/).filter(Boolean).length;
    return /\S$/.test(text) ? begun - 1 : begun;
  }
  form.addEventListener("mousedown", (event) => {
    if (event.target.value?.startsWith("open-split ")) event.preventDefault(); // keeps the cursor
  });
  form.addEventListener("click", ({ target }) => {
    const at = target.value?.startsWith("open-split ") ? wordAtCursor(target.closest(".card")) : 0;
    if (at < 1) return;
    target.value = target.value.replace("open-", "");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "at", value: at }));
  });

  // Nobody leaves by mistake with words typed and not saved.
  let unsaved = false;
  form.addEventListener("input", ({ target }) => {
    unsaved = true;
    target.closest(".card")?.classList.add("unsaved");
  });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
