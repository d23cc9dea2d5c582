import { expect, it } from 'vitest';
import { languageOfText } from './text-language.js';

it.each([
  ['Good morning, how did you sleep?', 'en'],
  ['Guten Morgen, wie haben Sie geschlafen?', 'de'],
  ['Bonjour, comment avez-vous dormi cette nuit ?', 'fr'],
  ['Buenos días, ¿cómo ha dormido usted?', 'es'],
  ['Buongiorno, come ha dormito questa notte?', 'it'],
  ['Bom dia, como é que você dormiu?', 'pt'],
  ['Dzień dobry, jak się pan spał tej nocy?', 'pl'],
  ['Goedemorgen, hoe hebt u vannacht geslapen?', 'nl'],
  ['Dobré ráno, jak jste se dnes vyspal?', 'cs'],
  ['Günaydın, dün gece nasıl uyudunuz?', 'tr'],
  ['Jó reggelt, hogy aludt az éjszaka?', 'hu'],
  ['Доброе утро, как вы спали?', 'ru'],
  ['صباح الخير', 'ar'],
  ['सुप्रभात, आप कैसे हैं?', 'hi'],
  ['안녕하세요', 'ko'],
  ['東京へ行きます', 'ja'],
  ['我们去北京', 'zh-cn'],
  ['我们用 GitHub 写代码', 'zh-cn'],
  ['OK', 'en'],
  ['42', 'en'],
])('hears that %s is %s', async (text, language) => {
  expect(await languageOfText(text)).toBe(language);
});
