import type { Expression } from '@parley/contracts';

const mouths: Record<Expression, string> = {
  neutral: 'M9 15.2h6',
  happy: 'M8.3 14c1 1.8 2.3 2.6 3.7 2.600s2.7-.8 3.7-2.6',
  sad: 'M8.6 16.400c.9-1.5 2.1-2.1 3.4-2.100s2.5.6 3.4 2.1',
  surprised: 'M12 13.900a1.6 1.9 0 1 0 0 3.8 1.6 1.9 0 1 0 0-3.8',
};

/** A small face with the expression's mouth. */
export function ExpressionIcon({ expression }: { expression: Expression }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="8.8" />
      <path d="M9.2 9.600v.6M14.8 9.600v.6" strokeWidth="2.2" />
      <path d={mouths[expression]} />
    </svg>
  );
}
