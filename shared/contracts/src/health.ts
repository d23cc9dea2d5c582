import { z } from 'zod';

/** `/health`: the process is alive. It says nothing about engines; see `/ready`. */
export const healthSchema = z
  .object({ status: z.literal('ok'), service: z.string(), version: z.string(), uptimeMs: z.number() })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof healthSchema>;

/** One condition of readiness: true, or why not and what to do about it. */
export const readinessCheckSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  reason: z.string().optional(),
  /** A command or a setting that mends it. */
  remedy: z.string().optional(),
});
export type ReadinessCheck = z.infer<typeof readinessCheckSchema>;

/** `/ready`: whether work may be sent here. Answered with 200 or 503. */
export const readinessSchema = z
  .object({ ready: z.boolean(), service: z.string(), checks: z.array(readinessCheckSchema) })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;

/** The engine that is doing a service's work, and the better one that could. */
export const engineStatusSchema = z.object({
  id: z.string(),
  description: z.string(),
  embedded: z.boolean(),
  /** Where the networks run: `cpu`, `cuda`, or `none` where there is no network. */
  device: z.string(),
  /** Why the networks run elsewhere than asked for. */
  deviceFallback: z.string().optional(),
  /** The model's name and the number format of its weights, where the engine runs one. */
  model: z.string().optional(),
  dtype: z.string().optional(),
  ready: z.boolean(),
  languages: z.array(z.string()).optional(),
  capabilities: z.record(z.string(), z.boolean()).optional(),
  /** Milliseconds from the start of loading to the end of the warm-up. */
  loadMs: z.number().optional(),
  memoryMb: z.number().optional(),
  restarts: z.number().optional(),
  betterEngine: z.object({ id: z.string(), howToGetIt: z.string() }).optional(),
});
export type EngineStatus = z.infer<typeof engineStatusSchema>;

/** `/status`: everything an operator asks first. */
export const statusSchema = z
  .object({
    service: z.string(),
    version: z.string(),
    uptimeMs: z.number(),
    ready: z.boolean(),
    checks: z.array(readinessCheckSchema),
    engine: engineStatusSchema.optional(),
    eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
    memoryMb: z.number(),
    node: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof statusSchema>;

/** One GPU as nvidia-smi reports it; `null` where the driver answers `[N/A]` (unified memory, for one). */
export const gpuSchema = z.object({
  index: z.number(),
  name: z.string(),
  memoryTotalMb: z.number().nullable(),
  memoryUsedMb: z.number().nullable(),
  memoryFreeMb: z.number().nullable(),
  utilizationPercent: z.number().nullable(),
  temperatureC: z.number().nullable(),
  powerW: z.number().nullable(),
});
export type Gpu = z.infer<typeof gpuSchema>;

export const gpuReportSchema = z
  .object({ available: z.boolean(), gpus: z.array(gpuSchema), reason: z.string().optional() })
  .meta({ id: 'GpuReport' });
export type GpuReport = z.infer<typeof gpuReportSchema>;

/** One service as the gateway sees it. */
export const serviceReportSchema = z.object({
  name: z.string(),
  url: z.string(),
  reachable: z.boolean(),
  ready: z.boolean(),
  /** Milliseconds that `/status` took to answer; null when it did not. */
  latencyMs: z.number().nullable(),
  reason: z.string().optional(),
  remedy: z.string().optional(),
  /** Whether the constellation is incomplete without it (an experimental profile is optional). */
  required: z.boolean(),
  status: statusSchema.optional(),
});
export type ServiceReport = z.infer<typeof serviceReportSchema>;

/** The operators' view (port 8005, `/health`): every service, the queues, the GPUs. */
export const constellationSchema = z
  .object({
    status: z.enum(['ok', 'degraded']),
    services: z.array(serviceReportSchema),
    queues: z.record(z.string(), z.record(z.string(), z.number())),
    gpu: gpuReportSchema,
  })
  .meta({ id: 'Constellation' });
export type Constellation = z.infer<typeof constellationSchema>;
