import { levelSchema, speechLanguages } from '@parley/contracts';
import { useEffect, useRef } from 'react';
import { canChooseSpeaker } from '../audio/speech-player.js';
import { Field } from '../parts/field.js';
import { languageName, sentenceCase } from '../parts/format.js';
import { CloseIcon } from '../parts/icons.js';
import { useVoices } from '../speak/use-voices.js';
import { VoiceSelect } from '../speak/voice-select.js';
import { DeviceSelect } from './device-select.js';
import { PortraitPicker } from './portrait-picker.js';
import type { Settings } from './settings.js';
import { useAudioDevices } from './use-audio-devices.js';
import styles from './settings-sheet.module.css';

interface SettingsSheetProps {
  isOpen: boolean;
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
  onClose: () => void;
}

/** Microphone, loudspeaker, language, voice, level and portrait, in a sheet beside the conversation. */
export function SettingsSheet({ isOpen, settings, onChange, onClose }: SettingsSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const devices = useAudioDevices(isOpen);
  const { voices } = useVoices(isOpen);

  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);

  return (
    <dialog
      ref={dialog}
      className={styles['sheet']}
      aria-label="Settings"
      data-testid="settings"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={styles['content']}>
        <header className={styles['header']}>
          <h2>Settings</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        <PortraitPicker
          isShown={isOpen}
          chosen={settings.portrait}
          onChoose={(portrait) => onChange({ portrait })}
        />
        <Field label="Language">
          <select
            value={settings.language}
            onChange={(event) => onChange({ language: event.target.value, voice: '' })}
          >
            {speechLanguages.map((language) => (
              <option key={language} value={language}>
                {languageName(language)}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Voice">
          <VoiceSelect
            voices={voices}
            language={settings.language}
            value={settings.voice}
            onChange={(voice) => onChange({ voice })}
          />
        </Field>
        <Field label="Level" hint="How simple the answers are, and how slowly they are spoken.">
          <select
            value={settings.level}
            onChange={(event) => onChange({ level: levelSchema.parse(event.target.value) })}
          >
            {levelSchema.options.map((level) => (
              <option key={level} value={level}>
                {sentenceCase(level)}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Microphone">
          <DeviceSelect
            devices={devices.microphones}
            value={settings.microphoneId}
            onChange={(microphoneId) => onChange({ microphoneId })}
          />
        </Field>
        {canChooseSpeaker() && (
          <Field label="Loudspeaker">
            <DeviceSelect
              devices={devices.speakers}
              value={settings.speakerId}
              onChange={(speakerId) => onChange({ speakerId })}
            />
          </Field>
        )}
        <label className={styles['greet']}>
          <input
            type="checkbox"
            checked={settings.greet}
            onChange={(event) => onChange({ greet: event.target.checked })}
          />
          Greet me when I begin to talk
        </label>
      </div>
    </dialog>
  );
}
