// Makes a conference's page quicker by hand; the page works without it.
(() => {
  "use strict";
  const inputsOf = (group) =>
    [...group.querySelectorAll('[name$="-position"]:not([name*="__prefix__"])')];
  const rowOf = (input) => input.closest("tr, .inline-related");
  const groupOf = (element) => element.closest(".inline-group");
  const status = document.createElement("p");

  function partsOf(row) {
    const before = row.previousElementSibling;
    return before?.matches(".row-form-errors") ? [before, row] : [row];
  }

  function move(button, step) {
    const group = groupOf(button);
    const rows = inputsOf(group).map(rowOf);
    const at = rows.indexOf(button.closest("tr, .inline-related"));
    const beside = rows[at + step];
    if (!beside) return;
    if (step < 0) partsOf(beside)[0].before(...partsOf(rows[at]));
    else beside.after(...partsOf(rows[at]));
    inputsOf(group).forEach((input, place) => { input.value = place + 1; });
    button.focus();
    status.textContent = `Now row ${at + step + 1} of ${rows.length}`;
  }

  function addButtons(input) {
    const buttons = document.createElement("span");
    buttons.className = "movers";
    for (const [sign, name, step] of [["↑", "Move up", -1], ["↓", "Move down", 1]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: name });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => move(button, step));
      buttons.append(button);
    }
    const row = rowOf(input);
    (row.matches("tr") ? input.parentElement : row.querySelector("h3")).append(buttons);
    input.closest(".field-position").classList.add("moved-by-buttons");
  }

  // A form that came back with errors holds the order that the editor had made.
  function restoreOrder(group) {
    const inputs = inputsOf(group);
    const sorted = [...inputs].sort((one, other) => one.value - other.value);
    if (sorted.some((input, at) => input !== inputs[at])) {
      const end = document.getElementById(`${groupPrefix(group)}-empty`);
      sorted.forEach((input) => end?.before(...partsOf(rowOf(input))));
    }
  }
  const groupPrefix = (group) => group.id.replace(/-group$/, "");

  // The drop-down's own parts have no name of their own.
  function nameParts(select) {
    const label = select.getAttribute("aria-label");
    const shown = select.nextElementSibling?.querySelector('[role="textbox"]');
    for (const name of ["role", "aria-readonly"]) shown?.removeAttribute(name);
    for (const part of select.nextElementSibling?.querySelectorAll('[role="combobox"], [role="searchbox"]') ?? []) {
      part.id ||= `${select.id}-${part.getAttribute("role")}`;
      part.setAttribute("aria-label", label);
      part.setAttribute("aria-labelledby", `${part.id} ${part.getAttribute("aria-labelledby") ?? ""}`.trim());
    }
  }

  function unfold() {
    const target = document.getElementById(location.hash.slice(1));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target?.focus();
  }

  document.addEventListener("formset:added", ({ target }) => {
    const places = inputsOf(groupOf(target)).map((input) => Number(input.value));
    for (const input of inputsOf(target)) {
      input.value = Math.max(...places.slice(0, -1), 0) + 1;
      addButtons(input);
    }
    setTimeout(() => target.querySelectorAll("select.admin-autocomplete").forEach(nameParts));
  });
  addEventListener("load", () => {
    status.className = "move-status";
    status.setAttribute("role", "status");
    document.body.append(status);
    for (const group of document.querySelectorAll(".inline-group")) {
      restoreOrder(group);
      inputsOf(group).forEach(addButtons);
      const count = group.querySelectorAll(".has_original").length;
      group.querySelector(".inline-heading")?.append(` (${count})`);
    }
    document.querySelectorAll("th.original").forEach((head) => { head.textContent = "Row"; });
    // Django keeps the head of a column for deleting where nothing can be deleted.
    document.querySelectorAll(".tabular thead th:empty").forEach((head) => head.remove());
    // The drop-downs are made in a timer of their own, set before this one.
    setTimeout(() => document.querySelectorAll("select.admin-autocomplete:not([name*='__prefix__'])").forEach(nameParts));
    unfold();
  });
  addEventListener("hashchange", unfold);
})();
