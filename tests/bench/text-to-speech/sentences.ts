import type { SpeechLanguage } from '@parley/contracts';

/** Two sentences in each language, with closed lips and a pause in them. */
export const sentences: Record<SpeechLanguage, readonly [string, string]> = {
  en: [
    'My mother bakes bread every morning, and my father makes a pot of coffee for everybody.',
    'Please bring a map, because nobody knows the path through the mountains.',
  ],
  de: [
    'Meine Mutter backt jeden Morgen Brot, und mein Vater kocht Kaffee für alle.',
    'Bitte bring eine Karte mit, denn niemand kennt den Weg über die Berge.',
  ],
  fr: [
    'Ma mère prépare du pain chaque matin, et mon père fait du café pour tout le monde.',
    'Apporte une carte, parce que personne ne connaît le chemin dans la montagne.',
  ],
  es: [
    'Mi madre prepara pan todas las mañanas, y mi padre hace café para todo el mundo.',
    'Por favor, trae un mapa, porque nadie conoce el camino de la montaña.',
  ],
  it: [
    'Mia madre prepara il pane ogni mattina, e mio padre fa il caffè per tutti.',
    'Per favore, porta una mappa, perché nessuno conosce il sentiero di montagna.',
  ],
  pt: [
    'Minha mãe prepara o pão todas as manhãs, e meu pai faz café para toda a gente.',
    'Por favor, traga um mapa, porque ninguém conhece o caminho da montanha.',
  ],
  pl: [
    'Moja mama piecze chleb każdego ranka, a mój tata parzy kawę dla wszystkich.',
    'Proszę, przynieś mapę, bo nikt nie zna drogi przez te góry.',
  ],
  nl: [
    'Mijn moeder bakt elke morgen brood, en mijn vader zet koffie voor iedereen.',
    'Breng alsjeblieft een kaart mee, want niemand kent het pad door de bergen.',
  ],
  cs: [
    'Moje máma peče každé ráno chleba, a můj táta vaří kávu pro všechny.',
    'Prosím, přines mapu, protože nikdo nezná cestu přes hory.',
  ],
  ar: [
    'أمي تخبز الخبز كل صباح، وأبي يعمل القهوة لكل من في البيت.',
    'من فضلك أحضر خريطة، لأن لا أحد يعرف الطريق في الجبال.',
  ],
  tr: [
    'Annem her sabah ekmek pişirir, babam da herkes için kahve yapar.',
    'Lütfen bir harita getir, çünkü kimse dağlardaki yolu bilmiyor.',
  ],
  ru: [
    'Моя мама печёт хлеб каждое утро, а мой папа варит кофе для всех.',
    'Пожалуйста, возьми карту, потому что никто не знает дороги в горах.',
  ],
  hu: [
    'Az anyám minden reggel kenyeret süt, az apám pedig mindenkinek kávét főz.',
    'Kérlek, hozz magaddal térképet, mert senki sem ismeri az utat a hegyekben.',
  ],
  ko: [
    '우리 엄마는 매일 아침 빵을 굽고, 아빠는 모두를 위해 커피를 만들어요.',
    '지도를 가져오세요, 아무도 산길을 모르니까요.',
  ],
  ja: [
    'ははは まいあさ パンを やいて、ちちは みんなの ために コーヒーを いれます。',
    'ちずを もって きて ください、だれも やまの みちを しりません。',
  ],
  'zh-cn': ['我妈妈每天早上做面包，我爸爸给大家煮咖啡。', '请带一张地图，因为没有人认识山里的路。'],
  hi: [
    'मेरी माँ हर सुबह रोटी पकाती है, और मेरे पिता सबके लिए कॉफ़ी बनाते हैं।',
    'कृपया एक नक्शा ले आओ, क्योंकि पहाड़ों का रास्ता कोई नहीं जानता।',
  ],
};
