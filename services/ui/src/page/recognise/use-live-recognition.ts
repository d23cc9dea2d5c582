import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { Problem } from '../gateway/problem.js';
import { LiveRecognition, type LiveState } from './live-recognition.js';
import type { Recognition } from './recognition.js';

export interface LiveRecogniser {
  state: LiveState;
  recognition: Recognition | null;
  problem: Problem | null;
  start: () => void;
  stop: () => void;
  /** Forgets what was said. */
  clear: () => void;
}

/** Recognition of the microphone; its level goes to the element as `--level`. */
export function useLiveRecognition(
  language: string,
  microphoneId: string,
  meter: RefObject<HTMLElement | null>,
): LiveRecogniser {
  const live = useRef<LiveRecognition | null>(null);
  const [state, setState] = useState<LiveState>('ended');
  const [recognition, setRecognition] = useState<Recognition | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => () => live.current?.close(), []);

  const start = () => {
    setProblem(null);
    setRecognition(null);
    live.current = new LiveRecognition(language, microphoneId, {
      onState: setState,
      onRecognition: setRecognition,
      onLevel: (level) =>
        meter.current?.style.setProperty('--level', String(Math.min(1, Math.sqrt(level * 3)))),
      onProblem: setProblem,
    });
    void live.current.start();
  };

  const clear = useCallback(() => {
    setRecognition(null);
    setProblem(null);
  }, []);

  return { state, recognition, problem, start, stop: () => live.current?.stop(), clear };
}
