import { useEffect, useRef, useState } from 'react';
import { isAbort, toProblem, type Problem } from '../gateway/problem.js';

export type TaskState<Value> =
  | { status: 'idle' }
  | { status: 'running' }
  | { status: 'done'; value: Value }
  | { status: 'failed'; problem: Problem };

export interface Task<Input, Value> {
  state: TaskState<Value>;
  /** Begins, and gives up what is still running. */
  run: (input: Input) => void;
  cancel: () => void;
}

/** One piece of work that a person starts, waits for, and may start anew or leave. */
export function useTask<Input, Value>(
  work: (signal: AbortSignal, input: Input) => Promise<Value>,
): Task<Input, Value> {
  const [state, setState] = useState<TaskState<Value>>({ status: 'idle' });
  const current = useRef<AbortController | null>(null);

  useEffect(() => () => current.current?.abort(), []);

  const finish = async (signal: AbortSignal, input: Input) => {
    try {
      const value = await work(signal, input);
      if (!signal.aborted) setState({ status: 'done', value });
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) setState({ status: 'failed', problem: toProblem(error) });
    }
  };

  const run = (input: Input) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setState({ status: 'running' });
    void finish(controller.signal, input);
  };

  const cancel = () => {
    current.current?.abort();
    setState({ status: 'idle' });
  };

  return { state, run, cancel };
}
