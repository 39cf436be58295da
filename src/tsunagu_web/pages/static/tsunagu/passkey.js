// A passkey is made or used only when its button is pressed; what the browser answers goes to this server alone.
"use strict";

async function send(form, address, body) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
    body: body,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function usePasskey(form) {
  const asked = await send(form, form.dataset.begin, "{}");
  const found = form.dataset.kind === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  const told = await send(form, form.dataset.end, JSON.stringify(found.toJSON()));
  window.location.assign(told.next);
}

for (const form of document.querySelectorAll("form.passkey")) {
  form.addEventListener("submit", (pressed) => {
    pressed.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    usePasskey(form).catch(() => { problem.hidden = false; });
  });
}
