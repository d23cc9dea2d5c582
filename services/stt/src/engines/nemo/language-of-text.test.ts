import { describe, expect, it } from 'vitest';
import { languageOfTextAmong } from './language-of-text.js';
import { nemoLanguages } from './languages.js';

describe('languageOfTextAmong the 25 languages', () => {
  const languageOf = languageOfTextAmong(nemoLanguages);

  it.each([
    ['bg', 'Времето днес е много хубаво.'],
    ['cs', 'Počasí je dnes velmi pěkné.'],
    ['da', 'Vejret er meget smukt i dag.'],
    ['de', 'Das Wetter ist heute sehr schön.'],
    ['el', 'Ο καιρός είναι πολύ ωραίος.'],
    ['en', 'The weather is very nice today.'],
    ['es', 'Hace muy buen tiempo hoy.'],
    ['et', 'Ilm on täna väga ilus.'],
    ['fi', 'Sää on tänään erittäin kaunis.'],
    ['fr', 'Il fait très beau aujourd’hui.'],
    ['hr', 'Vrijeme je danas vrlo lijepo.'],
    ['hu', 'Ma nagyon szép az idő.'],
    ['it', 'Oggi il tempo è molto bello.'],
    ['lt', 'Šiandien oras labai gražus.'],
    ['lv', 'Šodien laiks ir ļoti jauks.'],
    ['nl', 'Het weer is vandaag heel mooi.'],
    ['pl', 'Pogoda jest dzisiaj bardzo ładna.'],
    ['pt', 'O tempo está muito bonito hoje.'],
    ['ro', 'Vremea este foarte frumoasă astăzi.'],
    ['ru', 'Сегодня погода очень хорошая.'],
    ['sk', 'Počasie je dnes veľmi pekné.'],
    ['sl', 'Vreme je danes zelo lepo.'],
    ['sv', 'Vädret är mycket fint i dag.'],
    ['uk', 'Погода сьогодні дуже гарна.'],
  ])('tells %s', (language, text) => {
    expect(languageOf('auto', text)).toBe(language);
  });

  it('does not guess where there is too little', () => {
    expect(languageOf('auto', '12')).toBe('und');
    expect(languageOf('auto', '')).toBe('und');
  });

  it('believes who asks', () => {
    expect(languageOf('de', 'The weather is very nice today.')).toBe('de');
  });

  it('has no choice among one', () => {
    expect(languageOfTextAmong(['sw'])('auto', 'The weather')).toBe('sw');
  });
});
