import { useRef, useState } from 'react';
import { duration } from '../parts/format.js';
import { DownloadIcon, PauseIcon, PlayIcon } from '../parts/icons.js';
import { useObjectUrl } from '../parts/use-object-url.js';
import { Waveform } from '../parts/waveform.js';
import { Spectrogram } from './spectrogram.js';
import type { Speech } from './synthesize-speech.js';
import styles from './speech-result.module.css';

/** What was spoken: to hear, to see, to keep. */
export function SpeechResult({ speech }: { speech: Speech }) {
  const audio = useRef<HTMLAudioElement>(null);
  const url = useObjectUrl(speech.file);
  const [isPlaying, setIsPlaying] = useState(false);
  const [share, setShare] = useState(0);

  const toggle = () => {
    if (isPlaying) audio.current?.pause();
    else void audio.current?.play();
  };
  const seek = (next: number) => {
    if (audio.current !== null) audio.current.currentTime = (next * speech.sound.durationMs) / 1000;
    setShare(next);
  };

  return (
    <>
      <div className={styles['player']}>
        <button
          type="button"
          className={styles['play']}
          aria-label={isPlaying ? 'Pause' : 'Play'}
          data-testid="play"
          onClick={toggle}
        >
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </button>
        <div className={styles['scope']}>
          <Waveform sound={speech.sound} />
          <span
            className={styles['cursor']}
            style={{ insetInlineStart: `${share * 100}%` }}
            aria-hidden="true"
          />
          <input
            type="range"
            className={styles['seek']}
            min={0}
            max={1}
            step={0.001}
            value={share}
            aria-label="Position"
            onChange={(event) => seek(Number(event.target.value))}
          />
        </div>
        <span className={styles['time']}>{duration(speech.sound.durationMs)}</span>
        <a
          className="icon-button"
          href={url}
          download={`speech.${speech.format}`}
          aria-label={`Download as ${speech.format.toUpperCase()}`}
          title="Download"
        >
          <DownloadIcon />
        </a>
      </div>
      {/* The captions of a synthesised reading are the text beside it. */}
      <audio
        ref={audio}
        src={url}
        autoPlay
        data-testid="speech"
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onTimeUpdate={(event) =>
          setShare(Math.min(1, (event.currentTarget.currentTime * 1000) / speech.sound.durationMs))
        }
      />
      <Spectrogram sound={speech.sound} />
      {speech.engine !== null && (
        <p className={styles['engine']} data-testid="engine">
          Spoken by {speech.engine}. AI-generated.
        </p>
      )}
    </>
  );
}
