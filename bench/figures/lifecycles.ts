/**
 * Standard orders per second, over a workflow with the same messages that was written by hand (bench/floor): the same
 * signals, activities, upserts and timers, the same calls to the sandbox, and none of this package's code.
 */
import { startEnvironment, type Environment } from '../environment/environment.js';
import { MERCHANT, newTradeNo, runStandardOrder } from '../environment/orders.js';
import { floorWorkflowId, startFloor, type Floor } from '../floor/floor.js';
import { workflowIdOf } from '../../client/index.js';
import { countByType, eventsOf } from '../measure/order-history.js';
import { compare, formatSpread, quantile, rounded } from '../measure/rounds.js';
import { throughput, type Throughput } from '../measure/throughput.js';
import type { Figure } from './figure.js';

const GOAL = 0.95;
const ROUNDS = 3;
/**
 * An order waits for about six seconds, so that this many keep the machine busy up to 20 orders per second. More would
 * let the development server time out on a busy machine.
 */
const LOAD = { inFlight: 120, warmUp: 60, measured: 180 };

export const lifecycles: Figure = {
  title: 'standard orders per second over a workflow with the same messages, written by hand',
  measure: async ({ address, report }) => {
    report('starting Temporal, the sandbox, the receiver and the workers');
    const environment = await startEnvironment({ address, encrypted: false });
    const floor = await startFloor(environment).catch(async (error: unknown) => {
      await environment.close();
      throw error;
    });
    try {
      const messages = await compareMessages(environment, floor);
      const results: { floor: Throughput[]; product: Throughput[] } = { floor: [], product: [] };
      const measure = (name: keyof typeof results, run: () => Promise<void>) => async () => {
        report(`${LOAD.inFlight} orders in flight: ${name}`);
        const result = await throughput(run, LOAD);
        results[name].push(result);
        return result.perSecond;
      };
      const {
        floor: floorSpeed,
        product,
        ratio,
      } = await compare(ROUNDS, {
        floor: measure('floor', () => floor.runOrder(newTradeNo())),
        product: measure('product', () => runStandardOrder(environment, newTradeNo())),
      });
      const cpu = (name: keyof typeof results) =>
        quantile(
          results[name].map(({ cpuMs }) => cpuMs),
          0.5,
        );
      const cpuRatio = cpu('floor') / cpu('product');
      return {
        json: {
          perSecond: rounded(product.median),
          floorPerSecond: rounded(floorSpeed.median),
          ratio: rounded(ratio.median),
          cpuRatio: rounded(cpuRatio),
          cpuMs: rounded(cpu('product')),
          floorCpuMs: rounded(cpu('floor')),
          messages,
        },
        rows: [
          { what: 'ratio', value: formatSpread(ratio), goal: `>= ${GOAL}`, met: ratio.median >= GOAL },
          { what: 'orders/s', value: formatSpread(product) },
          { what: 'orders/s of the floor', value: formatSpread(floorSpeed) },
          {
            what: 'processor time per order',
            value: `${rounded(cpu('product'))} ms over ${rounded(cpu('floor'))} ms: ${rounded(cpuRatio)}`,
          },
          { what: 'messages over the floor’s', value: Object.entries(messages).map(formatMessages).join(', ') },
        ],
      };
    } finally {
      await floor.close();
      await environment.close();
    }
  },
};

type Messages = Readonly<Record<string, readonly [product: number, floor: number]>>;

const MESSAGES = {
  signals: 'WORKFLOW_EXECUTION_SIGNALED',
  activities: 'ACTIVITY_TASK_SCHEDULED',
  upserts: 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  timers: 'TIMER_STARTED',
};

/** Runs an order of each and counts its messages, to show whether the floor still does what the product does. */
async function compareMessages(environment: Environment, floor: Floor): Promise<Messages> {
  const [productNo, floorNo] = [newTradeNo(), newTradeNo()];
  await Promise.all([runStandardOrder(environment, productNo), floor.runOrder(floorNo)]);
  const ids = [workflowIdOf({ merchantId: MERCHANT, merchantTradeNo: productNo }), floorWorkflowId(floorNo)];
  const [product, hand] = await Promise.all(ids.map(async (id) => countByType(await eventsOf(environment.client, id))));
  return Object.fromEntries(
    Object.entries(MESSAGES).map(([name, type]) => [name, [product?.get(type) ?? 0, hand?.get(type) ?? 0]] as const),
  );
}

function formatMessages([name, [product, floor]]: [string, readonly [number, number]]): string {
  return `${product} over ${floor} ${name}`;
}
