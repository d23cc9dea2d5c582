import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { OnnxSession, TensorDeclaration } from '@parley/inference/sessions';

/** Numbers in a tensor of one picture; a dimension without a size counts as one. */
export function elementsOf({ shape }: TensorDeclaration): number {
  return shape.reduce<number>(
    (product, size) => product * (typeof size === 'number' && size > 0 ? size : 1),
    1,
  );
}

/** The only input of a graph that sees one picture. @throws ParleyError `model_files_invalid` */
export function pictureInput(session: OnnxSession): TensorDeclaration {
  const [input, ...others] = session.inputs.values();
  if (input && others.length === 0 && input.shape.length === 4) return input;
  throw wrongGraph(session, 'one input, a picture');
}

/** The first output with so many numbers: exports name them by chance. @throws ParleyError `model_files_invalid` */
export function outputOf(session: OnnxSession, elements: number): TensorDeclaration {
  const output = [...session.outputs.values()].find((each) => elementsOf(each) === elements);
  if (output) return output;
  throw wrongGraph(session, `an output of ${elements} numbers`);
}

export function wrongGraph(session: OnnxSession, wanted: string): ParleyError {
  const shapes = (declarations: Iterable<TensorDeclaration>): string =>
    [...declarations].map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  return new ParleyError(
    'model_files_invalid',
    `${basename(session.file)} is another kind of model: it should have ${wanted}. It has the inputs ` +
      `${shapes(session.inputs.values())} and the outputs ${shapes(session.outputs.values())}.`,
  );
}
