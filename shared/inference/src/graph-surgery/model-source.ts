import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readModel } from './onnx-model.js';
import type { OnnxModel, OnnxTensor } from './onnx-types.js';

/** Below this many bytes a tensor is copied into a derived model: small ones are read before sessions map files. */
const smallBytes = 1024;

/**
 * A model on disk from which others are derived. Their weights refer to the bytes in its files, wherever in them they
 * lie, so that no weight is held or written twice.
 */
export class ModelSource {
  private constructor(
    readonly model: OnnxModel,
    private readonly file: string,
    private readonly bytes: Uint8Array,
  ) {}

  /** @throws where the file is no ONNX model */
  static open(file: string): ModelSource {
    // The Hugging Face cache holds links to files of other names, and onnxruntime opens only what lies in one folder.
    const real = realpathSync(file);
    const bytes = readFileSync(real);
    return new ModelSource(readModel(bytes), file, bytes);
  }

  /**
   * The folder to which references into a file are relative: what onnxruntime wants as
   * `session.model_external_initializers_file_folder_path`.
   */
  static folderOf(file: string): string {
    return dirname(realpathSync(file));
  }

  private get folder(): string {
    return ModelSource.folderOf(this.file);
  }

  /** The same tensor, with its bytes left where they are. */
  refer(tensor: OnnxTensor): OnnxTensor {
    const { data } = tensor;
    if (data.place === 'file')
      return { ...tensor, data: { ...data, location: this.realLocation(data.location) } };
    if (data.place !== 'inline' || data.bytes.length < smallBytes) return tensor;
    const offset = data.bytes.byteOffset - this.bytes.byteOffset;
    if (data.bytes.buffer !== this.bytes.buffer) return tensor;
    const location = basename(realpathSync(this.file));
    return { ...tensor, data: { place: 'file', location, offset, length: data.bytes.length } };
  }

  /** A tensor's bytes, read from its file where they are not in the model. */
  bytesOf({ name, data }: OnnxTensor): Uint8Array {
    if (data.place === 'inline') return data.bytes;
    if (data.place === 'message') throw new Error(`The tensor ${name} holds no numbers.`);
    const file = join(this.folder, this.realLocation(data.location));
    const bytes = Buffer.alloc(data.length ?? statSync(file).size - data.offset);
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, data.offset);
    } finally {
      closeSync(descriptor);
    }
    return bytes;
  }

  private realLocation(location: string): string {
    const real = realpathSync(join(dirname(this.file), location));
    if (dirname(real) !== this.folder) throw new Error(`${location} lies in another folder than its graph.`);
    return basename(real);
  }
}
