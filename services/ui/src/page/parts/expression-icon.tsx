import type { Expression } from '@parley/contracts';

const mouths: Record<Expression, string> = {
  neutral: 'M9 15.2h6',
  happy: 'M8.3 14c1 1.8 2.3 2.6 3.7 2.600s2.7-.8 3.7-2.6',
  sad: 'M8.6 16.400c.9-1.5 2.1-2.1 3.4-2.100s2.5.6 3.4 2.1',
  surprised: 'M12 13.900a1.6 1.9 0 1 0 0 3.8 1.6 1.9 0 1 0 0-3.8',
  angry: 'M9 16c1.6-.9 4.4-.9 6 0',
  afraid: 'M8.6 16.200l1.7-1.400 1.7 1.400 1.7-1.400 1.7 1.400',
  disgusted: 'M8.8 15.800c1-.9 2-1 3.2-.6s2.200.3 3.200-.8',
  thoughtful: 'M10 15.600c1.500.3 3-.1 4.300-.9',
  laughing: 'M8 13.600h8c-.3 2.500-1.800 3.900-4 3.900s-3.700-1.400-4-3.900Z',
  wink: 'M8.6 14.600c1.900 1.500 4.400 1.500 6.500-.4',
};

const openEyes = 'M9.2 9.600v.6M14.8 9.600v.6';
const eyes: Partial<Record<Expression, string>> = {
  angry: 'M8 8.600l2 1.200M16 8.600l-2 1.200',
  laughing: 'M8.200 10l1-.9 1 .9M13.800 10l1-.9 1 .9',
  wink: 'M8.300 10h1.800M14.8 9.600v.6',
};

/** A small face with the expression's eyes and mouth. */
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
      <path d={eyes[expression] ?? openEyes} strokeWidth={expression in eyes ? '1.6' : '2.2'} />
      <path d={mouths[expression]} />
    </svg>
  );
}
