import { expressions, type Expression } from '@parley/contracts';
import { ExpressionIcon } from '../parts/expression-icon.js';
import { sentenceCase } from '../parts/format.js';
import styles from './expression-picker.module.css';

interface ExpressionPickerProps {
  chosen: Expression;
  onChoose: (expression: Expression) => void;
  /** Beside the icons, the names. */
  isLabelled?: boolean;
}

/** One button for each expression. */
export function ExpressionPicker({ chosen, onChoose, isLabelled = false }: ExpressionPickerProps) {
  return (
    <div className={styles['picker']} data-labelled={isLabelled} role="group" aria-label="Expression">
      {expressions.map((expression) => (
        <button
          key={expression}
          type="button"
          className={styles['choice']}
          aria-pressed={expression === chosen}
          aria-label={sentenceCase(expression)}
          title={sentenceCase(expression)}
          onClick={() => onChoose(expression)}
        >
          <ExpressionIcon expression={expression} />
          {isLabelled && <span>{sentenceCase(expression)}</span>}
        </button>
      ))}
    </div>
  );
}
