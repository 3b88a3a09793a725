// Ties the pages that use a passkey to allauth's script, and says in words what went wrong.
(() => {
  "use strict";
  const reasons = {
    NotAllowedError: "Nothing was chosen, or it took too long. Try again.",
    InvalidStateError: "This device keeps a passkey for your account already.",
    SecurityError: "Passkeys do not work at this address. Open the site by its name, over HTTPS.",
    TypeError: "This browser cannot use passkeys here.",
  };
  const form = document.querySelector("form[data-passkey]");
  const kind = form.dataset.passkey;
  const status = document.getElementById("passkey-status");

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    status.textContent = reasons[event.detail.exception.name] ?? "It did not work. Try again in a minute.";
  });
  document.getElementById("passkey-button").addEventListener("click", () => { status.textContent = ""; });
  window.allauth.webauthn.forms[`${kind}Form`]({
    ids: {
      [kind]: "passkey-button",
      credential: "passkey-credential",
      passwordless: "passkey-alone",
      data: "passkey-data",
    },
  });
})();
