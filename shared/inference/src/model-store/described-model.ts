import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { modelOfLayout, withGraph } from './family-layouts.js';
import type { ModelDeclaration } from './model-declaration.js';

/** What of a `parley-model.json` says which files a model is made of; its engine reads the rest. */
const describedSchema = z.object({
  type: z.literal('ctc'),
  graph: z.string().default('model'),
  vocabulary: z.string().default('vocab.txt'),
});

/**
 * The model that a folder's `parley-model.json` describes.
 * @returns undefined where there is no such file, or none that describes a model
 */
export function describedModel(directory: string, name: string): ModelDeclaration | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(directory, 'parley-model.json'), 'utf8'));
  } catch {
    return undefined;
  }
  const described = describedSchema.safeParse(json);
  if (!described.success) return undefined;
  const { graph, vocabulary } = described.data;
  return modelOfLayout(name, withGraph(graph, vocabulary));
}
