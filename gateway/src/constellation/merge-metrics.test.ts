import { describe, expect, it } from 'vitest';
import { mergeMetrics } from './merge-metrics.js';

const histogram = (service: string) =>
  [
    '# HELP parley_wait_seconds Time.',
    '# TYPE parley_wait_seconds histogram',
    `parley_wait_seconds_bucket{le="+Inf",service="${service}"} 2`,
    `parley_wait_seconds_sum{service="${service}"} 0.5`,
    '',
    '# HELP parley_open Now.',
    '# TYPE parley_open gauge',
    'parley_open 1',
    `parley_open{path="/a{b}\\"c"} 1e+3 1700000000000`,
    '',
  ].join('\n');

describe('the metrics of several services', () => {
  const merged = mergeMetrics([
    { target: 'stt', text: histogram('stt') },
    { target: 'stt-ctc', text: histogram('stt') },
    { target: 'tts', text: null },
  ]);

  it('describe each family once, and keep its samples together', () => {
    expect(merged.split('\n\n')[0]).toBe(
      [
        '# HELP parley_wait_seconds Time.',
        '# TYPE parley_wait_seconds histogram',
        'parley_wait_seconds_bucket{target="stt",le="+Inf",service="stt"} 2',
        'parley_wait_seconds_sum{target="stt",service="stt"} 0.5',
        'parley_wait_seconds_bucket{target="stt-ctc",le="+Inf",service="stt"} 2',
        'parley_wait_seconds_sum{target="stt-ctc",service="stt"} 0.5',
      ].join('\n'),
    );
    expect(merged.match(/# TYPE parley_open /g)).toHaveLength(1);
  });

  it('tell which service they are of, whatever labels they have', () => {
    expect(merged).toContain('\nparley_open{target="stt-ctc"} 1\n');
    expect(merged).toContain('parley_open{target="stt",path="/a{b}\\"c"} 1e+3 1700000000000');
  });

  it('say who did not tell theirs', () => {
    expect(merged).toMatch(
      /parley_service_up\{target="stt"\} 1\n.*stt-ctc"\} 1\nparley_service_up\{target="tts"\} 0\n$/,
    );
  });
});
