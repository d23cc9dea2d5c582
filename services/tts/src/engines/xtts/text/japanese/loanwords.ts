/** The spelling of a loanword in its own language, of each of several in one, or undefined. */
export type LoanwordIn = (katakana: string) => string | undefined;

/** Loads the spellings of UniDic; a compound is cut into the longest words that it knows. */
export async function loadLoanwords(): Promise<LoanwordIn> {
  const { default: table } = await import('./loanwords.json', { with: { type: 'json' } });
  const spellings = new Map(
    table.words.map((line): [string, string] => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );

  return (katakana) => {
    // "フランス語" is a word of IPADIC, and two of UniDic.
    const tongue = /^([ァ-ヶー]+)語$/u.exec(katakana)?.[1];
    if (tongue !== undefined && spellings.has(tongue)) return `${spellings.get(tongue) ?? ''} go`;
    const whole = spellings.get(katakana);
    if (whole !== undefined || !/^[ァ-ヶー]{4,}$/u.test(katakana)) return whole;
    const parts: string[] = [];
    for (let at = 0; at < katakana.length;) {
      let end = katakana.length;
      while (end > at + 1 && !spellings.has(katakana.slice(at, end))) end--;
      const spelling = spellings.get(katakana.slice(at, end));
      if (spelling === undefined || end === at + 1) return undefined;
      parts.push(spelling);
      at = end;
    }
    return parts.join(' ');
  };
}
