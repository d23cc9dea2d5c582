import type { Expression } from '@parley/contracts';
import { useState } from 'react';
import { EndIcon, SettingsIcon } from '../parts/icons.js';
import { Notice } from '../parts/notice.js';
import { AnalysisCard } from './analysis-card.js';
import { CaptionAnnouncer } from './caption-announcer.js';
import { Captions } from './captions.js';
import { Composer } from './composer.js';
import type { ConversationSession } from './conversation-session.js';
import { phaseOf, type ConversationState } from './conversation-state.js';
import { ExpressionPicker } from './expression-picker.js';
import { Stage } from './stage.js';
import { TalkControl } from './talk-control.js';
import { useTalkKeys } from './use-talk-keys.js';
import { Welcome } from './welcome.js';
import styles from './conversation-view.module.css';

interface ConversationViewProps {
  session: ConversationSession;
  state: ConversationState;
  language: string;
  /** Why there is no face, where the avatar is not ready. */
  faceAbsence: string | null;
  onSettings: () => void;
}

/** The full flow: speak, and the face answers. */
export function ConversationView({
  session,
  state,
  language,
  faceAbsence,
  onSettings,
}: ConversationViewProps) {
  const phase = phaseOf(state);
  const { analysis } = state;
  useTalkKeys(session);

  return (
    <div className={styles['view']}>
      <div className={styles['left']}>
        <Stage session={session} phase={phase} hasFace={state.hasFace} absence={faceAbsence}>
          {state.hasFace && state.problem === null && <StageExpressions session={session} />}
          <StageNotes session={session} state={state} />
        </Stage>
        <div className={styles['controls']}>
          <button type="button" className={styles['side']} onClick={onSettings}>
            <span className="icon-button">
              <SettingsIcon />
            </span>
            Settings
          </button>
          <TalkControl session={session} phase={phase} link={state.link} />
          <button
            type="button"
            className={styles['side']}
            aria-label="Finish the conversation and read its analysis"
            title="Finish and read the analysis"
            data-testid="end"
            disabled={state.turns.length === 0 || state.link.status !== 'open'}
            onClick={() => session.end()}
          >
            <span className="icon-button">
              <EndIcon />
            </span>
            Finish
          </button>
        </div>
      </div>
      <div className={styles['right']}>
        <Captions session={session} state={state} language={language} welcome={<Welcome />}>
          {analysis === 'pending' && <p className={styles['waiting']}>Reading the conversation over…</p>}
          {typeof analysis === 'object' && <AnalysisCard analysis={analysis} />}
        </Captions>
        <Composer isEnabled={state.link.status === 'open'} onSay={(text) => void session.say(text)} />
      </div>
      <CaptionAnnouncer turns={state.turns} />
    </div>
  );
}

/** What went wrong, over the picture: nothing beside it moves. */
function StageNotes({ session, state }: { session: ConversationSession; state: ConversationState }) {
  if (state.problem === null && state.remark === null) return null;
  return (
    <div className={styles['notes']}>
      {state.problem === null ? (
        <p className={styles['remark']}>{state.remark}</p>
      ) : (
        <Notice problem={state.problem} onDismiss={() => session.dismissProblem()} />
      )}
    </div>
  );
}

function StageExpressions({ session }: { session: ConversationSession }) {
  const [chosen, setChosen] = useState<Expression>('neutral');
  const choose = (expression: Expression) => {
    setChosen(expression);
    session.setExpression(expression, 1);
  };
  return (
    <div className={styles['expressions']}>
      <ExpressionPicker chosen={chosen} onChoose={choose} />
    </div>
  );
}
