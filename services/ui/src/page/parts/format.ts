/** `840 ms`, `1.4 s`. */
export function milliseconds(value: number): string {
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} s`;
}

/** `0:07`, `12:40`. */
export function duration(valueMs: number): string {
  const seconds = Math.max(0, Math.round(valueMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `happy` → `Happy`. */
export function sentenceCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** `de` → `German`; `auto` → `Detect the language`. */
export function languageName(code: string): string {
  if (code === 'auto') return 'Detect the language';
  if (code === 'zh-cn' || code === 'zh') return 'Chinese';
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}
