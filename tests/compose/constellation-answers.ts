/**
 * The lines that users of such stacks type, against the published ports, and what the embedded engines answer. Files:
 * `reference.wav` and `audio.wav` are English speech, `audio.json` has it as base64, `avatar.png` is a portrait.
 */
export interface ExpectedAnswer {
  /** What follows `curl`. */
  line: string;
  status: number;
  /** Found in the body, where that is text. */
  text?: RegExp;
  /** The file that `-o` names, and the bytes with which it begins. */
  file?: { name: string; begins: Buffer };
}

const wav = Buffer.from('RIFF');
const jpeg = Buffer.from([0xff, 0xd8, 0xff]);

export const answers: ExpectedAnswer[] = [
  { line: 'http://localhost:8082/health', status: 200, text: /"status":"ok","service":"tts"/ },
  {
    line: `-X POST http://localhost:8082/synthesize -H "Content-Type: application/json" -d '{"text":"Hallo Welt","language":"de"}' -o output.wav`,
    status: 200,
    file: { name: 'output.wav', begins: wav },
  },
  {
    line: '-X POST http://localhost:8082/synthesize-with-voice-clone -F "text=Hello world" -F "language=en" -F "speaker_audio=@reference.wav"',
    status: 503,
    text: /engine_cannot_clone/,
  },
  {
    line: '-X POST http://localhost:8083/transcribe -F "file=@audio.wav" -F "language=en"',
    status: 200,
    text: /"text":"\w+/,
  },
  {
    line: '-X POST http://localhost:8083/transcribe -F "file=@audio.wav" -F "language=de"',
    status: 503,
    text: /engine_cannot_transcribe_language/,
  },
  {
    line: '-X POST http://localhost:8083/transcribe -F "file=@audio.wav" -F "task=translate"',
    status: 200,
    text: /"task":"translate"/,
  },
  {
    line: '-X POST http://localhost:8084/transcribe -F "file=@audio.wav" -F "language=de" -F "task=translate" -F "target_language=en"',
    status: 503,
    text: /model_files_missing/,
  },
  { line: 'http://localhost:8081/expressions', status: 200, text: /happy/ },
  {
    line: '-X POST http://localhost:8000/api/voxformer/transcribe -H "Content-Type: application/json" -d @audio.json',
    status: 200,
    text: /"text":"\w+/,
  },
  { line: 'http://localhost:8000/api/voxformer/health', status: 200, text: /"status":"fallback"/ },
  { line: 'http://localhost:8000/health', status: 200, text: /"status":"ok","service":"gateway"/ },
  { line: 'http://localhost:8000/ready', status: 200, text: /"ready":true/ },
  { line: 'http://localhost:8000/gpu', status: 200, text: /"available":/ },
  { line: 'http://localhost:8005/health', status: 200, text: /"status":"ok"/ },
  { line: '--insecure https://localhost:8085/', status: 200, text: /<!doctype html>/i },
];

export const portraitAnswer: ExpectedAnswer = {
  line: '-X POST http://localhost:8081/api/render -F "source_image=@avatar.png" -F "expression=happy" -F "intensity=1.0" -o frame.jpg',
  status: 200,
  file: { name: 'frame.jpg', begins: jpeg },
};
