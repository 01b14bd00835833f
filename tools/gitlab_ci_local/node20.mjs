// gitlab-ci-local is built for Node.js 22 and newer; of what that has, it needs these methods of sets.
const methods = {
  union(other) { return new Set([...this, ...other]) },
  intersection(other) { return new Set([...this].filter((value) => other.has(value))) },
  difference(other) { return new Set([...this].filter((value) => !other.has(value))) },
  isSubsetOf(other) { return [...this].every((value) => other.has(value)) },
  isSupersetOf(other) { return [...other].every((value) => this.has(value)) },
  isDisjointFrom(other) { return ![...this].some((value) => other.has(value)) },
}

for (const [name, value] of Object.entries(methods)) {
  if (!(name in Set.prototype)) Object.defineProperty(Set.prototype, name, { value })
}
