/* What a reader may have meant: a query's words looked up in the words of the wiki (pagefind/words, from vocabulary.py)
   before Pagefind searches them. Without this Pagefind takes an unknown word for a longer form of any word that it
   begins with. */

const SHARDS = 32;
const SAME = { ß: "ss", ة: "ه", ى: "ي", ٱ: "ا", ـ: "", ł: "l", ø: "o", đ: "d", ı: "i", ʼ: "" };
const LINKS = ["", "s", "n", "es", "en", "er", "e"];
/* Searches that one query may lead to; a search costs about a millisecond. */
const MOST = 24;

/* Small letters without accents, vowel signs and apostrophes; as `fold` in vocabulary.py. */
export const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßةىٱـłøđıʼ]/g, (letter) => SAME[letter])
    .replace(/[^\p{L}\p{N}\s]/gu, "");

/* The words of one language; files come when a query needs them. */
export class Lexicon {
  constructor(base, stemmed) {
    this.base = base;
    this.stemmed = stemmed;
    this.files = new Map();
  }

  file(letter) {
    const number = letter.codePointAt(0) % SHARDS;
    if (!this.files.has(number)) this.files.set(number, this.fetched(number));
    return this.files.get(number);
  }

  async fetched(number) {
    const answer = await fetch(new URL(`words/${String(number).padStart(2, "0")}.json`, this.base));
    if (!answer.ok) throw new Error(String(answer.status));
    const { words = [], terms = {}, forms = [] } = await answer.json();
    const entries = words.map((entry) => {
      const [divided, written] = entry.split("=");
      return { plain: divided.replaceAll("-", ""), parts: divided.split("-"), written };
    });
    return { entries, terms: new Map(Object.entries(terms)), forms };
  }
}

/* Steps from one word to another: a letter more, less, another, or two exchanged; more than `most` are not counted. */
const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
};

const common = (one, other) => {
  let place = 0;
  while (place < one.length && one[place] === other[place]) place++;
  return place;
};

/* Say whether two words may be forms of one: they share more than they differ in. */
const isForm = (one, other) => {
  const shared = common(one, other);
  const [lost, gained] = [one.length - shared, other.length - shared];
  return shared >= 3 && lost <= 3 && gained <= 3 && lost + gained <= shared;
};

/* Words that are the beginning of others find those, too. */
const shortest = (words) => {
  const kept = [];
  for (const word of [...new Set(words)].sort((a, b) => a.length - b.length)) {
    if (!kept.some((other) => word.startsWith(other))) kept.push(word);
  }
  return kept;
};

/* The ways to write an umlaut without its dots, undone; not each "ue" is one. */
const umlauts = (word) => {
  const found = [...word.matchAll(/[aou]e/g)].slice(0, 4);
  return Array.from({ length: 2 ** found.length - 1 }, (_, number) => number + 1).map((chosen) => {
    const dropped = new Set(found.filter((_, place) => chosen & (1 << place)).map((match) => match.index + 1));
    return [...word].filter((_, place) => !dropped.has(place)).join("");
  });
};

const nearest = async (word, lexicon, most) => {
  const files = await Promise.all([...new Set([word[0], word[1]])].map((letter) => lexicon.file(letter)));
  let best = null;
  for (const { plain } of files.flatMap((file) => file.entries)) {
    const far = distance(word, plain, most);
    if (far > most || plain.length < 4) continue;
    const rank = far + (plain[0] === word[0] ? 0 : 0.5) + Math.abs(plain.length - word.length) / 10;
    if (!best || rank < best.rank) best = { plain, rank };
  }
  return best?.plain;
};

/* A compound that the wiki does not have: words of it that make it up, with or without letters between them. */
const divided = async (word, lexicon, depth = 3) => {
  const { entries } = await lexicon.file(word[0]);
  if (entries.some(({ plain }) => plain.startsWith(word))) return [word];
  if (depth === 1) return null;
  const heads = entries.filter(({ plain }) => plain.length > 3 && word.startsWith(plain));
  for (const { plain } of heads.sort((a, b) => b.plain.length - a.plain.length)) {
    for (const link of LINKS) {
      const tail = word.slice(plain.length + link.length);
      if (tail.length < 4 || !word.startsWith(link, plain.length)) continue;
      const rest = await divided(tail, lexicon, depth - 1);
      if (rest) return [plain, ...rest];
    }
  }
  return null;
};

/* What to search for one word: `same` are ways to write it, `more` what is close to it, `corrected` another word. */
const look = async (word, lexicon, { isKnown, correct }) => {
  const plain = fold(word);
  if (plain.length < 3 || /\p{N}/u.test(plain)) return { same: plain ? [word] : [], more: [] };
  const { entries, terms, forms } = await lexicon.file(plain[0]);
  const begun = entries.filter((entry) => entry.plain.startsWith(plain));
  const entry = begun.find((each) => each.plain === plain);
  const agreed = terms.get(plain) ?? terms.get(plain.slice(0, -1)) ?? [];
  const more = [...agreed];
  if (entry?.parts.length > 1) more.push(entry.parts.join(" "));
  const same = begun.length ? [entry?.written ?? word] : [];
  const listed = forms.filter((group) => group.includes(plain)).flat();
  if (listed.length) same.push(...listed);
  else if (!lexicon.stemmed) same.push(...entries.map((each) => each.plain).filter((other) => isForm(plain, other)));
  if (same.length) return { same: shortest(same), more };
  if (lexicon.stemmed && (await isKnown(word))) return { same: [word], more };
  const variant = umlauts(plain).find((each) => entries.some((other) => other.plain.startsWith(each)));
  if (variant) return { same: [variant], more };
  if (agreed.length) return { same: agreed, more: [] };
  if (!correct) return { same: [], more: [] };
  const once = plain.length > 3 && (await nearest(plain, lexicon, 1));
  if (once) return { same: [once], more, corrected: once };
  const parts = plain.length > 7 && (await divided(plain, lexicon));
  if (parts) return { same: [parts.join(" ")], more: parts };
  const twice = plain.length > 6 && (await nearest(plain, lexicon, 2));
  return twice ? { same: [twice], more, corrected: twice } : { same: [], more };
};

const combined = (lists) =>
  lists.reduce((made, list) => made.flatMap((begun) => list.map((word) => [...begun, word])).slice(0, MOST), [[]]);

/* Give the searches for a query, best first: `tiers` of queries for Pagefind, and what the query was `corrected` to.

   `isKnown` says whether a word, inflected or not, is in Pagefind's index; `correct` allows another word. */
export const plan = async (query, lexicon, options) => {
  if (/^\s*".+"\s*$/.test(query)) return { tiers: [[query]], corrected: "" };
  const words = query.replaceAll("ʼ", "’").match(/[\p{L}\p{M}\p{N}'’ʼ]+/gu) ?? [];
  const looked = await Promise.all(words.slice(0, 8).map((word) => look(word, lexicon, options)));
  const found = looked.filter(({ same }) => same.length);
  const whole = fold(query).trim().replace(/\s+/g, " ");
  const phrase = words.length > 1 ? ((await lexicon.file(whole[0])).terms.get(whole) ?? []) : [];
  if (!found.length) return { tiers: [phrase], corrected: "" };
  const wider = found.some(({ more }) => more.length) ? combined(found.map(({ same, more }) => [...more, ...same])) : [];
  const corrected = looked.some((each) => each.corrected)
    ? words.map((word, place) => looked[place]?.corrected ?? word).join(" ")
    : "";
  const tiers = [combined(found.map(({ same }) => same)), [...phrase.map((one) => [one]), ...wider]];
  if (found.length > 1) tiers.push(found.flatMap(({ same }) => same.map((word) => [word])));
  return { tiers: tiers.map((tier) => tier.map((each) => each.join(" "))), corrected };
};
