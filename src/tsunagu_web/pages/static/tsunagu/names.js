// F9, or the button, hides people's names on the screen (somebody stands behind you). The choice lasts for this tab.
(function () {
  "use strict";
  var KEY = "tsunagu-names";
  var root = document.documentElement;

  function hidden() {
    return root.classList.contains("names-hidden");
  }

  function show(button) {
    button.firstChild.textContent = hidden() ? "名前を出す " : "名前をかくす ";
  }

  function toggle(button) {
    root.classList.toggle("names-hidden");
    sessionStorage.setItem(KEY, hidden() ? "hidden" : "shown");
    show(button);
  }

  // Before the page is drawn, so that no name flashes up.
  if (sessionStorage.getItem(KEY) === "hidden") {
    root.classList.add("names-hidden");
  }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("names-button");
    if (!button) {
      return;
    }
    button.hidden = false;
    show(button);
    button.addEventListener("click", function () { toggle(button); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "F9") {
        event.preventDefault();
        toggle(button);
      }
    });
  });
})();
