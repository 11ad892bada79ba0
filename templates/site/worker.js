"use strict";
// Keeps the library in a reader's browser: installed by a press of a button on the page "Read it offline" and by nothing else.
// Its bytes change with the site's, so browsers notice by themselves, and what changed is fetched before it takes the place of the former.

const VERSION = {{ version|tojson }}, ROOT = {{ root|tojson }};
const OURS = `kept ${ROOT} `, NOW = OURS + VERSION, LIST = ROOT + "offline/kept.json";
const AT_ONCE = 6, PATIENCE = 4000; // fetched side by side; milliseconds after which what is kept is shown

self.addEventListener("install", event => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", event => event.waitUntil(forgetFormer().then(() => self.clients.claim())));
self.addEventListener("fetch", event => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === self.location.origin && pathname.startsWith(ROOT))
    event.respondWith(answer(event.request, pathname));
  if (event.request.mode === "navigate") event.waitUntil(look());
});

async function keep() {
  const list = await (await fetched(LIST)).json();
  if (list.version !== VERSION) throw new Error("the site is being changed just now");
  const former = await known(), cache = await caches.open(NOW), files = Object.entries(list.files);
  let next = 0, done = 0;
  async function some() {
    while (next < files.length) {
      const [path, name] = files[next++];
      const same = former.files[path] === name && await caches.match(ROOT + path, { cacheName: former.name, ignoreVary: true });
      await cache.put(ROOT + path, same || await fetched(ROOT + path));
      if (++done % 10 === 0 || done === files.length) await tell({ done, of: files.length });
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, some));
    await cache.put(LIST, new Response(JSON.stringify(list), { headers: { "Content-Type": "application/json" } }));
  } catch (error) {
    next = files.length;
    await caches.delete(NOW);
    throw error;
  }
}

// What an earlier worker kept whole, if one did.
async function known() {
  for (const name of await caches.keys()) {
    const list = name.startsWith(OURS) && await caches.match(LIST, { cacheName: name });
    if (list) return { name, files: (await list.json()).files };
  }
  return { files: {} };
}

async function forgetFormer() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== NOW) await caches.delete(name);
}

// Once in a life: where the site offers this no more, nothing stays behind.
let looked;
const look = () => looked ??= fetch(LIST, { method: "HEAD", cache: "no-cache" }).then(async answer => {
  if (answer.status !== 404 && answer.status !== 410) return;
  await self.registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
}).catch(() => { looked = null; });

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}: ${address}`);
  // Some hosts lead on from an address that ends in .html, and no page may be shown with an answer that was led on.
  return answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer;
}

async function tell(news) {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(news);
}

// From the network where it answers in time; what is named after its bytes never changes, and need not be asked for.
async function answer(request, pathname) {
  const there = path => caches.match(path, { cacheName: NOW, ignoreVary: true });
  const kept = await there(pathname) || request.mode === "navigate" && await there(`${pathname}/`);
  if (kept && pathname.startsWith(ROOT + "assets/")) return kept;
  try {
    return await (kept ? Promise.race([fetch(request), late()]) : fetch(request));
  } catch {
    if (kept) return kept;
    const page = request.mode === "navigate" && await caches.match(ROOT + "offline/not-kept.html", { cacheName: NOW, ignoreVary: true });
    return page || Response.error();
  }
}

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE));
