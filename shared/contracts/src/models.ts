import { z } from 'zod';

/** One number format of a model. */
export const modelFormatSchema = z.object({
  dtype: z.string(),
  installed: z.boolean(),
  /** Files that are not here, by their paths in the model's folder. */
  missing: z.array(z.string()),
  /** On disk where it is installed, otherwise to be fetched; null where nobody has said so. */
  bytes: z.number().nullable(),
});

/** A model that a service can run: what it is, what of it is here, and how to get it. */
export const modelReportSchema = z
  .object({
    name: z.string(),
    aliases: z.array(z.string()),
    family: z.string(),
    service: z.string(),
    description: z.string(),
    /** Empty where the model's own files say it. */
    languages: z.array(z.string()),
    license: z.object({
      name: z.string(),
      url: z.string().optional(),
      /** What `PARLEY_ACCEPT_LICENSES` must name; absent where the licence asks for nothing. */
      acceptedAs: z.string().optional(),
      accepted: z.boolean(),
    }),
    /** On the Hugging Face hub; absent where people bring the files. */
    repository: z.string().optional(),
    formats: z.array(modelFormatSchema),
    /** The formats that are whole. */
    installed: z.array(z.string()),
    /** Whether the service works with it now. */
    active: z.boolean(),
    /** A command or a setting; absent where nothing is missing. */
    howToGetIt: z.string().optional(),
  })
  .meta({ id: 'ModelReport' });
export type ModelReport = z.infer<typeof modelReportSchema>;

/** `GET /models`: every model that a service knows; at the gateway, those of all services. */
export const modelReportsSchema = z
  .object({
    models: z.array(modelReportSchema),
    /** At the gateway: services that did not answer, whose models are not in the list for that reason. */
    unreachableServices: z.array(z.string()).optional(),
  })
  .meta({ id: 'ModelReports' });
export type ModelReports = z.infer<typeof modelReportsSchema>;
