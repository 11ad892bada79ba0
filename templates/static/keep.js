// The buttons of the page "Read it offline". Until one is pressed nothing is registered, kept or asked for.

const box = document.querySelector(".keep"), say = box.querySelector("[role=status]");
const [keep, remove] = box.querySelectorAll("button"), root = box.dataset.root, ours = `kept ${root} `;
const workers = navigator.serviceWorker;
box.querySelector(".unscripted").remove();

function show(isKept, words) {
  keep.hidden = isKept;
  remove.hidden = !isKept;
  keep.disabled = remove.disabled = false;
  say.textContent = words;
}

// Resolves when what is on its way is kept; rejects where it could not be.
function settled(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("it could not be kept"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

async function forget() {
  const registration = await workers.getRegistration(root);
  if (registration) await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
}

keep.addEventListener("click", async () => {
  keep.disabled = true;
  say.textContent = "One moment.";
  try {
    const registration = await workers.register(`${root}worker.js`, { scope: root });
    await settled(registration.installing || registration.waiting || registration.active);
    show(true, "The library is on this device. Open any of its pages without a network.");
    remove.focus();
  } catch {
    await forget();
    show(false, "It could not be kept: the network broke off, or there is no room. Nothing was left behind.");
  }
});

remove.addEventListener("click", async () => {
  remove.disabled = true;
  await forget();
  show(false, "It is gone. Nothing of it is left on this device.");
  keep.focus();
});

if (workers && window.caches) {
  workers.onmessage = ({ data }) => { if (keep.disabled) say.textContent = `${data.done} of ${data.of} files are here.`; };
  const registration = await workers.getRegistration(root);
  show(!!registration?.active, registration?.active ? "The library is on this device. When the site changes, so does what is kept." : "");
} else {
  say.textContent = "This browser keeps nothing, or the page came by a way that is not safe. Take the copy to carry away instead.";
}
