/* Sentences of scripts in the reader's language: `const t = await words();  t("Pages: {count}", { count: 3 })`.

   English is the key. The build writes words.json with the other languages' sentences, from all calls of t("…") in the
   scripts of this folder: the text must stand there literally. */

let table;

export const words = async () => {
  table ??= fetch(new URL("words.json", import.meta.url)).then(
    (answer) => (answer.ok ? answer.json() : {}),
    () => ({}),
  );
  const known = await table;
  return (text, values = {}) =>
    (known[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
};
