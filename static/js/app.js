// What scripts add to pages that already work without them. One file, one request.
// An element asks for help with data-module="name"; several names are separated by spaces.

const ANSWERS = "answers:";
const KEEP_DAYS = 30;

// localStorage may be full, forbidden or cleared at any moment; nothing here may break a page.
const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* nothing to drop */
    }
  },
  keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  },
};

// Says in the form's {% save_state %} how things stand; the words are in its data-… attributes.
function say(form, state) {
  const place = form.querySelector("[data-save-state]");
  if (!place || place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = place.dataset[state] ?? "";
  place.hidden = !place.textContent;
}

function later(act, delay) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
}

const keyOf = (form) => ANSWERS + (form.dataset.key || location.pathname);

// --- submit-once: a second press while the first is under way does nothing ---

function submitOnce(form) {
  const free = () => {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    // Wait one turn: another listener may yet stop this submit.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      form.dataset.sending = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
      setTimeout(free, 10000);
    });
  });
  window.addEventListener("pageshow", (event) => event.persisted && free());
}

// --- offline-note: without a connection what is sent from the page is held back, and the note stands where one pressed ---

function offlineNote(note) {
  const hold = (event) => {
    if (navigator.onLine !== false || event.target.querySelector("[data-save-state]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.append(note);
    note.hidden = false;
    note.textContent = note.dataset.offline;
  };
  document.addEventListener("submit", hold, true);
  addEventListener("online", () => (note.hidden = true));
}

// --- local-answers: what is filled in stays on the device until the server has it ---

function answersOf(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

function fillIn(form, answers) {
  const wanted = new Map();
  for (const [name, value] of answers) wanted.set(name, [...(wanted.get(name) ?? []), value]);
  let changed = false;
  for (const control of form.elements) {
    if (!control.name || control.disabled || control.type === "hidden" || control.type === "password") continue;
    const values = wanted.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      const checked = values.includes(control.value);
      changed ||= control.checked !== checked;
      control.checked = checked;
    } else if (control.type !== "submit" && control.type !== "button" && control.type !== "file" && values.length) {
      const value = values.shift();
      changed ||= control.value !== value;
      control.value = value;
    }
  }
  return changed;
}

function localAnswers(form) {
  const key = keyOf(form);
  const kept = store.read(key);
  if (kept && fillIn(form, kept.answers)) {
    say(form, "restored");
    form.dispatchEvent(new CustomEvent("answers-restored"));
  }
  const keep = () => {
    const done = store.write(key, { at: Date.now(), answers: answersOf(form) });
    if (done && !form.dataset.module.includes("autosave")) say(form, "kept");
  };
  const soon = later(keep, 300);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine === false) {
      event.preventDefault();
      say(form, "offline");
    }
  });
  window.addEventListener("pagehide", () => form.dataset.touched && keep());
  form.addEventListener("input", () => (form.dataset.touched = "yes"), { once: true });
}

function received(root) {
  for (const place of root.querySelectorAll("[data-answers-received]")) store.drop(ANSWERS + place.dataset.answersReceived);
}

function forgetAnswers() {
  const oldest = Date.now() - KEEP_DAYS * 86400000;
  for (const key of store.keys(ANSWERS)) if (!(store.read(key)?.at > oldest)) store.drop(key);
  // On a shared machine nothing is left for the next person.
  for (const form of document.querySelectorAll("[data-forget-answers]")) {
    form.addEventListener("submit", () => [...store.keys(ANSWERS), ...store.keys("ticks:")].forEach(store.drop));
  }
}

// --- autosave: posts the form in the background and says when it is saved ---

function autosave(form) {
  let running = false;
  let again = false;
  const send = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    say(form, "saving");
    try {
      const answer = await fetch(form.dataset.url || form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        keepalive: true,
      });
      if (answer.ok && !answer.redirected) {
        if (!again) store.drop(keyOf(form));
        say(form, "saved");
      } else {
        say(form, "failed");
      }
    } catch {
      say(form, "offline");
    }
    running = false;
    if (again) {
      again = false;
      send();
    }
  };
  const soon = later(send, 1200);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("answers-restored", soon);
  window.addEventListener("online", soon);
}

// --- ordering: buttons that move an item, instead of choosing numbers ---

function ordering(box) {
  const list = box.querySelector(".ordering__list");
  const status = box.querySelector("[data-ordering-status]");
  const select = (item) => item.querySelector("select");
  const items = () => [...list.children];

  const number = () => {
    items().forEach((item, index, all) => {
      select(item).value = String(index + 1);
      item.querySelector("[data-move=up]").setAttribute("aria-disabled", String(index === 0));
      item.querySelector("[data-move=down]").setAttribute("aria-disabled", String(index === all.length - 1));
    });
  };
  const arrange = () => {
    const places = new Map(items().map((item) => [item, Number(select(item).value)]));
    list.append(...items().sort((a, b) => places.get(a) - places.get(b)));
    number();
  };

  box.classList.add("ordering--live");
  for (const item of items()) {
    select(item).hidden = true;
    item.querySelector(".ordering__buttons").hidden = false;
  }
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const item = button.closest("li");
    if (button.dataset.move === "up") item.previousElementSibling.before(item);
    else item.nextElementSibling.after(item);
    number();
    button.focus();
    const words = { item: item.querySelector(".ordering__text").textContent, position: items().indexOf(item) + 1, count: items().length };
    status.textContent = status.dataset.text.replace(/\{(\w+)\}/g, (_, name) => words[name]);
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  box.form?.addEventListener("answers-restored", arrange);
  arrange();
}

// --- filter: narrows a list while one types; the form itself still works ---

function filter(form) {
  const list = document.getElementById(form.dataset.filterList);
  const input = form.querySelector("input[type=search], input[type=text]");
  const status = form.querySelector("[data-filter-status]");
  if (!list || !input) return;
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of list.querySelectorAll("[data-filter-text]")) {
      const text = row.dataset.filterText.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    status.textContent = words.length ? status.dataset.text.replace("{count}", shown) : "";
  });
}

// --- refresh: asks for the same page while one types or chooses, and puts the parts that follow from the form in place; the form itself stays ---

function refresh(form) {
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const address = form.action.split("?")[0] + (query.size ? "?" + query : "");
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return; // a later question has been asked meanwhile
      for (const id of form.dataset.refresh.split(" ")) {
        const [part, fresh] = [document.getElementById(id), page.getElementById(id)];
        if (!part || !fresh) throw new Error(id);
        part.replaceChildren(...fresh.childNodes);
        begin(part);
      }
      const said = page.querySelector("[data-refresh-said]");
      document.querySelector("[data-refresh-said]").textContent = said ? said.textContent : "";
      history.replaceState(null, "", address);
    } catch {
      if (mine === asked) form.requestSubmit(); // the browser's own way shows what is wrong
    }
  };
  form.addEventListener("input", later(ask, 250));
}

// --- checklist: ticks are remembered on this device ---

function checklist(box) {
  const key = "ticks:" + box.dataset.key;
  const boxes = [...box.querySelectorAll("input[type=checkbox]")];
  const ticked = new Set(store.read(key) ?? []);
  for (const each of boxes) each.checked = ticked.has(each.value);
  box.addEventListener("change", () => store.write(key, boxes.filter((each) => each.checked).map((each) => each.value)));
}

// --- swap: posts a form in the background and puts the part of the answer that belongs to it in its place ---

function swap(form) {
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const part = document.getElementById(form.dataset.swap);
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && page.getElementById(form.dataset.swap);
      if (!fresh) throw new Error(answer.status);
      part.replaceWith(fresh);
      begin(fresh);
      fresh.focus({ preventScroll: true });
      fresh.scrollIntoView({ block: "nearest" });
    } catch {
      // Whatever went wrong, the browser's own way shows it.
      part.removeAttribute("aria-busy");
      if (event.submitter) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
      form.submit();
    }
  });
}

// --- watch: work goes on elsewhere; what tells of it is read anew until it is no longer on the page ---

function watch(part) {
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (answer.ok && !fresh) return location.reload();
      if (fresh) part.replaceChildren(...fresh.childNodes);
    } catch {
      /* asked again in a moment */
    }
    watch(part);
  }, 3000);
}

// --- small things ---

function print(button) {
  button.addEventListener("click", () => window.print());
}

function takeFocus(box) {
  box.focus();
}

function closeMenus() {
  const open = () => document.querySelectorAll(".user-menu[open]");
  document.addEventListener("click", (event) => open().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// --- passkey: says in words when the device gave no key; asked for by allauth's script ---

function passkey(place) {
  const failed = place.querySelector("[data-passkey-failed]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.hidden = false;
  });
}

const modules = {
  ordering, // before local-answers, which may put its items in another order
  "local-answers": localAnswers,
  autosave,
  swap,
  watch,
  "submit-once": submitOnce,
  filter,
  refresh,
  checklist,
  print,
  passkey,
  "error-summary": takeFocus,
  "offline-note": offlineNote,
};


function begin(root) {
  received(root);
  for (const element of root.querySelectorAll("[data-needs-script]")) element.hidden = false;
  for (const [name, start] of Object.entries(modules)) {
    const mark = `[data-module~="${name}"]`;
    for (const element of root.querySelectorAll(mark)) start(element);
  }
}

document.documentElement.classList.add("scripted");
forgetAnswers();
closeMenus();
begin(document);
