import { toSpeechLanguage, type Voice } from '@parley/contracts';

interface VoiceSelectProps {
  voices: Voice[];
  language: string;
  value: string;
  onChange: (voice: string) => void;
}

/** A voice that speaks the language; the empty value leaves the choice to the service. */
export function VoiceSelect({ voices, language, value, onChange }: VoiceSelectProps) {
  const fitting = voices.filter((voice) => speaks(voice, language));
  return (
    <select value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">The language&rsquo;s own</option>
      {fitting.map((voice) => (
        <option key={voice.id} value={voice.id}>
          {voice.name}
        </option>
      ))}
    </select>
  );
}

function speaks(voice: Voice, language: string): boolean {
  return voice.languages.some((each) => toSpeechLanguage(each) === language);
}
