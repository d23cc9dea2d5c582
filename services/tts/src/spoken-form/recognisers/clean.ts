/** Emoji and what joins and colours them; ©, ® and ™ are pictographs to Unicode, not to a reader. */
const emoji =
  /(?![©®™\u2194-\u21AA])(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}]|\uFE0F|\u200D)*/gu;
/** Control characters, soft hyphens, zero-width and direction marks: nothing is heard of them. */
const unheard =
  /\p{Cc}|\u00AD|\u200B|\u200C|\u200E|\u200F|[\u202A-\u202E]|[\u2060-\u2069]|\u20E3|\uFE0E|\uFE0F|\uFEFF/gu;

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  // Every script's decimal digits stand in order at a code point that starts a run of ten.
  for (const zero of [0x660, 0x6f0, 0x966, 0xff10]) {
    if (code >= zero && code < zero + 10) return String(code - zero);
  }
  return digit;
}

/** Full-width letters and signs (！ stays: it is Chinese punctuation) in their narrow form. */
function narrow(wide: string): string {
  return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
}

/** Makes one spelling of many: composed letters, ASCII digits, no emoji, no invisible characters. */
export function clean(text: string): string {
  return text
    .replaceAll(/\p{Cs}/gu, '')
    .normalize('NFC')
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/\t/g, ' ')
    .replaceAll(/[٠-٩۰-۹०-९０-９]/g, asciiDigit)
    .replaceAll(/(?<=\d)[٫](?=\d)/g, '.')
    .replaceAll(/(?<=\d)[٬](?=\d)/g, ',')
    .replaceAll(/(?<=^|[\s$€£(+-])\.(?=\d)/g, '0.')
    .replaceAll(/(?<=\d),[-–—](?!\d)/g, '')
    .replaceAll('٪', '%')
    .replaceAll(/[Ａ-Ｚａ-ｚ＃-＆＋＝＠／]/g, narrow)
    .replaceAll(/(?<=\d)：(?=\d)/g, ':')
    .replaceAll(/(?<=\d)[～〜](?=\d)/g, '-')
    .replaceAll('℃', '°C')
    .replaceAll('㎡', 'm²')
    .replaceAll(/[−‒]/g, '-')
    .replaceAll(emoji, ' ')
    .replaceAll(unheard, (mark) => (mark === '\n' ? mark : ''));
}

/** One space between words, none before a stop, no empty lines. */
export function tidy(text: string): string {
  return text
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ (?=[,.;!?](?:\s|$)|[，。！？、；：])/g, '')
    .replaceAll(/ ?\n[ \n]*/g, '\n')
    .trim();
}
