import { useEffect, useEffectEvent, useState } from 'react';
import { ExpressionPicker } from '../conversation/expression-picker.js';
import { CurlLine } from '../parts/curl-line.js';
import { renderCurl } from '../parts/curl.js';
import { DropZone } from '../parts/drop-zone.js';
import { Field } from '../parts/field.js';
import { DownloadIcon } from '../parts/icons.js';
import { Notice } from '../parts/notice.js';
import { Panel } from '../parts/panel.js';
import { useObjectUrl } from '../parts/use-object-url.js';
import { useTask } from '../parts/use-task.js';
import { FacePicture } from './face-picture.js';
import { movedSliders, renderFace, type FaceOrder } from './render-face.js';
import { SliderPanel } from './slider-panel.js';
import { useSliders } from './use-sliders.js';
import styles from './face-view.module.css';

/** A slider that moves asks only when it has rested this long. */
const restMs = 120;

/** The face alone: a portrait, an expression, how strong, and each part by hand. */
export function FaceView() {
  const [order, setOrder] = useState<FaceOrder>({
    portrait: null,
    expression: 'happy',
    intensity: 1,
    sliders: {},
  });
  const sliders = useSliders();
  const [picture, setPicture] = useState<Blob | null>(null);
  const task = useTask(async (signal, next: FaceOrder) => {
    const rendered = await renderFace(signal, next);
    setPicture(rendered);
    return rendered;
  });
  const render = useEffectEvent((next: FaceOrder) => task.run(next));
  const url = useObjectUrl(picture);

  useEffect(() => {
    const timer = setTimeout(() => render(order), restMs);
    return () => clearTimeout(timer);
  }, [order]);

  const controls = (
    <>
      <DropZone
        label="Drop a portrait, or choose a picture"
        accept="image/*"
        fileName={order.portrait?.name}
        onFile={(portrait) => setOrder({ ...order, portrait })}
      />
      <ExpressionPicker
        isLabelled
        chosen={order.expression}
        onChoose={(expression) => setOrder({ ...order, expression })}
      />
      <Field label={`Intensity ${order.intensity.toFixed(1)}`}>
        <input
          type="range"
          min={0}
          max={2}
          step={0.1}
          value={order.intensity}
          data-testid="intensity"
          onChange={(event) => setOrder({ ...order, intensity: Number(event.target.value) })}
        />
      </Field>
      <SliderPanel
        sliders={sliders}
        values={order.sliders}
        onChange={(values) => setOrder({ ...order, sliders: values })}
      />
    </>
  );

  return (
    <Panel title="Face" lead="A portrait in, the same face with an expression out." controls={controls}>
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
      <FacePicture url={url} expression={order.expression} isRunning={task.state.status === 'running'} />
      {url !== undefined && (
        <a className={`quiet-button ${styles['download']}`} href={url} download={`${order.expression}.jpg`}>
          <DownloadIcon />
          Download
        </a>
      )}
      <CurlLine
        line={renderCurl({
          ...order,
          sliders: movedSliders(order.sliders),
          fileName: order.portrait?.name ?? null,
        })}
      />
    </Panel>
  );
}
