import type { ServiceReport } from '@parley/contracts';
import { useId } from 'react';
import styles from './service-badge.module.css';

type Standing = 'ready' | 'waiting' | 'down' | 'absent';

/** One service: its name and state at a glance, the rest in a card that opens above it. */
export function ServiceBadge({ service }: { service: ServiceReport }) {
  const cardId = useId();
  const standing = standingOf(service);
  const engine = service.status?.engine;
  return (
    <li className={styles['item']} data-testid={`badge-${service.name}`} data-standing={standing}>
      <button type="button" className={styles['badge']} popoverTarget={cardId}>
        <span className={styles['dot']} aria-hidden="true" />
        <span className={styles['name']}>{service.name}</span>
        <span className={styles['brief']}>{briefOf(service)}</span>
      </button>
      <div id={cardId} popover="auto" className={styles['card']}>
        <h3 className={styles['title']}>
          {service.name} <span>{words[standing]}</span>
        </h3>
        {service.reason !== undefined && !service.ready && <p>{service.reason}</p>}
        {service.remedy !== undefined && !service.ready && (
          <p className={styles['remedy']}>{service.remedy}</p>
        )}
        {engine !== undefined && (
          <p>
            {engine.description} ({engine.device})
          </p>
        )}
        {engine?.betterEngine !== undefined && (
          <p className={styles['better']}>
            Better: {engine.betterEngine.id}. {engine.betterEngine.howToGetIt}
          </p>
        )}
        <Facts service={service} />
      </div>
    </li>
  );
}

function Facts({ service }: { service: ServiceReport }) {
  const { status, latencyMs } = service;
  const facts = [
    latencyMs === null ? null : `answers in ${Math.round(latencyMs)} ms`,
    status === undefined ? null : `version ${status.version}`,
    status === undefined ? null : `${Math.round(status.memoryMb)} MB`,
    service.url,
  ];
  return <p className={styles['facts']}>{facts.filter((fact) => fact !== null).join(' · ')}</p>;
}

const words: Record<Standing, string> = {
  ready: 'ready',
  waiting: 'not ready',
  down: 'does not answer',
  absent: 'not running, and optional',
};

function standingOf(service: ServiceReport): Standing {
  if (service.ready) return 'ready';
  if (service.reachable) return 'waiting';
  return service.required ? 'down' : 'absent';
}

function briefOf(service: ServiceReport): string {
  const engine = service.status?.engine;
  if (!service.ready) return words[standingOf(service)];
  const latency = service.latencyMs === null ? null : `${Math.round(service.latencyMs)} ms`;
  return [engine?.id, engine?.device, latency]
    .filter((part) => part !== undefined && part !== null)
    .join(' · ');
}
