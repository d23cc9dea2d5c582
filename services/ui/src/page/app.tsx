import { useState } from 'react';
import { ConversationView } from './conversation/conversation-view.js';
import { useConversation } from './conversation/use-conversation.js';
import { FaceView } from './face/face-view.js';
import { ModeTabs } from './mode-tabs.js';
import { useMode } from './use-mode.js';
import { RecogniseView } from './recognise/recognise-view.js';
import { absenceOf } from './services/absence.js';
import { ServiceBadges } from './services/service-badges.js';
import { useConstellation } from './services/use-constellation.js';
import { SettingsSheet } from './settings/settings-sheet.js';
import { useSettings } from './settings/use-settings.js';
import { SpeakView } from './speak/speak-view.js';
import styles from './app.module.css';

/** The page: four ways to use Parley, its settings, and how its services are. */
export function App() {
  const [mode, setMode] = useMode();
  const [settings, changeSettings] = useSettings();
  const [areSettingsOpen, setSettingsOpen] = useState(false);
  const constellation = useConstellation();
  const { session, state } = useConversation(settings, mode === 'conversation');

  return (
    <div className={styles['app']} data-mode={mode} data-begun={state.turns.length > 0}>
      <header className={styles['header']}>
        <p className={styles['name']}>
          <img src="/favicon.svg" alt="Parley" width="28" height="28" />
          <span className={styles['wordmark']}>Parley</span>
        </p>
        <ModeTabs mode={mode} onChange={setMode} />
      </header>
      <main className={styles['main']}>
        {mode === 'conversation' && (
          <ConversationView
            session={session}
            state={state}
            language={settings.language}
            faceAbsence={absenceOf(constellation, 'avatar')}
            onSettings={() => setSettingsOpen(true)}
          />
        )}
        {mode === 'recognise' && <RecogniseView microphoneId={settings.microphoneId} />}
        {mode === 'speak' && <SpeakView initialLanguage={settings.language} />}
        {mode === 'face' && <FaceView />}
      </main>
      <footer className={styles['footer']}>
        <ServiceBadges constellation={constellation} />
      </footer>
      <SettingsSheet
        isOpen={areSettingsOpen}
        settings={settings}
        onChange={changeSettings}
        onClose={() => setSettingsOpen(false)}
      />
    </div>
  );
}
