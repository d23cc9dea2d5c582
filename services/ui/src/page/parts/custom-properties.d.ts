import 'react';

declare module 'react' {
  /** Custom properties that components hand to their style sheets. */
  interface CSSProperties {
    '--certainty'?: number;
    '--level'?: number;
  }
}
