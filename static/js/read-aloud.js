// Reads a lesson aloud in the browser's own voice, and shows where it is. Nothing is sent anywhere by us. Without a voice for the lesson's
// language there is no button: a wrong voice is worse than none.

// What one can choose in a dilemma is part of its story; the number on a contact card is what the card is for.
const WORDS = "h2, h3, h4, p, li, dt, dd, summary, legend, label, blockquote, td, th, img[alt], .dilemma-option, .contacts__call";
const SILENT = "[hidden], select, label .ds-sr-only"; // the label of a place in an order
const NORWEGIAN = ["nb", "no", "nn"];

// Norwegian in whatever form there is; other languages by their first part.
function voiceFor(language) {
  const wanted = language.toLowerCase().split("-")[0];
  const fit = NORWEGIAN.includes(wanted) ? [wanted, ...NORWEGIAN] : [wanted];
  const voices = speechSynthesis.getVoices();
  const own = fit.map((each) => voices.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === each)).find((found) => found.length);
  return own?.find((voice) => voice.localService) ?? own?.[0];
}

function wordsOf(element) {
  if (element.alt) return element.alt;
  const seen = element.cloneNode(true);
  seen.querySelectorAll(SILENT).forEach((each) => each.remove());
  return seen.textContent.replace(/\s+/g, " ").trim();
}

// Numbers to ring in need, as one says them: «1 1 3», not a hundred and thirteen.
const spoken = (words) => words.replace(/(?<![\d+] ?)\b(?:11[0-3]|116 ?\d{3})\b(?! ?\d)/g, (number) =>
  number.replace(/ /g, "").match(/\d{1,3}/g).map((part) => [...part].join(" ")).join(", "));

// What is on the page, piece by piece, sentence by sentence: long texts are cut off by some browsers.
function sentences(text) {
  const found = [];
  const leaf = (element) => element.checkVisibility?.() !== false && !element.querySelector(WORDS);
  for (const element of [...text.querySelectorAll(WORDS)].filter(leaf)) {
    for (const part of wordsOf(element).split(/(?<!^\d+\.)(?<=[.!?][»”]?)\s+(?=[\p{Lu}«])/u)) {
      if (/[\p{L}\p{N}]/u.test(part)) found.push({ element, words: spoken(part) });
    }
  }
  return found;
}

function readAloud(box) {
  const text = document.getElementById(box.dataset.text);
  const [start, pause, stop] = ["start", "pause", "stop"].map((name) => box.querySelector(`[data-aloud="${name}"]`));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let queue = [];
  let place = 0;
  let marked = null;
  let turn = 0; // what was said before a pause ends late

  const mark = (element) => {
    marked?.classList.remove("is-read-aloud");
    marked = element;
    marked?.classList.add("is-read-aloud");
    marked?.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  };
  const show = (state) => {
    start.hidden = state === "reading";
    pause.hidden = state !== "reading";
    stop.hidden = state === "silent";
    start.querySelector("span").textContent = state === "paused" ? start.dataset.again : start.dataset.first;
  };
  const silence = () => {
    turn += 1;
    speechSynthesis.cancel();
  };
  const end = () => {
    silence();
    mark(null);
    place = 0;
    show("silent");
  };
  const next = () => {
    const now = queue[place];
    if (!now) return end();
    const mine = turn;
    const said = new SpeechSynthesisUtterance(now.words);
    said.voice = voiceFor(now.element.closest("[lang]").lang) ?? voiceFor(text.lang);
    said.lang = said.voice?.lang ?? text.lang;
    said.onend = () => {
      if (mine !== turn) return;
      place += 1;
      next();
    };
    said.onerror = () => mine === turn && end();
    if (marked !== now.element) mark(now.element);
    speechSynthesis.speak(said);
  };

  start.addEventListener("click", () => {
    silence();
    if (place === 0) queue = sentences(text);
    show("reading");
    pause.focus();
    next();
  });
  pause.addEventListener("click", () => {
    silence();
    show("paused");
    start.focus();
  });
  stop.addEventListener("click", () => {
    end();
    start.focus();
  });
  addEventListener("pagehide", () => {
    silence();
    if (!pause.hidden) show("paused"); // whoever comes back with «back» finds the page as it was
  });

  const offer = () => (box.hidden = !voiceFor(text.lang));
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  show("silent");
  offer();
}

if ("speechSynthesis" in window) for (const box of document.querySelectorAll('[data-module~="read-aloud"]')) readAloud(box);
