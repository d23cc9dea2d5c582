import { ParleyError } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import { BankBuilder } from '../bank/bank-builder.js';
import { encodeBank } from '../bank/bank-file.js';
import type { BankBuildingProtocol } from './bank-building-protocol.js';

serveEngine<object, BankBuildingProtocol>(async () => {
  let builder: BankBuilder | undefined;
  const current = (): BankBuilder => {
    if (builder) return builder;
    throw new ParleyError('engine_failed', 'The pictures of this bank were lost. It is drawn anew.');
  };
  return {
    async begin({ frame }) {
      builder = new BankBuilder(frame);
    },
    add: async (picture) => current().add(picture),
    async finish() {
      const bank = encodeBank(current().build());
      builder = undefined;
      return bank;
    },
  };
});
