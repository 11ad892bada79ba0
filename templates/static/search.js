// Search, on its own page alone. Words are looked up in files of this site; nothing is kept, and nothing asked elsewhere.
// What is typed becomes words as newsletter/site/search/words.py makes them; docs/search.md says how the files are written.

const RANKS = 4;
const AT_THE_HEAD = [1, 4, 8, 16]; // in the words, the summary, the names it is filed under, the title
const UNDER_A_HEADING = [1, 1.4, 1.8, 5]; // once, twice, more often, in the heading
const SHOWN = 5; // results at a time: each has its text fetched
const LONGEST = 200, MOST_WORDS = 12, MOST_CHOSEN = 12, EXCERPT = 230, PAUSE = 400;

const form = document.querySelector(".seek"), box = form.elements.q, fold = form.querySelector(".narrow");
const status = document.querySelector("[role=status]"), found = document.querySelector(".found");
const names = document.querySelector(".names");
const root = new URL(form.action).pathname, title = document.title;
let files = new Map(), turn = 0;

// Words

const folded = text => text.normalize("NFKD").replace(/[\p{M}\xad]/gu, "").toLowerCase();

function stem(word) {
  if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3) + "y";
  return word.length > 3 && /s$/.test(word) && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

// What is looked up as a word is: a flag, an arrow, a sign or a picture. Then words, bare and as they stand in a text.
const SIGN = String.raw`[\u{1f1e6}-\u{1f1ff}]{2}|[\u2190-\u2bff\u{1f000}-\u{1fbff}]`;
const BARE = new RegExp(String.raw`[\p{L}\p{N}]+(?:[-‐‑][\p{L}\p{N}]+)*|${SIGN}`, "gu");
const WRITTEN = new RegExp(String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}\xad'’‐‑-]*|${SIGN}`, "gu");

function* words(text) {
  const bare = folded(text).replace(/['’](?:s(?![\p{L}\p{N}_]))?/gu, "");
  for (const [whole] of bare.matchAll(BARE)) {
    const parts = whole.split(/[-‐‑]/);
    for (const part of parts) yield stem([...part].slice(0, 40).join(""));
    if (parts[1]) yield stem([...parts.join("")].slice(0, 40).join(""));
  }
}

// How many letters are wrong, left out, too many or exchanged; more than `most` is not counted.
function slips(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

// Files

function file(name) {
  if (!files.has(name)) {
    const asked = fetch(root + name + ".json", { cache: "no-cache" }).then(answer => {
      if (!answer.ok) throw new Error(`${answer.status}: ${name}`);
      return answer.json();
    });
    asked.catch(() => files.delete(name));
    files.set(name, asked);
  }
  return files.get(name);
}

async function index() {
  const front = await file("index");
  if (!front.first) {
    let sum = 0;
    front.first = front.parts.map(count => (sum += count) - count);
    front.whole = sum;
    front.dull = new Set(front.common);
    front.known = new Set([...front.names, ...front.pages.map(page => [page[1]])]
      .flatMap(([name, , , ...also]) => [name, ...also]).flatMap(name => [...words(name)]));
  }
  return front;
}

function key(word, starts) {
  if (!/^[a-z]/.test(word)) return /^[0-9]/.test(word) ? word[0] : "other";
  const after = /^.[a-z]/.test(word) ? starts.filter(start => start <= word[1]) : [];
  return word[0] + (after.at(-1) ?? starts[0]);
}

async function places(front, name) {
  const held = await file("words/" + name);
  if (held.version !== front.versions[name]) throw new TypeError("the site was made anew meanwhile");
  return held.places ??= new Map(Object.entries(held.words));
}

// The words of the index that are meant by one that is typed, each with how well it fits.
async function meant(front, word) {
  const held = await places(front, key(word, front.starts));
  const fits = new Map();
  if (held.has(word)) fits.set(word, 1);
  if (word.length > 1) for (const other of held.keys()) if (other !== word && other.startsWith(word)) fits.set(other, .6);
  if (fits.size) return { fits, instead: false };
  const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  let least = most;
  for (const other of new Set([...held.keys(), ...front.known])) {
    const wrong = most && slips(word, other, least);
    if (most && wrong <= least) {
      if (wrong < least) fits.clear();
      least = wrong;
      fits.set(other, .5);
    }
  }
  return { fits, instead: fits.size > 0 };
}

// Results

// Every page that has the words, best first: its number, its score, the words it has, and the parts they are in.
async function pagesWith(front, terms) {
  const pages = new Map();
  for (const [number, term] of terms.entries()) {
    for (const [word, fit] of term.fits) {
      const held = (await places(front, key(word, front.starts))).get(word) ?? [];
      const rare = fit * Math.log(1 + front.whole / (held.length || 1));
      let place = 0, page = 0;
      for (const step of held) {
        place += step;
        const part = Math.floor(place / RANKS);
        while (page + 1 < front.first.length && front.first[page + 1] <= part) page++;
        const at = part - front.first[page];
        const score = rare * (at ? UNDER_A_HEADING : AT_THE_HEAD)[place % RANKS];
        const one = pages.get(page) ?? pages.set(page, { page, parts: new Map() }).get(page);
        const of = one.parts.get(at) ?? one.parts.set(at, []).get(at);
        of[number] = Math.max(of[number] ?? 0, score);
      }
    }
  }
  for (const one of pages.values()) {
    const scores = terms.map((_, number) => [...one.parts.values()].map(of => of[number] ?? 0));
    one.has = scores.filter(of => Math.max(...of) > 0).length;
    one.score = scores.reduce((sum, of) => sum + Math.max(...of) + of.reduce((a, b) => a + b, 0) / 10, 0);
    one.under = [...one.parts].filter(([at]) => at)
      .map(([at, of]) => [at, of.filter(Boolean).length, of.reduce((a, b) => a + (b ?? 0), 0)])
      .sort((a, b) => b[1] - a[1] || b[2] - a[2] || a[0] - b[0]).map(([at]) => at);
  }
  const all = [...pages.values()].sort((a, b) => b.has - a.has || b.score - a.score || a.page - b.page);
  const whole = all.filter(one => one.has === terms.length);
  return whole.length ? whole : all;
}

function named(front, terms) {
  return front.names.filter(([name, , , ...also]) => {
    const own = new Set([name, ...also].flatMap(one => [...words(one)]));
    return terms.every(({ fits }) => [...fits.keys()].some(word => own.has(word)));
  }).slice(0, 8);
}

// Filters: what kind of page it is, and the facets of the library. A result has all that is chosen, of one facet too.

const filters = front => [
  { name: "kind", title: "Kind of page", one: "kind of page", values: front.kinds.map(kind => [kind, kind]), of: page => [page[2]] },
  ...front.facets.map(([name, title, values, , one], at) => ({ name, title, values, one, of: page => page[3 + at] })),
];
const valuesNamed = (chosen, { name }) => [...new Set(chosen.getAll(name).filter(Boolean))];
const valuesOf = (chosen, one) => valuesNamed(chosen, one).slice(0, MOST_CHOSEN); // an address may name any number

// What an address asks for that there is not, or is too much: told, and left to be taken off.
const isUnknown = (one, value) => !one.values.some(([key]) => key === value);
function askedInVain(front, chosen) {
  const unknown = filters(front).flatMap(one => valuesOf(chosen, one).filter(value => isUnknown(one, value)).map(value => [one, value]));
  const isMore = filters(front).some(one => valuesNamed(chosen, one).length > MOST_CHOSEN);
  return [
    ...(unknown.length > 3 ? [` ${unknown.length} values of this address are none of this library.`]
      : unknown.flatMap(([one, value]) => [" ", ...quoted(value), ` is no ${one.one} of this library.`])),
    ...(isMore ? [` Of one kind the first ${MOST_CHOSEN} values are on, and no more.`] : [])];
}

function narrowed(front, results, chosen, but, value) {
  const all = filters(front).map(one => ({ one, on: valuesOf(chosen, one).filter(other => one.name !== but || other !== value) }));
  return results.filter(({ page }) => all.every(({ one, on }) => {
    const has = on.length ? one.of(front.pages[page]).map(at => one.values[at][0]) : [];
    return on.every(other => has.includes(other));
  }));
}

// A choice of a facet's values: in place of one that is chosen, or one more.
function choice(front, results, chosen, one, value) {
  const counts = new Map(), on = valuesOf(chosen, one), left = narrowed(front, results, chosen, one.name, value);
  for (const { page } of left) for (const at of one.of(front.pages[page])) counts.set(at, (counts.get(at) ?? 0) + 1);
  const items = one.values.map(([key, title], at) => ({ key, title, count: counts.get(at) ?? 0 }))
    .filter(({ key, count }) => key === value || count && !on.includes(key));
  if (value && isUnknown(one, value)) items.unshift({ key: value, title: short(value), count: 0 });
  const isMore = on.length && !value, number = on.indexOf(value) + 1;
  if (!items.length || isMore && (on.length >= MOST_CHOSEN || !items.some(({ count }) => count < left.length))) return;
  const options = items.map(({ key, title, count }) => make("option", { value: key, selected: key === value }, `${title} (${count})`));
  const label = isMore ? `And another ${one.one}` : number > 1 ? `${one.one[0].toUpperCase()}${one.one.slice(1)} ${number}` : one.title;
  return make("label", {}, label, make("select", { name: one.name }, make("option", { value: "" }, "Any"), ...options));
}

function showFilters(front, results, chosen) {
  const fields = filters(front).flatMap(one => [...valuesOf(chosen, one), ""].map(value => choice(front, results, chosen, one, value)));
  const focused = document.activeElement, at = choicesOf(focused?.name).indexOf(focused);
  fold.lastElementChild.replaceChildren(...fields.filter(Boolean));
  choicesOf(focused?.name)[at]?.focus();
  fold.hidden = !fields.some(Boolean);
  if (filters(front).some(one => valuesOf(chosen, one).length)) fold.open = true;
}

const choicesOf = name => [...fold.querySelectorAll("select")].filter(one => one.name === name);

// What is shown

function make(name, properties, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
}

// The text, with those of its words marked that are looked for.
function marked(text, sought) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(WRITTEN)) {
    if (![...words(match[0])].some(word => sought.has(word))) continue;
    const word = match[0].replace(/['’‐‑-]+$/, "");
    pieces.push(text.slice(end, match.index), make("mark", {}, word));
    end = match.index + word.length;
  }
  return [...pieces, text.slice(end)];
}

// The piece of a text that has most of the words looked for, whole words, with where it was cut.
function excerpt(text, sought) {
  const at = [...text.matchAll(WRITTEN)]
    .map(match => [match.index, [...words(match[0])].filter(word => sought.has(word))]).filter(([, has]) => has.length);
  let best = 0, most = 0;
  for (const [start] of at) {
    const has = new Set(at.filter(([other]) => other >= start && other < start + EXCERPT * .8).flatMap(([, of]) => of));
    if (has.size > most) [best, most] = [start, has.size];
  }
  let from = Math.max(0, Math.min(best - 60, text.length - EXCERPT)), to = Math.min(text.length, from + EXCERPT);
  const after = text.indexOf(" ", from), before = text.lastIndexOf(" ", to);
  if (from && after >= 0 && after < best) from = after + 1;
  if (to < text.length && before > best) to = before;
  return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
}

function result(address, text, one, terms, sought) {
  const isOther = text.lang !== document.documentElement.lang ? { lang: text.lang, dir: "auto" } : {};
  const parts = one.under.filter(at => text.parts[at]);
  const said = new Set(words(`${text.title} ${text.summary}`)), isTold = ({ fits }) => [...fits.keys()].some(word => said.has(word));
  const first = terms.every(isTold) ? undefined : parts.find(at => text.parts[at][2]);
  const shown = first === undefined ? text.summary : excerpt(text.parts[first][2], sought);
  const links = [...new Set([...(first === undefined ? [] : [first]), ...parts])].filter(at => text.parts[at][1]).slice(0, 3).map(at => {
    const [anchor, heading] = text.parts[at];
    const link = make("a", { href: `${address}#${encodeURIComponent(anchor)}` }, make("span", {}, ...marked(heading, sought)));
    return make("li", isOther, link);
  });
  return make("li", {},
    make("h3", isOther, make("a", { href: address }, ...marked(text.title, sought))),
    make("p", { className: "meta" }, text.kind[0].toUpperCase() + text.kind.slice(1), text.meta ? `: ${text.meta}` : "",
      ...(text.banner ? [" ", make("strong", {}, text.banner)] : [])),
    make("p", isOther, ...marked(shown, sought)),
    ...(links.length ? [make("ul", { className: "bar under" }, make("li", {}, "Under"), ...links)] : []));
}

async function show(front, results, terms, straight, mine) {
  const sought = new Set(terms.flatMap(({ fits }) => [...fits.keys()])), base = root.slice(0, -"/search/".length);
  const list = make("ol", { className: "cards" }), more = make("button", { type: "button" }, "Show more results");
  const next = async () => {
    const some = results.slice(list.children.length, list.children.length + SHOWN);
    const rows = await Promise.all(some.map(async one => {
      const [permalink] = front.pages[one.page];
      return result(base + permalink, await file("text" + permalink.slice(0, -1)), one, terms, sought);
    }));
    list.append(...rows);
    more.hidden = list.children.length >= results.length;
    return rows[0];
  };
  more.addEventListener("click", async () => {
    try {
      (await next()).querySelector("a").focus();
    } catch { failed(); }
  });
  await next();
  if (mine !== turn) return;
  const links = straight.map(([name, permalink, what]) =>
    make("li", {}, make("a", { href: base + permalink }, make("b", {}, ...marked(name, sought)), " ", make("span", {}, what))));
  found.replaceChildren(
    ...(links.length ? [make("h2", { className: "label" }, "Pages of these names"), make("ul", { className: "bar straight" }, ...links)] : []),
    ...(results.length ? [make("h2", { className: "label" }, "Results"), list, more] : []));
}

function say(...words) {
  status.replaceChildren(...words);
}

function failed() {
  say("Nothing can be looked up just now. Everything is below, from A to Z.");
  found.hidden = true;
  names.hidden = false;
}

const short = text => text.length > 60 ? text.slice(0, 60) + "…" : text;
const quoted = text => ["“", make("bdi", {}, short(text)), "”"];

// From the address to what is shown

async function search(isAgain) {
  const mine = ++turn, chosen = new URLSearchParams(location.search);
  const typed = (chosen.get("q") ?? "").slice(0, LONGEST).trim();
  try {
    document.title = typed ? `${typed.slice(0, 60)}: ${title}` : title;
    const front = await index();
    if (mine !== turn) return;
    const every = front.pages.map((_, page) => ({ page, has: 0, under: [] }));
    const isNarrowed = filters(front).some(one => valuesOf(chosen, one).length);
    if (!typed && !isNarrowed) {
      found.hidden = true;
      names.hidden = false;
      showFilters(front, every, chosen);
      return say();
    }
    const typedWords = [...new Set(words(typed))], all = typedWords.slice(0, MOST_WORDS), telling = all.filter(word => !front.dull.has(word));
    if (typed && !telling.length) {
      found.hidden = fold.hidden = true;
      names.hidden = false;
      return say(...quoted(typed), all.length ? " is on every page. Add a word that is not." : " has no word to look for.");
    }
    const terms = (await Promise.all(telling.map(async word => ({ word, ...await meant(front, word) }))));
    const known = terms.filter(({ fits }) => fits.size);
    const before = typed ? await pagesWith(front, known) : every;
    const results = narrowed(front, before, chosen);
    const straight = typed && known.length === terms.length ? named(front, known) : [];
    await show(front, results, known, straight, mine);
    if (mine !== turn) return;
    showFilters(front, before, chosen);
    found.hidden = !results.length && !straight.length;
    names.hidden = !found.hidden;
    const count = results.length === 1 ? "1 result" : `${results.length.toLocaleString("en-GB")} results`;
    const lacking = new Set(terms.filter(one => one.instead || !one.fits.size).map(({ word }) => word));
    const unlike = typed.split(/\s+/).filter(one => [...words(one)].some(word => lacking.has(word))).join(" ");
    const isPartly = typed && results.length && results[0].has < terms.length;
    say(...(!results.length ? ["Nothing was found", ...(typed ? [" for ", ...quoted(typed)] : []), isNarrowed ? ", narrowed down like this." : "."]
      : [count, ...(typed ? [" for ", ...quoted(typed)] : []), "."]),
      ...(results.length && unlike ? [" Nothing has ", ...quoted(unlike), " as it is written: these are near it."]
        : isPartly ? [" No page has all of the words."] : []),
      ...(typedWords.length > MOST_WORDS ? [` Only the first ${MOST_WORDS} words count.`] : []), ...askedInVain(front, chosen));
  } catch (problem) {
    if (mine !== turn) return;
    if (problem instanceof TypeError && !isAgain) {
      files = new Map();
      return search(true);
    }
    failed();
  }
}

function address() {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return root + (chosen.size ? `?${chosen}` : "");
}

function asAddressed() {
  box.value = (new URLSearchParams(location.search).get("q") ?? "").slice(0, LONGEST);
  const chosen = new URLSearchParams(location.search);
  for (const one of form.querySelectorAll("select")) one.value = valuesOf(chosen, one)[choicesOf(one.name).indexOf(one)] ?? "";
  search();
}

// A search that was finished, by Enter or a choice, is one to go back to; what is typed on the way is none.
let waiting, isFinished = true;
function go(finishes) {
  clearTimeout(waiting);
  if (address() !== location.pathname + location.search) history[isFinished ? "pushState" : "replaceState"](null, "", address());
  isFinished = finishes;
  search();
}

box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(go, PAUSE, false);
});
form.addEventListener("submit", event => {
  event.preventDefault();
  go(true);
});
form.addEventListener("change", event => event.target.matches("select") && go(true));
addEventListener("popstate", () => {
  isFinished = true;
  asAddressed();
});
form.hidden = false;
document.querySelector(".unscripted").remove();
asAddressed();
