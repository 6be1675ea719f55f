// At the editors' desk. Wagtail asks every ten seconds who else has the page open. An answer that was asked for before the writer's own draft was kept,
// and comes after it, takes that draft for somebody else's, and then warns before publishing. Such an answer is passed over; the next one knows better.

let drafts = 0; // drafts that were sent to be kept
let asked = 0; // as many as that when the question was sent

document.addEventListener("w-session:ping", () => {
  asked = drafts;
});
document.addEventListener("w-autosave:save", () => {
  drafts += 1;
});
document.addEventListener(
  "w-swap:json",
  (event) => {
    const isOutdated = asked !== drafts && event.target.closest?.('[data-controller~="w-session"]');
    if (isOutdated) event.stopImmediatePropagation();
  },
  true, // before Wagtail's own script hears of it
);
