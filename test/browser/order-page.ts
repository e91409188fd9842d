/** The page of one order in the Web UI. */
import type { Page } from 'playwright-core';
import type { OrderRef } from '../../ecticket/index.js';
import { workflowIdOf } from '../../workflows/messages/names.js';

type Tab = 'Timeline' | 'Event History' | 'User Metadata' | 'Search Attributes' | 'Memo';

export class OrderPage {
  private constructor(readonly page: Page) {}

  /** @param workflows The address of the Web UI's workflow list. */
  static async open(page: Page, workflows: string, order: OrderRef): Promise<OrderPage> {
    await page.goto(`${workflows}/${encodeURIComponent(workflowIdOf(order))}`);
    await page.getByRole('heading', { level: 1, name: workflowIdOf(order) }).waitFor();
    return new OrderPage(page);
  }

  async openTab(tab: Tab): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await this.page.getByRole('tab', { name: new RegExp(`^${tab}`), selected: true }).waitFor();
  }

  /** Waits until the page shows this text. */
  async waitForText(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Returns the workflow's static summary. */
  async summary(): Promise<string> {
    await this.openTab('User Metadata');
    return await this.#markdown('#user-metadata-summary');
  }

  /** Returns the workflow's current details, once they begin with `status`. */
  async details(status: string): Promise<string> {
    await this.openTab('User Metadata');
    return await this.#markdown('#user-metadata-current-details', status);
  }

  /** Reloads the workflow's current details. */
  async refresh(): Promise<void> {
    await this.page.keyboard.press('r');
  }

  /**
   * Returns all text on the page, including the Markdown that the Web UI shows in frames. Reads again if the Web UI
   * redraws a frame in between.
   */
  async allText(): Promise<string> {
    for (;;) {
      try {
        const texts = this.page.frames().map(async (frame) => await frame.locator('body').innerText());
        return (await Promise.all(texts)).join('\n');
      } catch (error) {
        if (!/detached/.test(String(error))) throw error;
      }
    }
  }

  /** Sends a signal through the Web UI's dialog, with `input` typed as its input. */
  async signal(name: string, input: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More Actions' }).click();
    await this.page.getByRole('menuitem', { name: 'Send a Signal' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Send a Signal' });
    await dialog.getByRole('button', { name: 'Select a signal' }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
    await dialog.getByRole('textbox').last().click();
    await this.page.keyboard.insertText(input);
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  async #markdown(frame: string, beginning = ''): Promise<string> {
    const text = this.page.frameLocator(frame).locator('main').filter({ hasText: beginning });
    return (await text.innerText()).trim();
  }
}
