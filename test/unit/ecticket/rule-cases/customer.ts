import { convenienceStore, electronic, paper, serialNumber, type RuleCases } from './rule-case.js';

const named = (CustomerName: string) => electronic({ CustomerName });
const phoned = (CustomerPhone: string) => electronic({ CustomerPhone });
const mailed = (CustomerEmail: string) => electronic({ CustomerEmail });
const addressed = (CustomerAddress: string) => paper({ CustomerAddress });
/** A surname outside the Basic Multilingual Plane: one character, two UTF-16 units. */
const RARE = '𠮷';

export const CUSTOMER_RULES: RuleCases<
  | 'customerName'
  | 'customerNameNeeded'
  | 'customerPhone'
  | 'customerPhoneNeeded'
  | 'customerEmail'
  | 'customerEmailNeeded'
  | 'customerAddress'
> = {
  customerName: {
    breaks: [
      ['CustomerName', named('王')],
      ['CustomerName', named(RARE)],
      ['CustomerName', named('A')],
      ['CustomerName', named('王'.repeat(21))],
      ['CustomerName', named(RARE.repeat(11))],
      ['CustomerName', named('A'.repeat(21))],
      ['CustomerName', named('王Ann')],
      ['CustomerName', named('Ann王')],
      ['CustomerName', named('王 珊珊')],
      ['CustomerName', named('Ａｎｎ')],
      ['CustomerName', named('Ann7')],
      ['CustomerName', named('王珊珊2')],
      ['CustomerName', named(' Ann')],
      ['CustomerName', named('Ann ')],
      ['CustomerName', named('José')],
      ['CustomerName', named('김민수')],
      ['CustomerName', named('さくら')],
      ['CustomerName', named('·王')],
      ['CustomerName', named('王珊珊\n')],
    ],
    keeps: [
      [named('王珊')],
      [named(RARE.repeat(10))],
      [named('王'.repeat(20))],
      [named('An')],
      [named('A'.repeat(20))],
      [named("Mary-Jane O'Neil Jr.")],
      [named('J. R. Smith')],
      [named('瑪麗·王')],
      [named('瓦歷斯‧諾幹')],
    ],
  },
  customerNameNeeded: {
    breaks: [
      ['CustomerName', electronic({ CustomerName: undefined })],
      ['CustomerName', electronic({ CustomerName: '' })],
    ],
    keeps: [[convenienceStore()], [paper()], [serialNumber()]],
  },
  customerPhone: {
    breaks: [
      ['CustomerPhone', phoned('091234567')],
      ['CustomerPhone', phoned('09123456789')],
      ['CustomerPhone', phoned('0212345678')],
      ['CustomerPhone', phoned('+886912345678')],
      ['CustomerPhone', phoned('0912-345678')],
      ['CustomerPhone', phoned('０９１２３４５６７８')],
      ['CustomerPhone', phoned('09१२३४५६७८')],
    ],
    keeps: [[phoned('0900000000')]],
  },
  customerPhoneNeeded: {
    breaks: [['CustomerPhone', electronic({ CustomerPhone: undefined })]],
    keeps: [[convenienceStore()], [paper()], [serialNumber()]],
  },
  customerEmail: {
    breaks: [
      ['CustomerEmail', mailed('ann')],
      ['CustomerEmail', mailed('ann@')],
      ['CustomerEmail', mailed('ann@shop')],
      ['CustomerEmail', mailed('@shop.example')],
      ['CustomerEmail', mailed('a b@shop.example')],
      ['CustomerEmail', mailed('ann@shop.example,bob@shop.example')],
      ['CustomerEmail', mailed('ann＠shop.example')],
      ['CustomerEmail', mailed(`${'a'.repeat(68)}@shop.example`)],
    ],
    keeps: [[mailed(`${'a'.repeat(67)}@shop.example`)], [mailed('a..b.+x@mail.shop.example')]],
  },
  customerEmailNeeded: {
    breaks: [
      ['CustomerEmail', convenienceStore({ CustomerEmail: undefined })],
      ['CustomerEmail', electronic({ CustomerEmail: undefined })],
    ],
    keeps: [[paper()], [serialNumber()]],
  },
  customerAddress: {
    breaks: [
      ['CustomerAddress', addressed('台'.repeat(101))],
      ['CustomerAddress', addressed('台北市\u0000')],
      ['CustomerAddress', addressed('台北市\uD842')],
    ],
    keeps: [[addressed('台'.repeat(100))], [addressed('台北市南港區三重路19-2號6樓之2 (D棟)')], [paper()]],
  },
};
