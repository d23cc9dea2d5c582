interface DeviceSelectProps {
  devices: MediaDeviceInfo[];
  value: string;
  onChange: (deviceId: string) => void;
  id?: string;
}

/** One of the machine's microphones or loudspeakers. */
export function DeviceSelect({ devices, value, onChange, ...rest }: DeviceSelectProps) {
  const isGone = value !== '' && !devices.some((device) => device.deviceId === value);
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">The system&rsquo;s own</option>
      {isGone && <option value={value}>The one chosen before (not connected)</option>}
      {devices
        .filter((device) => device.deviceId !== 'default')
        .map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label === '' ? `Device ${index + 1}` : device.label}
          </option>
        ))}
    </select>
  );
}
