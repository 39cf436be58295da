// A page left alone shows nothing once its session has ended: the terminal may stand where anybody passes.
// What is kept for the other windows is the moment of the last page alone, never anything of a person.
(function () {
  "use strict";
  var KEY = "tsunagu-used";
  var WARNED_BEFORE = 60 * 1000;
  var script = document.currentScript;
  var limit = Number(script.dataset.seconds) * 1000;
  var opened = Date.now();
  var closed = false;

  function remember() {
    try {
      localStorage.setItem(KEY, String(opened));
    } catch (error) {
      // Without storage each window counts for itself.
    }
  }

  function lastUsed() {
    try {
      // A clock that was set back must not keep a page open.
      return Math.max(opened, Math.min(Number(localStorage.getItem(KEY)) || 0, Date.now()));
    } catch (error) {
      return opened;
    }
  }

  function line(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function warn(left) {
    var box = document.getElementById("idle-warning");
    if (left > WARNED_BEFORE) {
      if (box) {
        box.remove();
      }
      return;
    }
    if (!box) {
      box = line("p", "まもなく画面を閉じます。書きかけのものは、いま送ってください。");
      box.id = "idle-warning";
      box.className = "note red";
      box.setAttribute("role", "alert");
      document.getElementById("main").prepend(box);
    }
  }

  function close() {
    closed = true;
    var box = document.createElement("main");
    var link = line("a", "ログインする");
    link.className = "button first";
    link.href = script.dataset.login + "?next=" + encodeURIComponent(location.pathname + location.search);
    box.id = "main";
    box.append(line("h1", "画面を閉じました"));
    box.append(line("p", "しばらく使われなかったので、内容を消しました。続けるときは、もう一度ログインしてください。"));
    box.append(link);
    document.title = "画面を閉じました｜つなぐ";
    document.body.replaceChildren(box);
    link.focus();
  }

  function look() {
    if (closed || !document.body) {
      return;
    }
    var left = lastUsed() + limit - Date.now();
    if (left <= 0) {
      close();
    } else if (document.getElementById("main")) {
      warn(left);
    }
  }

  remember();
  setInterval(look, 5000);
  // A sleeping terminal counts no seconds, and a page may come back out of the browser's memory.
  ["focus", "pageshow"].forEach(function (name) { window.addEventListener(name, look); });
  document.addEventListener("visibilitychange", look);
})();
