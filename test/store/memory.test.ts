import { MemoryStore } from '#cast2gif/store/memory-store.js';
import { storeSuite } from './suite.js';

storeSuite('memory', {
  async open() {
    const store = new MemoryStore();
    return { store, again: store, close: () => store.close() };
  },
});
