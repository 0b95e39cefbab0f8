// While jobs run, the page asks for itself once a second and takes over what is in main.
(function () {
  "use strict";
  const idle = 5; // seconds between looks while nothing runs
  let waited = 0;
  async function look() {
    const main = document.querySelector("main");
    waited++;
    if (document.hidden || (!("busy" in main.dataset) && waited < idle)) return;
    waited = 0;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement && document.activeElement.closest("form");
      if (!focused) main.replaceWith(page.querySelector("main"));
    } catch {
      main.classList.add("gone"); // the session is over
    }
  }
  setInterval(look, 1000);
})();
