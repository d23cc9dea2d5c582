import { useEffect, useRef, type RefObject } from 'react';

/** Draws on a canvas in its own pixels: at first, when its size changes, when the colours do, and when `draw` does. */
export function useCanvas(
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
): RefObject<HTMLCanvasElement | null> {
  const reference = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const canvas = reference.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return;
    const paint = () => {
      const { width, height } = canvas.getBoundingClientRect();
      const scale = window.devicePixelRatio;
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
      draw(context, canvas.width, canvas.height);
    };
    const observer = new ResizeObserver(paint);
    observer.observe(canvas);
    const colours = window.matchMedia('(prefers-color-scheme: dark)');
    colours.addEventListener('change', paint);
    return () => {
      observer.disconnect();
      colours.removeEventListener('change', paint);
    };
  }, [draw]);

  return reference;
}

/** The value of one of the page's colours, as a canvas takes it. */
export function colour(canvas: HTMLCanvasElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  canvas.parentElement?.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
