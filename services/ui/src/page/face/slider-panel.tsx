import type { SliderDescription } from '@parley/contracts';
import { sentenceCase } from '../parts/format.js';
import styles from './slider-panel.module.css';

export type SliderValues = Readonly<Record<string, number>>;

interface SliderPanelProps {
  sliders: readonly SliderDescription[];
  values: SliderValues;
  onChange: (values: SliderValues) => void;
}

/** Every part of the face by hand, on top of the expression. */
export function SliderPanel({ sliders, values, onChange }: SliderPanelProps) {
  if (sliders.length === 0) return null;
  const isTouched = Object.values(values).some((value) => value !== 0);
  return (
    <details className={styles['panel']} data-testid="sliders">
      <summary>
        By hand
        {isTouched && <span className={styles['touched']}> · changed</span>}
      </summary>
      <div className={styles['grid']}>
        {sliders.map((slider) => (
          <Slider
            key={slider.name}
            slider={slider}
            value={values[slider.name] ?? slider.default}
            onChange={(value) => onChange({ ...values, [slider.name]: value })}
          />
        ))}
      </div>
      <button type="button" className="quiet-button" disabled={!isTouched} onClick={() => onChange({})}>
        Back to the middle
      </button>
    </details>
  );
}

interface SliderProps {
  slider: SliderDescription;
  value: number;
  onChange: (value: number) => void;
}

function Slider({ slider, value, onChange }: SliderProps) {
  const { name, description, unit, min, max } = slider;
  const isAngle = unit === 'degrees';
  return (
    <label className={styles['slider']} title={description}>
      <span className={styles['name']}>{sentenceCase(name.replace('_', ' '))}</span>
      <output className={styles['value']}>{isAngle ? `${value}°` : value.toFixed(2)}</output>
      <input
        type="range"
        min={min}
        max={max}
        step={isAngle ? 1 : 0.05}
        value={value}
        aria-description={description}
        data-testid={`slider-${name}`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  );
}
