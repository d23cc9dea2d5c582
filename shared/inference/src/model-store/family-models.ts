import { ParleyError } from '@parley/contracts';
import type { InstalledModel, ModelStore } from './model-store.js';

/** What a service knows of a family of models that it has an engine for. */
export interface FamilyPreference {
  /** Names of its models, the one to take first; others come after them. */
  preferred: readonly string[];
  /** The one that people are told to fetch. */
  advised: string;
}

export interface ChosenModel<Family extends string> {
  family: Family;
  installed: InstalledModel;
}

/** The models that a service can run: which of those that are installed, and whose licence is accepted, it takes. */
export class FamilyModels<Family extends string> {
  constructor(
    private readonly store: ModelStore,
    private readonly preferences: Readonly<Record<Family, FamilyPreference>>,
    /** What people set to choose otherwise, such as `STT_ENGINE` and `STT_MODEL`. */
    private readonly settings: { engine: string; model: string },
  ) {}

  /**
   * A model that was named, which must be of the family where one is wanted.
   * @throws ParleyError `model_files_missing`, `model_files_invalid` (another family), `license_not_accepted`
   */
  async named(name: string, wanted?: Family): Promise<ChosenModel<Family>> {
    const installed = await this.store.require(name);
    const { family } = installed.model;
    if (this.isFamily(family) && (wanted === undefined || family === wanted)) return { family, installed };
    const { engine, model } = this.settings;
    const known = Object.keys(this.preferences).join(' or ');
    throw new ParleyError(
      'model_files_invalid',
      `${name} is a ${family} model, and a ${wanted ?? known} model is needed here. ` +
        `Set ${engine}=auto, or name another model in ${model}.`,
    );
  }

  /**
   * The best model of a family that is installed.
   * @throws ParleyError `model_files_missing` for the one to fetch, where none is; `license_not_accepted`
   */
  async best(family: Family): Promise<ChosenModel<Family>> {
    const [name = this.preferences[family].advised] = await this.installed(family);
    return { family, installed: await this.store.require(name) };
  }

  /** Names of a family's installed models whose licence is accepted, the preferred first. */
  async installed(family: Family): Promise<string[]> {
    const { preferred } = this.preferences[family];
    const rank = (name: string) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
    const findings = await this.store.findAll();
    return findings
      .filter(({ model, installed }) => model.family === family && installed.length > 0)
      .filter(({ model }) => this.store.isAccepted(model))
      .map(({ model }) => model.name)
      .toSorted((a, b) => rank(a) - rank(b));
  }

  private isFamily(family: string): family is Family {
    return Object.hasOwn(this.preferences, family);
  }
}
