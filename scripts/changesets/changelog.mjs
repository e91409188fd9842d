/**
 * How CHANGELOG.md shows a changeset: one list item with the whole text, without the hash of the commit. Named in
 * .changeset/config.json.
 */
export default { getReleaseLine, getDependencyReleaseLine };

async function getReleaseLine({ summary }) {
  return `- ${summary.trim().replaceAll(/\n(?!\n)/g, '\n  ')}`;
}

/** This repository is a single package, so that no dependency of it has changesets. */
async function getDependencyReleaseLine() {
  return '';
}
