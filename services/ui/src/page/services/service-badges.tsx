import { Notice } from '../parts/notice.js';
import { ServiceBadge } from './service-badge.js';
import type { ConstellationView } from './use-constellation.js';
import styles from './service-badges.module.css';

/** Every service with its engine, device and latency; those that are not ready say why. */
export function ServiceBadges({ constellation: view }: { constellation: ConstellationView }) {
  if (view.state === 'asking') return <p className={styles['waiting']}>Asking the services how they are…</p>;
  if (view.state === 'unknown') return <Notice problem={view.problem} />;
  return (
    <ul className={styles['badges']} aria-label="Services" data-testid="badges">
      {view.constellation.services.map((service) => (
        <ServiceBadge key={service.name} service={service} />
      ))}
    </ul>
  );
}
