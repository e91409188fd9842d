/** A block in the language `mermaid`, drawn in the browser. Without JavaScript, the reader sees its text. */
import scriptUrl from '@mermaid-js/tiny/dist/mermaid.tiny.js?url';
import { useData } from 'vitepress';
import { defineComponent, h, onMounted, ref, useId, watch } from 'vue';

/** The library, loaded with the first diagram. */
let library;

function loadMermaid() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.onload = () => resolve(window.mermaid);
    script.onerror = () => reject(new Error(`${scriptUrl} cannot be loaded`));
    document.head.append(script);
  });
  return library;
}

export const MermaidDiagram = defineComponent({
  props: { code: { type: String, required: true } },
  setup(props) {
    const { isDark } = useData();
    const svg = ref('');
    const id = `diagram-${useId()}`;
    const draw = async () => {
      const mermaid = await loadMermaid();
      mermaid.initialize({ startOnLoad: false, theme: isDark.value ? 'dark' : 'neutral' });
      svg.value = (await mermaid.render(id, props.code)).svg;
    };
    onMounted(() => watch(isDark, draw, { immediate: true }));
    return () =>
      svg.value === ''
        ? h('pre', { class: 'mermaid-diagram' }, props.code)
        : h('div', { class: 'mermaid-diagram', innerHTML: svg.value });
  },
});
