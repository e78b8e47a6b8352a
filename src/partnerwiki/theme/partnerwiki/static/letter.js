/* A suggested correction as a text, and as an address that opens it in a mail program or on the page of a new issue. */

/* Signs of an address: Windows hands about 2,000 to a mail program, GitHub answers about 8,000 with an error. */
const LIMITS = { mail: 1800, page: 6000 };
/* What is shortened first where the whole is too long. */
const GIVE_WAY = ["source", "present", "remark", "suggestion"];

/* Texts of a wiki must do nothing on the page of an issue: name nobody, load nothing. */
const fence = (text, least) => "`".repeat(Math.max(least, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
const asCode = (text) => `${fence(text, 1)} ${text} ${fence(text, 1)}`;
const asBlock = (text) => `${fence(text, 3)}\n${text}\n${fence(text, 3)}`;

/* Give the whole as text; empty fields are left out. */
export const letter = (t, fields, isMarkdown = false) => {
  const facts = [
    [t("Page"), isMarkdown ? asCode(fields.page) : fields.page],
    [t("Address"), fields.address],
    [t("Paragraph"), fields.unit],
    [t("Language"), fields.language],
    [t("Language of the original"), fields.original],
  ];
  const texts = [
    [t("Present text"), fields.present],
    [t("Original"), fields.source],
    [t("Suggestion"), fields.suggestion],
    [t("Remark"), fields.remark],
  ];
  const given = (pairs) => pairs.filter(([, value]) => value);
  return [
    given(facts).map(([name, value]) => `${isMarkdown ? "- " : ""}${name}: ${value}`).join("\n"),
    ...given(texts).map(([name, value]) => `${name}:${isMarkdown ? "\n\n" : "\n"}${isMarkdown ? asBlock(value) : value}`),
  ].join("\n\n");
};

const shortened = (text, fits) => {
  const signs = Array.from(text);
  const cut = (length) => `${signs.slice(0, length).join("").trimEnd()} …`.trimStart();
  let [shortest, longest] = [0, signs.length];
  while (shortest < longest) {
    const middle = Math.ceil((shortest + longest) / 2);
    if (fits(cut(middle))) shortest = middle;
    else longest = middle - 1;
  }
  return cut(shortest);
};

/* Give { href, isWhole } for one of the addresses of conf.py. */
export const draft = (address, t, fields) => {
  const isMail = address.startsWith("mailto:");
  const limit = isMail ? LIMITS.mail : LIMITS.page;
  const encoded = (text) => encodeURIComponent(isMail ? text.replaceAll("\n", "\r\n") : text);
  const href = (shown) => {
    const parts = { title: encoded(t("Correction: {page}", shown)), body: encoded(letter(t, shown, !isMail)) };
    if (isMail) return `${address}?subject=${parts.title}&body=${parts.body}`;
    return address.replace(/\{(title|body)\}/g, (_whole, name) => parts[name]);
  };
  let shown = fields;
  for (const name of GIVE_WAY) {
    if (href(shown).length <= limit) break;
    const before = shown;
    if (before[name]) {
      const text = shortened(before[name], (less) => href({ ...before, [name]: less }).length <= limit);
      shown = { ...before, [name]: text };
    }
  }
  return { href: href(shown), isWhole: shown === fields };
};
