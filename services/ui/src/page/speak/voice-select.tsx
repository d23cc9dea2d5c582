import { toSpeechLanguage } from '@parley/contracts';
import type { ListedVoice } from './use-voices.js';

interface VoiceSelectProps {
  voices: ListedVoice[];
  language: string;
  value: string;
  onChange: (voice: string) => void;
}

/** A voice that speaks the language, by who made it; the empty value leaves the choice to the service. */
export function VoiceSelect({ voices, language, value, onChange }: VoiceSelectProps) {
  const fitting = voices.filter((voice) => speaks(voice, language));
  const groups = [...new Set(fitting.map(groupOf))];
  return (
    <select value={value} data-testid="voice" onChange={(event) => onChange(event.target.value)}>
      <option value="">The language&rsquo;s own</option>
      {groups.map((group) => (
        <optgroup key={group} label={group}>
          {fitting
            .filter((voice) => groupOf(voice) === group)
            .map((voice) => (
              <option key={voice.id} value={voice.id}>
                {voice.name}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

const groupOf = (voice: ListedVoice) => ('cloned' in voice ? 'Your voices' : voice.engine);

function speaks(voice: ListedVoice, language: string): boolean {
  return voice.languages.some((each) => toSpeechLanguage(each) === language);
}
