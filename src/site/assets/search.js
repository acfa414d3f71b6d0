// Search as you type: an enhancement. Without it, the page of results leads to the list of everything.
// The index is a script, not JSON, so that it also loads from the file system. It loads at the first key press.
(() => {
  const here = document.currentScript.src;
  let index;
  const load = () => (index ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("search-index.js", here).href;
    script.onload = () => done(globalThis.idpIndex);
    script.onerror = failed;
    document.head.append(script);
  }));
  const score = (entry, words) => {
    let total = 0;
    for (const word of words) {
      const name = entry.name;
      const points = name === word ? 100 : name.startsWith(word) ? 60 : name.includes(word) ? 40 : entry.text.includes(word) ? 10 : 0;
      if (!points) return 0;
      total += points;
    }
    return total;
  };
  // What people paste: a page of a repository, its clone URL, #channel, @login.
  const simplify = (word) => {
    const bare = word.replace(/^[a-z+]+:\/\//, "").replace(/^git@([^:]+):/, "$1/").replace(/^[#@]/, "").replace(/\.git$/, "");
    return bare === word ? word : bare.split("/").slice(0, 3).join("/");
  };
  const find = async (text) => {
    const words = text.toLowerCase().trim().split(/\s+/).map(simplify).filter(Boolean);
    if (!words.length) return [];
    const found = (await load()).map((entry) => [score(entry, words), entry]).filter(([points]) => points);
    found.sort(([a, x], [b, y]) => b - a || (x.name < y.name ? -1 : 1));
    return found.map(([, entry]) => entry);
  };
  const count = (number) => (number === 1 ? "1 result" : `${number} results`);
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? "" });
  const row = (entry) => {
    const item = make("li", ""), left = make("div", ""), right = make("div", "");
    const link = Object.assign(make("a", "hit", entry.title), { href: new URL(entry.href, here).href });
    left.append(link, make("span", "small", entry.kind));
    right.append(make("span", "", entry.owner), make("span", "small", entry.reach));
    item.append(left, right);
    return item;
  };
  for (const form of document.querySelectorAll("form.find")) {
    const input = form.querySelector("input");
    const list = make("ol", "hits pop");
    const status = Object.assign(make("p", "vh"), { role: "status" });
    form.append(list, status);
    const close = () => list.replaceChildren();
    input.addEventListener("input", async () => {
      const typed = input.value;
      const found = await find(typed);
      if (typed !== input.value) return;
      list.replaceChildren(...found.slice(0, 8).map(row));
      status.textContent = typed.trim() ? count(found.length) : "";
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { close(); input.focus(); }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input, ...list.querySelectorAll("a")];
      if (step && stops.length > 1) { event.preventDefault(); stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus(); }
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input, textarea")) { event.preventDefault(); document.querySelector("form.find input")?.focus(); }
  });
  const results = document.querySelector("[data-results]");
  const asked = new URLSearchParams(location.search).get("q")?.trim();
  if (results && asked) {
    document.querySelector("form.find input").value = asked;
    find(asked).then((found) => {
      results.replaceChildren(...found.slice(0, 100).map(row));
      document.querySelector("[data-status]").textContent = `${count(found.length)} for “${asked}”`;
    });
  }
})();
