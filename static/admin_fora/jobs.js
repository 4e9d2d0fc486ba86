// The page of a job that is not done yet is fetched again, until it is.
"use strict";

const EVERY = 1500; // milliseconds

async function look() {
    const shown = document.getElementById("job");
    if (!shown || !shown.hasAttribute("data-open")) {
        return;
    }
    try {
        const answer = await fetch(location.href, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) {
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const now = page.getElementById("job");
            if (now && now.innerHTML !== shown.innerHTML) {
                replace(shown, now);
            }
        }
    } catch {
        // The site is away for a moment: it is asked again.
    }
    setTimeout(look, EVERY);
}

function replace(shown, now) {
    if (!now.hasAttribute("data-open")) {
        location.reload(); // the scripts of what is shown then begin with it
        return;
    }
    const link = shown.contains(document.activeElement);
    shown.innerHTML = now.innerHTML;
    if (link) {
        shown.querySelector("a.button")?.focus();
    }
}

setTimeout(look, EVERY);
