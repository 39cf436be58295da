// A job's page asks every few seconds how far the job is, and goes on to the outcome when it is done.
// Without this file the page reloads itself by a <meta> element; both ways are the same to the server.
(function () {
  "use strict";
  var EVERY = 3000;
  var place = document.getElementById("progress");

  function again() {
    if (place && "live" in place.dataset) {
      window.setTimeout(look, EVERY);
    }
  }

  function look() {
    fetch("?watching=1", { redirect: "manual", credentials: "same-origin" }).then(function (answer) {
      if (answer.type === "opaqueredirect") {
        // Done, or the session has ended: either way the next page says so.
        window.location.assign(place.dataset.then || window.location.pathname);
        return null;
      }
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      if (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("progress");
        if (fresh && !("live" in fresh.dataset)) {
          window.location.reload();
          return;
        }
        // Replaced only where something changed; buttons stand outside, so that nobody's focus is lost.
        if (fresh && fresh.dataset.version !== place.dataset.version) {
          place.replaceWith(fresh);
          place = fresh;
        }
      }
      again();
    }).catch(again);
  }

  again();
})();
