/** The site: its pages are README.md, docs/ and the generated pages of the API. `npm run site` builds it. */
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { sidebarOf } from '../navigation.mjs';
import { API_PAGES, base, manifest, NO_PAGES, placeOf, replaceLinks, repository, root } from '../pages.mjs';

export default defineConfig({
  title: manifest.name,
  description: manifest.description,
  base,
  cleanUrls: true,
  srcDir: root,
  srcExclude: NO_PAGES,
  rewrites: (file) => placeOf(file) ?? file,
  outDir: join(root, 'site/dist'),
  cacheDir: join(root, '.cache/site'),
  // Addresses of processes that a reader starts.
  ignoreDeadLinks: 'localhostLinks',
  locales: {
    root: { label: 'English', lang: 'en' },
    'zh-TW': {
      label: '繁體中文',
      lang: 'zh-TW',
      description: '在 Temporal 上執行綠界 ECTicket 訂單：每筆票券訂單對應一個持久的 Workflow。',
      themeConfig: chineseTheme(),
    },
  },
  themeConfig: {
    nav: [
      { text: 'Documentation', link: '/docs/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebarOf('docs/README.md'),
    outline: [2, 3],
    // Not every page has a translation. A page that has one links to it below its title.
    i18nRouting: false,
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path`, text: 'Edit this page' },
    search: { provider: 'local', options: { miniSearch: { options: { tokenize: tokensOf } }, ...chineseSearch() } },
  },
  markdown: {
    anchor: { slugify: forgeAnchor },
    attrs: { disable: true }, // The forge shows braces as they are.
    config: (markdown) => {
      replaceLinks(markdown);
      drawDiagrams(markdown);
    },
  },
  transformPageData(page) {
    if (page.relativePath.endsWith('index.md') && page.title === manifest.name) page.titleTemplate = false;
    if (page.filePath.startsWith(API_PAGES)) page.frontmatter.editLink = false;
  },
  vite: { build: { chunkSizeWarningLimit: 4000 }, publicDir: false },
});

/** The anchor that the forge gives to a heading, so that a link works in both places. */
function forgeAnchor(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/ /g, '-');
}

/** The words of a text. Chinese has no spaces between words. It also runs in the browser, and uses no name of here. */
function tokensOf(text) {
  const segments = new Intl.Segmenter('zh-TW', { granularity: 'word' }).segment(text);
  return [...segments].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

function drawDiagrams(markdown) {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest);
    return `<MermaidDiagram code="${markdown.utils.escapeHtml(content)}" />`;
  };
}

function chineseTheme() {
  return {
    nav: [
      { text: '文件', link: '/zh-TW/docs/' },
      { text: 'API（英文）', link: '/api/' },
    ],
    sidebar: sidebarOf('docs/zh-TW/README.md'),
    outline: { level: [2, 3], label: '本頁內容' },
    docFooter: { prev: '上一頁', next: '下一頁' },
    editLink: { pattern: `${repository}/edit/main/:path`, text: '編輯本頁' },
    darkModeSwitchLabel: '外觀',
    lightModeSwitchTitle: '切換到淺色模式',
    darkModeSwitchTitle: '切換到深色模式',
    sidebarMenuLabel: '選單',
    returnToTopLabel: '回到頂端',
    langMenuLabel: '選擇語言',
    skipToContentLabel: '跳到內容',
  };
}

function chineseSearch() {
  return {
    locales: {
      'zh-TW': {
        translations: {
          button: { buttonText: '搜尋', buttonAriaLabel: '搜尋' },
          modal: {
            displayDetails: '顯示詳細內容',
            resetButtonTitle: '清除搜尋',
            backButtonTitle: '關閉搜尋',
            noResultsText: '找不到',
            footer: { selectText: '選擇', navigateText: '移動', closeText: '關閉' },
          },
        },
      },
    },
  };
}
