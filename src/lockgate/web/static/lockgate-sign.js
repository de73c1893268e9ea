// Signing with a security key or a passkey of this machine (WebAuthn). Without scripts, nothing here is signed.
// A form says what it wants: data-sign names the field whose bytes are signed, data-make asks for a new credential.
"use strict";
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const text = (data) =>
    btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const keys = (form) =>
    (form.dataset.credentials || "").split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

  const fill = (form, given) => {
    for (const [name, value] of Object.entries(given)) {
      form.elements[name].value = value;
    }
  };

  const sign = async (form) => {
    const signed = new TextEncoder().encode(form.elements[form.dataset.sign].value);
    const challenge = await crypto.subtle.digest("SHA-256", signed);
    const got = await navigator.credentials.get({
      publicKey: { challenge, allowCredentials: keys(form), userVerification: "required" },
    });
    fill(form, {
      credential: text(got.rawId),
      authenticator: text(got.response.authenticatorData),
      client: text(got.response.clientDataJSON),
      signature: text(got.response.signature),
    });
  };

  const make = async (form) => {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: { name: "lockgate" },
        user: { id: bytes(form.dataset.person), name: form.dataset.make, displayName: form.dataset.make },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        // ECDSA on P-256 with SHA-256, and on P-384 with SHA-384.
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -35 }],
        excludeCredentials: keys(form),
        authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
        attestation: "none",
      },
    });
    fill(form, { credential: text(made.rawId), key: text(made.response.getPublicKey()) });
  };

  const asked = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      await (form.dataset.sign ? sign(form) : make(form));
      form.submit();
    } catch (problem) {
      // Whoever closed the browser's question may press the button again.
      failed.hidden = false;
      failed.querySelector("[data-why]").textContent = problem.name;
    }
  };

  for (const form of document.querySelectorAll("form[data-sign], form[data-make]")) {
    form.addEventListener("submit", asked);
  }
})();
