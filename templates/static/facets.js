// Facets merged: a list of case studies narrowed down by any number of values, several of one facet too, without a page
// being loaded. What is shown has all of them, so that each further one narrows it down.
// A link to a value is followed here. Its page is fetched, and what that page cannot say, as there is none for more than
// two values, is counted in what search knows. docs/search.md tells of that file. Nothing is kept, nothing asked elsewhere.

const SHOWN = 20; // results at a time
const OPEN = 12; // values of a facet that stand open: newsletter/site/narrowing.py has the same
const MOST = 12; // values at once: an address may name any number
const main = document.querySelector("main"), home = document.querySelector(".masthead .name a").pathname;
const LIBRARY = "/case-studies/", beginning = location.pathname;
const status = make("p", { className: "aloud", role: "status" });
const lists = new Map([[beginning, Promise.resolve(document.cloneNode(true))]]);
const here = () => location.pathname + location.search;
let known, turn = 0, at = here();

function make(name, properties, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
}

// What is known

async function index() {
  const answer = await fetch(`${home}search/index.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status}: the index`);
  const { facets, pairs, pages, held } = await answer.json();
  const rows = facets.map(([name, , values, address, one]) =>
    ({ name, address, one, values: values.map(([key, title, said]) => ({ key, title, said: said ?? title })) }));
  const studies = pages.map(([permalink, , , ...having], number) => ({
    permalink,
    isOut: !held.includes(number),
    has: new Set(having.flatMap((at, facet) => at.map(one => `${rows[facet].name} ${rows[facet].values[one].key}`))),
  })).filter(study => study.has.size);
  const real = new Set(studies.flatMap(({ has }) => [...has]));
  return { facets: rows, pairs: pairs.map(pair => pair.map(at => rows[at])), studies, real };
}

const front = () => known ??= index().catch(problem => { known = undefined; throw problem; });

// A value is written as its facet's name and its key: `tag energy`. What is chosen is a list of these.
const keyOf = value => value.slice(value.indexOf(" ") + 1);
const ofFacet = (chosen, { name }) => chosen.filter(value => value.startsWith(`${name} `));
const inOrder = (all, chosen) => all.facets.flatMap(facet => ofFacet(chosen, facet).sort());
const without = (chosen, value) => chosen.filter(other => other !== value);
const those = (all, chosen) => all.studies.filter(({ has }) => chosen.every(value => has.has(value)));
const out = studies => studies.filter(({ isOut }) => isOut);
const counted = studies => {
  const count = out(studies).length;
  return `${count === 0 ? "no" : count.toLocaleString("en-GB")} case ${count === 1 ? "study" : "studies"}`;
};

// A value with its words; one that no case study has is told as it was written.
function told(all, value) {
  const facet = all.facets.find(one => ofFacet([value], one).length), key = keyOf(value).replace(/\p{C}/gu, "\uFFFD");
  const title = key.length > 60 ? key.slice(0, 60) + "…" : key;
  return { facet, value, ...(facet.values.find(one => one.key === key) ?? { title, said: title, isUnknown: true }) };
}

// Words of one facet as a heading has them, two of them as newsletter/site/shelves.py joins them.
function joined(words) {
  if (words.length < 2) return words[0];
  return words.slice(0, -1).join(", ") + (words.some(one => one.includes(" and ")) ? ", and " : " and ") + words.at(-1);
}

// Addresses: the page of one value or two, and the others behind it

// The values that an address names, as they stand there; nothing if it is no list of case studies.
function namedAt(all, address) {
  const { pathname, searchParams } = new URL(address, location);
  const chosen = [];
  let rest = pathname.startsWith(home) ? "/" + pathname.slice(home.length) : "";
  if (rest === LIBRARY) rest = "/";
  while (rest !== "/") {
    const facet = all.facets.find(one => rest.startsWith(one.address));
    const key = facet && rest.slice(facet.address.length).split("/")[0];
    if (!key) return;
    chosen.push(`${facet.name} ${decodeURIComponent(key)}`);
    rest = rest.slice(facet.address.length + key.length);
  }
  for (const { name } of all.facets)
    chosen.push(...searchParams.getAll(name).map(key => key.trim()).filter(Boolean).map(key => `${name} ${key}`));
  return [...new Set(chosen)];
}

// Those of them that are on, in the order of facets.
function chosenAt(all, address) {
  const named = namedAt(all, address);
  return named && inOrder(all, named.slice(0, MOST));
}

// The page there is of the first two values that have one, or of the first; and what it leaves to be narrowed down.
function pageOf(all, some) {
  const chosen = inOrder(all, some), real = chosen.filter(value => all.real.has(value));
  const two = all.pairs.flatMap(([one, other]) => ofFacet(real, one).flatMap(first => ofFacet(real, other)
    .filter(second => one !== other || first < second).map(second => [first, second]))).find(both => those(all, both).length);
  const on = two ?? real.slice(0, 1);
  const path = on.map(value => `${told(all, value).facet.address}${keyOf(value)}/`).join("").replaceAll("//", "/") || LIBRARY;
  return { path: home + path.slice(1), rest: chosen.filter(value => !on.includes(value)) };
}

function addressOf(all, chosen) {
  const { path, rest } = pageOf(all, chosen);
  return path + (rest.length ? `?${new URLSearchParams(rest.map(value => [told(all, value).facet.name, keyOf(value)]))}` : "");
}

function list(path) {
  if (!lists.has(path)) {
    const asked = fetch(path, { cache: "no-cache" }).then(async answer => {
      if (!answer.ok) throw new Error(`${answer.status}: ${path}`);
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    });
    asked.catch(() => lists.delete(path));
    lists.set(path, asked);
  }
  return lists.get(path);
}

// Ways on: the values of each facet that leave something, counted

function lines(all, chosen, items) {
  return make("ul", { className: "lines" }, ...items.map(({ value, title, count, isOn }) => {
    const link = make("a", { href: addressOf(all, [...chosen, value]) }, title);
    if (isOn) link.setAttribute("aria-current", "true");
    return make("li", {}, link, " ", make("span", { className: "count" }, make("span", { className: "aloud" }, "Case studies: "), `${count}`));
  }));
}

function group(all, chosen, heading, items) {
  const most = [...items].sort((a, b) => b.count - a.count).slice(0, OPEN), open = items.filter(item => most.includes(item));
  const more = items.filter(item => !most.includes(item));
  return make("div", {}, make("h2", {}, heading), lines(all, chosen, open),
    ...(more.length ? [make("details", {}, make("summary", {}, `${more.length} more`), lines(all, chosen, more))] : []));
}

const among = (studies, { name, values }) => values.map(({ key, title }) => ({ value: `${name} ${key}`, title }))
  .map(item => ({ ...item, held: studies.filter(({ has }) => has.has(item.value)) })).filter(({ held }) => held.length)
  .map(({ held, ...item }) => ({ ...item, count: out(held).length }));

// What a facet has to narrow these down further.
function further(all, chosen, facet) {
  const found = those(all, chosen), on = ofFacet(chosen, facet), items = among(found, facet).filter(({ value }) => !on.includes(value));
  if (chosen.length < MOST && items.some(({ count }) => count < out(found).length))
    return group(all, chosen, `${on.length ? "And another" : "By"} ${facet.one}`, items);
}

// What could stand in place of a facet's one value, where no second one of it narrows anything down.
function instead(all, chosen, facet) {
  const [value, second] = ofFacet(chosen, facet), left = without(chosen, value);
  if (!value || second) return;
  const items = among(those(all, left), facet).map(item => ({ ...item, isOn: item.value === value }));
  if (items.some(({ isOn }) => !isOn)) return group(all, left, `In place of ${told(all, value).title}`, items);
}

function ways(all, chosen, isThere = () => false) {
  const each = all.facets.map(facet => ({ more: further(all, chosen, facet), facet, isThere: isThere(facet) }));
  const narrower = each.filter(({ more, isThere }) => more && (chosen.length > 1 || !isThere)).map(({ more }) => more);
  const others = each.filter(({ more, isThere }) => !more && !isThere).map(({ facet }) => instead(all, chosen, facet));
  return [narrower, others.filter(Boolean)];
}

// Beside a list that has a page: what that does not offer as a next step.
async function offerMore() {
  const fold = main.querySelector("details.facets"), mine = turn;
  if (!fold || fold.dataset.whole) return;
  fold.dataset.whole = "yes";
  const all = await front(), chosen = chosenAt(all, location.href);
  if (mine !== turn || !chosen || those(all, chosen).length < 2) return;
  const headings = [...main.querySelectorAll(".facets h2")].map(heading => heading.textContent.toLowerCase());
  const [narrower, others] = ways(all, chosen, ({ one }) => headings.some(heading => heading.endsWith(` ${one}`)));
  fold.querySelector("nav").append(...narrower, ...others);
  if (chosen.length > 1 && narrower.length) call(fold, WAYS);
}

const WAYS = "Narrow these down, or exchange one";
function call(fold, label) {
  fold.querySelector("nav").ariaLabel = fold.querySelector("summary").textContent = label;
}

// What is shown

// A list's page in place of the one that stands: all that differs between the two.
function put(page) {
  const fresh = document.importNode(page.documentElement, true);
  for (const part of ["main > header", "main > .beside", ".masthead nav"])
    document.querySelector(part).replaceWith(fresh.querySelector(part));
  document.querySelector(".crumbs")?.remove();
  const crumbs = fresh.querySelector(".crumbs");
  if (crumbs) main.before(crumbs);
  const ofPage = "link[rel=canonical], link[rel=alternate], meta[name=robots], meta[name=description]";
  document.head.querySelectorAll(ofPage).forEach(one => one.remove());
  const isThere = one => document.head.querySelector(`link[href="${one.getAttribute("href")}"]`);
  document.head.append(...[...fresh.querySelectorAll("head link[rel=stylesheet]")].filter(one => !isThere(one)),
    ...fresh.querySelector("head").querySelectorAll(ofPage));
  document.title = page.title;
}

// What stands in the list of a page of these studies, in their order there.
async function cardsOf(all, path, studies) {
  const first = await list(path), order = those(all, chosenAt(all, path));
  const size = first.querySelector(".pages") ? first.querySelectorAll(".cards > li").length : Infinity;
  return Promise.all(studies.map(async study => {
    const number = Math.floor(order.indexOf(study) / size) + 1, page = number > 1 ? await list(`${path}page/${number}/`) : first;
    const own = [...page.querySelectorAll(".cards h2 a")].find(link => link.getAttribute("href") === home + study.permalink.slice(1));
    return document.importNode(own.closest("li"), true);
  }));
}

// What the page of some of the values says, narrowed down to what has all of them.
function narrow(all, chosen, path, found, cards, named) {
  const values = chosen.map(value => told(all, value));
  name(all, values, counted(found));
  main.querySelectorAll(".on, .tally, .title .standfirst, .pages, .follow, [aria-labelledby=page-happened]").forEach(one => one.remove());
  const on = make("ul", { className: "bar on", ariaLabel: "What is on" }, ...values.map(({ value, title }) => make("li", {},
    make("a", { href: addressOf(all, without(chosen, value)) }, make("span", { className: "aloud" }, "Take off "), make("bdi", {}, title),
      " ", make("span", { ariaHidden: "true" }, "×")))));
  const said = [named > MOST && `Of ${named} values the first ${MOST} are on.`, found.length > 1 && "Newest first."];
  main.querySelector("h1").after(on, ...said.filter(Boolean).map(line => make("p", { className: "tally" }, line)));
  offer(...ways(all, chosen));
  const shown = main.querySelector(".cards");
  shown.replaceChildren(...cards);
  if (found.length > cards.length) shown.after(moreOf(all, path, found, shown));
  if (!found.length) shown.before(...nothing(all, chosen, values));
}

function name(all, values, count) {
  const of = all.facets.map(facet => values.filter(one => one.facet === facet).map(({ said }) => said)).filter(words => words.length);
  const heading = main.querySelector("h1"), before = heading.textContent, shared = of.map(joined).join(", ");
  heading.textContent = `${shared.slice(0, 1).toUpperCase()}${shared.slice(1)}: ${count}`;
  document.title = document.title.replace(before, () => heading.textContent);
  document.head.querySelectorAll("link[rel=canonical], link[rel=alternate]").forEach(one => one.remove());
}

function offer(narrower, others) {
  const all = [...narrower, ...others], fold = main.querySelector("details.facets");
  main.querySelector("nav.facets")?.replaceChildren(...all.splice(0, 1));
  if (!fold) return;
  fold.dataset.whole = "yes";
  fold.hidden = !all.length;
  fold.querySelector("nav").replaceChildren(...all);
  call(fold, !others.length ? "Narrow these down" : narrower.length ? WAYS : "Exchange one");
}

function moreOf(all, path, found, shown) {
  const more = make("button", { type: "button" }, "Show more case studies");
  more.addEventListener("click", async () => {
    const before = shown.children.length;
    try {
      shown.append(...await cardsOf(all, path, found.slice(before, before + SHOWN)));
    } catch { return location.reload(); }
    shown.children[before].querySelector("a").focus();
    more.hidden = shown.children.length >= found.length;
  });
  return more;
}

// Where nothing has all of the values: why, and what there is without one of them.
function nothing(all, chosen, values) {
  const unknown = values.filter(({ isUnknown }) => isUnknown)
    .map(({ facet, title }) => make("p", {}, "“", make("bdi", {}, title), `” is no ${facet.one} of this library.`));
  const ways = values.map(({ value, title }) => ({ title, left: without(chosen, value) }))
    .map(way => ({ ...way, studies: those(all, way.left) })).filter(({ studies }) => studies.length);
  const take = ({ title, left, studies }) => make("li", {},
    make("a", { href: addressOf(all, left) }, make("span", {}, "Take off ", make("bdi", {}, title))), " ",
    make("span", { className: "count" }, counted(studies)));
  const none = values.length > 1 ? "No case study has all of these." : "No case study has this.";
  const library = make("li", {}, make("a", { href: home + LIBRARY.slice(1) }, "Take all of them off"));
  return [...unknown, make("p", {}, none), make("ul", { className: "lines" }, ...(ways.length ? ways.map(take) : [library]))];
}

// From an address to what is shown

async function show(address, mine) {
  const all = await front(), chosen = chosenAt(all, address);
  if (!chosen) throw new Error("no list of case studies");
  const { path, rest } = pageOf(all, chosen), page = await list(path), found = those(all, chosen);
  const cards = rest.length ? await cardsOf(all, path, found.slice(0, SHOWN)) : [];
  if (mine !== turn) return false;
  put(page);
  if (rest.length) narrow(all, chosen, path, found, cards, namedAt(all, address).length);
  return true;
}

// Once more and told, with the eyes at the beginning and the keyboard where it was.
function settle(link, before, wasFolded) {
  status.textContent = main.querySelector("h1").textContent;
  if (main.getBoundingClientRect().top < 0) scrollTo(0, 0);
  const same = [...main.querySelectorAll(".facets a")].find(one => one.href === link.href);
  const on = [...main.querySelectorAll(".on a")], back = on.find(one => one.href === before) ?? on[0];
  const ways = [same, back, main.querySelector(".facets > summary"), main.querySelector(".facets a")];
  (wasFolded ? ways.slice(2) : ways).find(one => one?.checkVisibility())?.focus({ preventScroll: true });
}

async function follow(link) {
  const address = link.href, before = location.href, mine = ++turn, wasFolded = link.closest("details.facets")?.open;
  try {
    if (!await show(address, mine)) return;
    if (address !== location.href) history.pushState(null, "", address);
    at = here();
    settle(link, before, wasFolded);
  } catch {
    if (mine === turn) location.assign(address);
  }
}

main.addEventListener("click", event => {
  const link = event.target.closest(".facets li a, .on a, .listed > .lines a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  follow(link);
});
for (const kind of ["pointerover", "focusin", "toggle"])
  main.addEventListener(kind, event => event.target.closest("details.facets") && offerMore().catch(() => {}), true);
addEventListener("popstate", async () => {
  if (here() === at) return; // to a part of the page
  const mine = ++turn;
  try {
    if (!await show(location.href, mine)) return;
    at = here();
    status.textContent = main.querySelector("h1").textContent;
  } catch {
    if (mine === turn) location.reload();
  }
});

// An address that was sent on names values behind those of its page.
async function begin() {
  const mine = ++turn, all = await front(), chosen = chosenAt(all, location.href);
  if (!chosen || chosen.length === chosenAt(all, location.pathname).length) return;
  if (await show(location.href, mine)) history.replaceState(null, "", addressOf(all, chosen));
  at = here();
}

main.append(status);
if (location.search) begin().catch(() => {
  main.querySelector(".title").append(make("p", { className: "tally" }, "Nothing can be narrowed down further just now."));
});
