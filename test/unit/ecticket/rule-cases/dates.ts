import {
  catalogueItem,
  convenienceStore,
  electronic,
  GIFT,
  paper,
  preSale,
  serialItem,
  serialNumber,
  type RuleCases,
} from './rule-case.js';

const starting = (StartDate: string) => preSale(catalogueItem({ StartDate }));
const gift = (ExpireDate: string | undefined, more = {}) => catalogueItem({ ExpireDate, ...more });
const at = (time: string) => ({ now: Date.parse(time) });

/** By default, the day of issue is 2026-05-18 in Taipei. */
export const DATE_RULES: RuleCases<
  | 'startDate'
  | 'startDateNeeded'
  | 'startDateAfterIssue'
  | 'startDateAgainstImmediate'
  | 'expireDate'
  | 'expireDateNeeded'
  | 'expireDateNotBeforeStart'
  | 'pickupVoucherInOrder'
> = {
  startDate: {
    breaks: [
      ['TicketInfo[0].StartDate', starting('20270229')],
      ['TicketInfo[0].StartDate', starting('20270431')],
      ['TicketInfo[0].StartDate', starting('20271301')],
      ['TicketInfo[0].StartDate', starting('2027/1/1')],
      ['TicketInfo[0].StartDate', starting('2027-01-01')],
      ['TicketInfo[0].StartDate', starting('２０２７０１０１')],
      ['TicketInfo[0].StartDate', starting('202701011')],
      ['TicketInfo[0].StartDate', starting('1160101')],
    ],
    keeps: [[starting('20280229')], [starting('20270430')]],
  },
  startDateNeeded: {
    breaks: [
      ['TicketInfo[1].StartDate', preSale(catalogueItem({ StartDate: '20260601' }), { ItemNo: 'B', TicketAmount: 1 })],
    ],
    keeps: [[electronic()], [paper()]],
  },
  startDateAfterIssue: {
    breaks: [
      ['TicketInfo[0].StartDate', starting('20260518')],
      ['TicketInfo[0].StartDate', starting('20200101')],
      ['TicketInfo[0].StartDate', starting('20260519'), at('2026-05-19T00:00:00+08:00')],
      ['TicketInfo[0].StartDate', starting('20260519'), at('2026-05-18T16:00:00Z')],
      // ECPay may issue it after midnight.
      ['TicketInfo[0].StartDate', starting('20260519'), at('2026-05-18T23:58:00+08:00')],
      ['TicketInfo[0].StartDate', starting('20260519'), at('2026-05-18T23:54:00+08:00')],
    ],
    keeps: [
      [starting('20260519')],
      [starting('20260519'), at('2026-05-18T23:53:59.999+08:00')],
      [starting('20260520'), at('2026-05-18T23:58:00+08:00')],
      [starting('20260518'), at('2026-05-17T15:53:59.999Z')],
    ],
  },
  startDateAgainstImmediate: {
    breaks: [
      ['TicketInfo[0].StartDate', electronic({}, catalogueItem({ StartDate: '20260519' }))],
      ['TicketInfo[0].StartDate', convenienceStore({}, catalogueItem({ StartDate: '20260601' }))],
      ['TicketInfo[0].StartDate', paper({ IsImmediate: '2' }, catalogueItem({ StartDate: '20260601' }))],
    ],
    keeps: [[starting('20260601')], [electronic({}, catalogueItem({ StartDate: '20260518' }))]],
  },
  expireDate: {
    breaks: [
      ['TicketInfo[0].ExpireDate', paper(GIFT, gift('20270229'))],
      ['TicketInfo[0].ExpireDate', paper(GIFT, gift('tomorrow'))],
    ],
    keeps: [[paper(GIFT, gift('20280229'))]],
  },
  expireDateNeeded: {
    breaks: [
      ['TicketInfo[0].ExpireDate', paper(GIFT, gift(undefined))],
      ['TicketInfo[1].ExpireDate', paper(GIFT, gift('20261231'), gift('', { ItemNo: 'B' }))],
      ['TicketInfo[0].ExpireDate', serialNumber(GIFT)],
    ],
    keeps: [[paper(GIFT, gift('20261231'))], [paper({}, gift(undefined), gift('20261231', { ItemNo: 'B' }))]],
  },
  expireDateNotBeforeStart: {
    breaks: [
      ['TicketInfo[0].ExpireDate', paper(GIFT, gift('20260517'))],
      ['TicketInfo[0].ExpireDate', electronic(GIFT, gift('20260517'))],
      ['TicketInfo[0].ExpireDate', electronic(GIFT, gift('20260518')), at('2026-05-18T23:58:00+08:00')],
      ['TicketInfo[0].ExpireDate', paper(GIFT, gift('20260518')), at('2026-05-19T00:00:00+08:00')],
      [
        'TicketInfo[0].ExpireDate',
        electronic({ ...GIFT, IsImmediate: '2' }, gift('20260531', { StartDate: '20260601' })),
      ],
    ],
    keeps: [
      [paper(GIFT, gift('20260518'))],
      [paper(GIFT, gift('20260518')), at('2026-05-18T23:59:59.999+08:00')],
      [electronic({ ...GIFT, IsImmediate: '2' }, gift('20260601', { StartDate: '20260601' }))],
    ],
  },
  pickupVoucherInOrder: {
    breaks: [
      ['TicketInfo', paper({}, gift('20261231'))],
      ['TicketInfo', electronic({}, gift('20261231'), gift('20261231', { ItemNo: 'B' }))],
      ['TicketInfo', serialNumber({}, serialItem({ ExpireDate: '20261231' }))],
    ],
    keeps: [[paper({}, gift('20261231'), gift(undefined, { ItemNo: 'B' }))], [serialNumber({}, serialItem())]],
  },
};
