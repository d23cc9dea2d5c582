interface Gate {
  passed: Promise<void>;
  open: () => void;
}

/** A promise that is kept when somebody opens it: `Promise.withResolvers`, which Node 20 does not have. */
export function closedGate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
