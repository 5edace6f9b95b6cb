/* How many parts a text goes out as: GSM 03.38, else UCS-2, exactly as messaging/carriers/segments.py counts it.
   shouwangSegments(text) -> {encoding, segments, left, odd}: characters left in the present part; the marks that make a
   text dearer. <textarea data-segments="...%(segments)s..." data-segments-odd="...%(odd)s..."> says it below itself. */
(() => {
  "use strict";
  const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const EXTENDED = new Set("\f^{}\\[~]|€");
  const PLAIN = new Map();
  for (const one of "«»“”„‟″‶❝❞〝〞") PLAIN.set(one, '"');
  for (const one of "‘’‚‛′‵ʹʻʼ❛❜`´") PLAIN.set(one, "'");
  for (const one of "‐‑‒–—―−﹘﹣") PLAIN.set(one, "-");
  for (const code of [0xa0, 0x1680, 0x202f, 0x205f]) PLAIN.set(String.fromCharCode(code), " ");
  for (let code = 0x2000; code < 0x200b; code += 1) PLAIN.set(String.fromCharCode(code), " ");
  for (const one of "\u200b\u200c\u2060\ufeff\u00ad") PLAIN.set(one, "");
  for (const one of "\u2028\u2029\u0085") PLAIN.set(one, "\n");
  for (const [one, said] of [["‹", "<"], ["›", ">"], ["…", "..."], ["•", "*"], ["·", "."], ["⁄", "/"], ["‼", "!!"], ["\t", " ".repeat(7)]]) PLAIN.set(one, said);
  for (let full = 0xff01; full < 0xff5f; full += 1) PLAIN.set(String.fromCharCode(full), String.fromCharCode(full - 0xfee0));

  const isGsm = (text) => [...text].every((one) => BASIC.has(one) || EXTENDED.has(one));
  const normalise = (text) => {
    const plain = [...text].map((one) => PLAIN.get(one) ?? one).join("");
    return isGsm(plain) ? plain : text.replace(/[\u200b\u2060\ufeff\u00ad]/g, "");
  };
  const count = (text) => {
    const gsm = isGsm(text);
    const sizes = [...text].map((one) => (gsm ? (EXTENDED.has(one) ? 2 : 1) : one.length));
    const units = sizes.reduce((sum, size) => sum + size, 0);
    const [alone, part] = gsm ? [160, 153] : [70, 67];
    const encoding = gsm ? "GSM-7" : "UCS-2";
    if (units <= alone) return { encoding, segments: 1, left: alone - units };
    let segments = 1, used = 0;
    for (const size of sizes) {
      if (used + size > part) { segments += 1; used = 0; }
      used += size;
    }
    return { encoding, segments, left: part - used };
  };
  const odd = (text) => [...new Set([...text].filter((one) => !BASIC.has(one) && !EXTENDED.has(one)))].join(" ");

  globalThis.shouwangSegments = (text) => {
    const plain = normalise(text);
    return { ...count(plain), odd: isGsm(plain) ? "" : odd(plain), changed: plain === text ? "" : odd(text) };
  };
  globalThis.shouwangCount = count;

  if (typeof document === "undefined") return;
  const say = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
  for (const box of document.querySelectorAll("[data-segments]")) {
    const line = document.createElement("p");
    line.className = "dk-small quiet dk-n";
    box.after(line);
    const show = () => {
      const found = globalThis.shouwangSegments(box.value);
      const words = [box.value ? say(box.dataset.segments, found) : ""];
      const marks = found.changed || (found.encoding === "UCS-2" && !/[\u3400-\u9fff]/.test(box.value) ? found.odd : "");
      if (marks) words.push(say(found.changed && found.encoding === "GSM-7" ? box.dataset.segmentsPlain : box.dataset.segmentsOdd, { odd: marks.slice(0, 20) }));
      line.textContent = words.filter(Boolean).join(" ");
    };
    box.addEventListener("input", show);
    show();
  }
})();
