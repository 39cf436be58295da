// A page left alone shows nothing once its session has ended, by itself, by leaving or because somebody else logged in in another
// window: the terminal may stand where anybody passes. What is kept for the other windows is the moment of the last page and a
// mark of its session, never anything of a person. The page of the log-in has no mark: whoever sees it has no session.
(function () {
  "use strict";
  var KEY = "tsunagu-used";
  var WARNED_BEFORE = 60 * 1000;
  var script = document.currentScript;
  var limit = Number(script.dataset.seconds) * 1000;
  var session = script.dataset.session || "";
  var opened = Date.now();
  var closed = false;

  function remember() {
    try {
      localStorage.setItem(KEY, session + " " + opened);
    } catch (error) {
      // Without storage each window counts for itself.
    }
  }

  function newest() {
    try {
      var told = (localStorage.getItem(KEY) || "").split(" ");
      return { session: told[0], at: Number(told[1]) || 0 };
    } catch (error) {
      return { session: session, at: 0 };
    }
  }

  function isOver(page) {
    return page.session !== session && page.at >= opened;
  }

  function lastUsed(page) {
    // A clock that was set back must not keep a page open, nor may another's session.
    return page.session === session ? Math.max(opened, Math.min(page.at, Date.now())) : opened;
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

  function close(why) {
    closed = true;
    var box = document.createElement("main");
    var link = line("a", "ログインする");
    link.className = "button first";
    link.href = script.dataset.login + "?next=" + encodeURIComponent(location.pathname + location.search);
    box.id = "main";
    box.append(line("h1", "画面を閉じました"));
    box.append(line("p", why + "、内容を消しました。続けるときは、もう一度ログインしてください。"));
    box.append(link);
    document.title = "画面を閉じました｜つなぐ";
    document.body.replaceChildren(box);
    link.focus();
  }

  function look() {
    if (closed || !document.body) {
      return;
    }
    var page = newest();
    var left = lastUsed(page) + limit - Date.now();
    if (isOver(page)) {
      close("別の画面でログインが終わったので");
    } else if (left <= 0) {
      close("しばらく使われなかったので");
    } else if (document.getElementById("main")) {
      warn(left);
    }
  }

  remember();
  if (!session) {
    return;
  }
  setInterval(look, 5000);
  window.addEventListener("storage", look);
  // A sleeping terminal counts no seconds, and a page may come back out of the browser's memory.
  ["focus", "pageshow"].forEach(function (name) { window.addEventListener(name, look); });
  document.addEventListener("visibilitychange", look);
})();
