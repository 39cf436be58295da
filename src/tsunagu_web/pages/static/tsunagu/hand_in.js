// Says what is missing before the files travel: on what they came, and who carried them. The server asks for the same.
"use strict";
const form = document.getElementById("hand-in-form");
const told = document.getElementById("not-yet");

function missing() {
  const medium = document.getElementById("id_medium");
  const carrier = document.getElementById("id_carrier");
  const files = document.getElementById("id_files");
  if (files.required && files.files.length === 0) return [files, told.dataset.files];
  if (medium.value === "") return [medium, told.dataset.medium];
  const carried = medium.selectedOptions[0].hasAttribute("data-carried");
  if (carried && carrier.value.trim() === "") return [carrier, told.dataset.carrier];
  return null;
}

form?.addEventListener("submit", (event) => {
  const found = missing();
  if (found === null) return;
  event.preventDefault();
  const [field, words] = found;
  told.querySelector("p").textContent = `＊${words}`;
  told.hidden = false;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "not-yet");
  field.focus();
});
