// Answers by one key: the number written on a button presses it. Off while somebody types, and by the switch on the page.
(function () {
  "use strict";
  var STORED = "tsunagu-answer-keys";
  var form = document.getElementById("answer");
  var control = document.getElementById("keys-button");
  if (!form || !control) {
    return;
  }
  var on = window.sessionStorage.getItem(STORED) !== "off";
  var sent = false;

  function tell() {
    control.hidden = false;
    control.setAttribute("aria-pressed", on ? "true" : "false");
    control.textContent = on ? "キーで答える：入" : "キーで答える：切";
  }

  control.addEventListener("click", function () {
    on = !on;
    window.sessionStorage.setItem(STORED, on ? "on" : "off");
    tell();
  });

  form.addEventListener("submit", function (event) {
    // A key pressed twice must not answer the next pair unseen.
    if (sent) {
      event.preventDefault();
    }
    sent = true;
  });

  document.addEventListener("keydown", function (event) {
    var typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (!on || sent || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    var button = form.querySelector('button[data-key="' + CSS.escape(event.key) + '"]');
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  tell();
})();
