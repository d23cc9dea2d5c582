"""Common words of the 17 languages, and what tends to stand beside figures in them."""

WORDS = {
    "en": "the a house river morning light people walk quickly through narrow street and never ask why it rains so much here because winter came early children laugh old clock stopped please open window I don't know where she's gone music plays softly bread tomorrow's train",
    "de": "der die das Haus Fluss Morgen Licht Leute gehen schnell durch enge Straße und fragen nie warum es hier so viel regnet weil Winter früh kam Kinder lachen alte Uhr blieb stehen bitte Fenster öffnen Größe süß schön Äpfel Übung weiß",
    "fr": "le la les maison rivière matin lumière gens marchent vite à travers rue étroite et ne demandent jamais pourquoi il pleut tant ici parce que l'hiver est venu tôt enfants rient vieille horloge s'est arrêtée ouvrez fenêtre où ça cœur garçon naïf forêt",
    "es": "el la los casa río mañana luz gente camina rápido por calle estrecha y nunca pregunta por qué llueve tanto aquí porque invierno llegó temprano niños ríen viejo reloj se paró abre ventana corazón español señal pingüino ¿dónde? ¡mira!",
    "it": "il lo la casa fiume mattina luce gente cammina veloce lungo strada stretta e non chiede mai perché piove tanto qui poiché inverno è arrivato presto bambini ridono vecchio orologio si è fermato apri finestra città più così l'acqua",
    "pt": "o a os casa rio manhã luz pessoas andam depressa por rua estreita e nunca perguntam por que chove tanto aqui porque inverno chegou cedo crianças riem velho relógio parou abra janela coração você não pão avô ação",
    "pl": "dom rzeka rano światło ludzie idą szybko przez wąską ulicę i nigdy nie pytają dlaczego tu tak dużo pada bo zima przyszła wcześnie dzieci śmieją się stary zegar stanął otwórz okno żółty gęś źródło ćma ręka piękny",
    "tr": "ev nehir sabah ışık insanlar dar sokakta hızlı yürür ve neden bu kadar yağmur yağdığını hiç sormaz çünkü kış erken geldi çocuklar güler eski saat durdu pencereyi aç İstanbul ÖĞRENCİ Ülke ıssız güneş şeker Isparta çiçek",
    "ru": "дом река утро свет люди идут быстро по узкой улице и никогда не спрашивают почему здесь так много дождей потому что зима пришла рано дети смеются старые часы остановились открой окно ёлка объём съел Москва Юля чай щука",
    "nl": "het de huis rivier ochtend licht mensen lopen snel door smalle straat en vragen nooit waarom het hier zo veel regent omdat winter vroeg kwam kinderen lachen oude klok stond stil open raam geïnteresseerd vijf ijs zee één café",
    "cs": "dům řeka ráno světlo lidé jdou rychle úzkou ulicí a nikdy se neptají proč tady tolik prší protože zima přišla brzy děti se smějí staré hodiny se zastavily otevři okno příliš žluťoučký kůň úpěl ďábelské ódy",
    "ar": "البيت النهر الصباح الضوء الناس يمشون بسرعة في الشارع الضيق ولا يسألون أبدا لماذا تمطر كثيرا هنا لأن الشتاء جاء مبكرا الأطفال يضحكون الساعة القديمة توقفت افتح النافذة مَدْرَسَة قلم إلى أحمد شُكْرًا",
    "hu": "ház folyó reggel fény emberek gyorsan mennek a szűk utcán és soha nem kérdezik miért esik itt ennyi eső mert tél korán jött gyerekek nevetnek régi óra megállt nyisd ablakot őrült tűz árvíztűrő tükörfúrógép szép kőszívű",
    "ko": "집 강 아침 빛 사람들은 좁은 길을 빨리 걷고 왜 여기 비가 이렇게 많이 오는지 묻지 않는다 겨울이 일찍 왔다 아이들이 웃는다 오래된 시계가 멈췄다 창문을 열어 주세요 없어요 닭고기 읽습니다 괜찮아 값이 뭐예요",
    "ja": "私は 学生です。 東京に 住んでいます。 今日は 雨が 降っています。 美味しい カレーを 食べました。 彼女は コンピューターで 音楽を 聞く。 古い 時計が 止まった、 窓を 開けて ください！ 子供たちが 笑っている。 明日 電車で 大阪へ 行きますか？ ありがとうございます。 ちょっと 待って。 日本語を 勉強する。 図書館の 本を 読んだ。 インターネット 友達と 散歩して 帰りました。 お茶を 飲みたい。 切符を 買った。",
    "zh": "我 们 今天 早上 在 河边 走路 人们 很快 地 穿过 狭窄 的 街道 从来 不 问 为什么 这里 下雨 这么 多 因为 冬天 来得 很 早 孩子 笑 旧 钟 停 了 请 打开 窗户 银行 行走 长大 长短 重要 重复 音乐 快乐 还是 还书 得到 觉得 头发 发现 女儿 绿色 旅行 世界 你好",
    "hi": "घर नदी सुबह रोशनी लोग तंग गली में तेज़ चलते हैं और कभी नहीं पूछते कि यहाँ इतनी बारिश क्यों होती है क्योंकि सर्दी जल्दी आ गई बच्चे हँसते पुरानी घड़ी रुक गई खिड़की खोलो कृपया मैं हूँ ज्ञान क्षमा श्री",
}

ABBREVIATIONS = {
    "en": "Mrs. Mr. Dr. St. Co. Jr. Maj. Gen. Drs. Rev. Lt. Hon. Sgt. Capt. Esq. Ltd. Col. Ft. mr. etc. U.S. p.m.",
    "es": "Sra. Sr. Dr. Dra. St. Co. Jr. Ltd. Ud. EE.UU.",
    "fr": "Mme. Mr. Dr. St. Co. Jr. Ltd. M. etc.",
    "de": "Fr. Dr. St. Co. Jr. z.B. usw. d.h. Prof.",
    "pt": "Sra. Sr. Dr. Dra. St. Co. Jr. Ltd. Av.",
    "it": "Sig. Sig.ra Dr. St. Co. Jr. Ltd. ecc.",
    "pl": "p. m. p.m. Dr. sw. Jr. np. ul.",
    "cs": "Dr. Ing. p. P. tj. Mgr.",
    "ru": "г-жа г-н д-р Г-жа Д-р г. т.д.",
    "nl": "Dhr. Mevr. Dr. Jhr. bijv. enz.",
    "tr": "b. Byk. Dr. B. vb.",
    "hu": "Dr. b. nőv. B. stb.",
}

ORDINAL_ENDINGS = {
    "en": "st nd rd th",
    "es": "º ª er o a os as",
    "fr": "º ª er re e ème",
    "de": ". st º",
    "pt": "º ª o a os as",
    "it": "º ° ª o a i e",
    "pl": "º ª st th",
    "ar": "ون ين ث ر ى",
    "cs": ".",
    "ru": "-й -я -е -ое -ье -го",
    "nl": "de ste e",
    "tr": ". inci nci uncu üncü",
    "hu": ". adik edik odik ödik ik",
    "ko": "번째 번 차 째",
    "hi": "st th",
}

# What a figure counts in Chinese, and how dates and telephone numbers are written.
CHINESE_AFTER_FIGURES = "个 年 月 日 号 元 块 毛 分 公里 千克 % 多个 万 亿 名 点 岁 次 / -".split()
CHINESE_FIGURES = "1990年 2008年5月12日 95年 12月31号 13800138000 010-8888666 3/4 12.5% 3.14 2 22 200 2002 10 15 110 P2P 2B 100万元 3块5".split()

SCRIPTS = {
    "latin": (0x00C0, 0x024F),
    "greek": (0x0391, 0x03C9),
    "cyrillic": (0x0410, 0x044F),
    "arabic": (0x0621, 0x064A),
    "devanagari": (0x0904, 0x0939),
    "hangul": (0xAC00, 0xD7A3),
    "kana": (0x3041, 0x30FA),
    "han": (0x4E00, 0x9FA5),
    "hebrew": (0x05D0, 0x05EA),
    "thai": (0x0E01, 0x0E2E),
}
EMOJI = "😀 🚀 ❤️ 👍🏽 👩‍💻 🇩🇪 ✨ ©️ ☃ ¹ ½ ™ № ٣ ५ Ⅳ".split()
PUNCTUATION = list(".,!?;:-–—…'\"()[]{}/\\*_+=<>|~^`«»“”„’‘") + ["...", "?!", " - ", "\n", "  ", "\t", "\u00a0", "。", "，", "！", "？", "、", "؟", "،", "।"]
