import { useEffect, useState } from 'react';

export interface AudioDevices {
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** The microphones and loudspeakers of this machine; browsers name them once the microphone was allowed. */
export function useAudioDevices(isShown: boolean): AudioDevices {
  const [devices, setDevices] = useState<AudioDevices>({ microphones: [], speakers: [] });

  useEffect(() => {
    // Absent where the page came without HTTPS.
    const media: MediaDevices | undefined = navigator.mediaDevices;
    if (!isShown || media === undefined) return;
    const list = async () => {
      const all = await media.enumerateDevices();
      setDevices({
        microphones: all.filter((device) => device.kind === 'audioinput' && device.deviceId !== ''),
        speakers: all.filter((device) => device.kind === 'audiooutput' && device.deviceId !== ''),
      });
    };
    void list();
    const onChange = () => void list();
    media.addEventListener('devicechange', onChange);
    return () => media.removeEventListener('devicechange', onChange);
  }, [isShown]);

  return devices;
}
