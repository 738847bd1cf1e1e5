// Comfort only: every page works without this file. It sends the form when a choice changes, shows the answer without
// a reload, keeps back and forward right, copies the address, and knows a few keys.

const main = () => document.getElementById("main");
const status = document.getElementById("status");
let running = null;

const say = (text) => { status.textContent = text; };

async function show(address, isNew, isSliding = false) {
  running?.abort();
  const mine = (running = new AbortController());
  document.body.classList.add("is-busy");
  say(document.body.dataset.loading);
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("answer")) { location.assign(address); return; }
    if (isSliding) slide(page); else replace(page);
    if (isNew) history.pushState({}, "", answer.url);
    if (isSliding) history.replaceState({}, "", answer.url);
    say(document.body.dataset.loaded);
  } catch (error) {
    if (error.name === "AbortError") return;
    location.assign(address);
  } finally {
    if (running === mine) document.body.classList.remove("is-busy");
  }
}

// The part that the reader stood on keeps the focus, by its place among those that can have it.
function replace(page) {
  const places = () => [...main().querySelectorAll("select, summary, a, button, input")];
  const before = document.activeElement;
  const key = before && (before.name || before.id) ? before.closest(".control")?.className.match(/control-\w+/)?.[0] : null;
  const place = places().indexOf(before);
  const isMore = document.getElementById("more")?.checked;
  document.title = page.title;
  document.querySelector(".side").replaceWith(page.querySelector(".side"));
  main().replaceChildren(...page.getElementById("main").childNodes);
  if (isMore && document.getElementById("more")) document.getElementById("more").checked = true;
  const again = (key && main().querySelector(`.${key} select`)) || places()[place];
  if (place >= 0) again?.focus({ preventScroll: true });
  prepare();
}

// While a slider moves it stays where it is: what it is about changes around it.
function slide(page) {
  document.title = page.title;
  for (const place of ["#answer", ".day-form"]) document.querySelector(place).replaceChildren(...page.querySelector(place).childNodes);
  prepare();
}

let waiting = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest(".slide-form");
  if (!form) return;
  const day = new Date((Number(event.target.value) - 719163) * 864e5);
  form.querySelector("[data-days]").textContent = day.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).replace(" г.", "");
  clearTimeout(waiting);
  waiting = setTimeout(() => show(formAddress(form), false, true), 150);
});

function prepare() {
  for (const button of document.querySelectorAll(".needs-script")) button.hidden = false;
  document.querySelector(".side-nav [aria-current]")?.scrollIntoView({ block: "nearest" });
  for (const place of document.querySelectorAll("[data-brief]")) fill(place);
}

// What takes longer than a page may is fetched once the page is there; without it the link beside it stays.
async function fill(place) {
  const answer = await fetch(place.dataset.brief, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...part.body.childNodes);
}

function formAddress(form) {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(pairs).toString();
  return form.action.split("?")[0] + (query ? "?" + query : "");
}

async function copy(button = document.querySelector("[data-copy]")) {
  await navigator.clipboard.writeText(button?.dataset.copy || location.href);
  say(document.body.dataset.copied);
  if (!button || button.classList.contains("is-done")) return;
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = document.body.dataset.copied;
  button.classList.add("is-done");
  setTimeout(() => { words.textContent = before; button.classList.remove("is-done"); }, 1600);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(".filters, .day-form");
  if (!form || event.target.id === "more") return;
  if (event.target.closest(".own, .narrow-pop")) return;
  if (event.target.type === "date" && !event.target.value) return;
  show(formAddress(form), true);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".filters, .day-form, .slide-form")) return;
  event.preventDefault();
  show(formAddress(event.target), true);
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.pop[open]")) if (!open.contains(event.target)) open.open = false;
  const button = event.target.closest("[data-copy]");
  if (button) { copy(button); return; }
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const theme = link.dataset.themeChoice;
  if (theme) {
    // At once, and the server remembers it for the next page.
    event.preventDefault();
    if (theme === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = theme;
    for (const one of document.querySelectorAll("[data-theme-choice]")) one.toggleAttribute("aria-current", one === link);
    link.setAttribute("aria-current", "true");
    fetch(link.href, { redirect: "manual" });
    return;
  }
  const here = new URL(location.href);
  const there = new URL(link.href, here);
  const isSamePage = there.origin === here.origin && there.pathname === here.pathname && !there.searchParams.has("lang");
  if (isSamePage && main().contains(link) && document.getElementById("answer") && !there.hash) {
    event.preventDefault();
    show(there.href, true);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.pop[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (event.target.matches("input, select, textarea") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); document.querySelector(".filters summary, .filters select")?.focus(); }
  else if (event.key === "c") copy();
  else if (event.key === "[" || event.key === "]") document.querySelector(`[data-key="${event.key}"]`)?.click();
});

window.addEventListener("popstate", () => {
  if (document.getElementById("answer")) show(location.href, false);
});

prepare();
